import CModelTestSupport
import Glibc
import ModelTestSupport
import Models
import Testing

@Suite("Test files with widened weights")
struct WideningTests {
    @Test("The half conversion of the tests agrees with Swift's for every half and around ties")
    func halves() {
        for bits in UInt16.min...UInt16.max {
            let half = Float16(bitPattern: bits)
            guard !half.isNaN else { continue }
            #expect(cmt_half_to_float(bits) == Float(half))
            for value in [Float(half).nextUp, Float(half).nextDown, Float(half) + Float(half.ulp) / 2] {
                #expect(cmt_float_to_half(value) == Float16(value).bitPattern)
            }
        }
    }

    @Test("SmolLM2 widened to F16 is a model whose values are the decoded ones")
    func widened() throws {
        try #require(ModelFile.small.isPresent, "\(ModelFile.small.hint)")
        let source = try GGUFFile(contentsOf: ModelFile.small.path)
        let path = "/tmp/lam-widened-\(getpid()).gguf"
        defer { unlink(path) }
        try source.write(widenedTo: .f16, at: path)
        let model = try Model(contentsOf: path)
        #expect(try model.configuration == Model(source).configuration)
        let before = try source.tensor("blk.3.ffn_down.weight")
        let after = try model.tensor("blk.3.ffn_down.weight")
        #expect(after.type == .f16 && after.shape == before.shape)
        // One block by hand: row 5, block 2.
        let block = before.data.baseAddress! + 5 * before.bytesPerRow + 2 * 20
        let scale = Float(block.loadUnaligned(as: Float16.self))
        let minimum = Float(block.loadUnaligned(fromByteOffset: 2, as: Float16.self))
        for i in 0..<32 {
            let byte = block.load(fromByteOffset: 4 + i % 16, as: UInt8.self)
            let value = scale * Float(i < 16 ? byte & 15 : byte >> 4) + minimum
            let stored = after.data.load(fromByteOffset: (5 * 1536 + 64 + i) * 2, as: Float16.self)
            #expect(stored == Float16(value))
        }
    }
}

import Inference
import ModelTestSupport
import Models
import Testing

@Suite("What the cache costs", .serialized)
struct QualityTests {
    private static let text = String(
        repeating: "The old harbour lay still; 212 boats had come in, and nobody hurried to count them. ",
        count: 8
    )

    @Test("A calibration gives 2 bits to the half of all keys and values that loses least")
    func calibration() throws {
        try #require(ModelFile.small.isPresent, "\(ModelFile.small.hint)")
        let model = try Model(contentsOf: ModelFile.small.path)
        let found = try HeadPriorities(of: model, over: Self.text)
        #expect(found.heads == 3 && found.values.count == 180 && found.tokens > 128)
        let bits = try #require(HeadBits(heads: found.heads, priorities: found.values))
        #expect(bits.layers == 30 && bits.bits.count { $0 == 2 } == 90)
        #expect(found.values.allSatisfy { $0 > 0 && $0.isFinite })
        let least = try #require(zip(found.values, bits.bits).filter { $0.1 == 4 }.map(\.0).min())
        #expect(zip(found.values, bits.bits).allSatisfy { $0.1 == 4 || $0.0 <= least })
        #expect(throws: InferenceError.self) { try HeadPriorities(of: model, over: "too short") }
    }

    @Test("Fewer bits cost more, and 8 bits hardly more than rounding does")
    func order() throws {
        try #require(ModelFile.small.isPresent, "\(ModelFile.small.hint)")
        let quality = CacheQuality(try Model(contentsOf: ModelFile.small.path))
        func divergence(_ mode: CacheMode) throws -> Double {
            let rows = try quality.measure(mode, headBits: .alternating, over: Self.text, lengths: [140])
            return try #require(rows.first).divergence
        }
        let found = try [CacheMode.turbo8, .turbo4, .turbo42].map(divergence)
        #expect(found[0] < 0.05 && found[0] < found[1] && found[1] < found[2], "\(found)")
        #expect(throws: InferenceError.self) {
            try quality.measure(.turbo8, over: Self.text, lengths: [100_000])
        }
    }

    @Test("Bits that do not fill whole layers, or are neither 2 nor 4, are no bits of heads")
    func bits() {
        #expect(HeadBits(heads: 3, bits: [4, 2, 4, 4, 4, 4, 2, 2]) == nil)
        #expect(HeadBits(heads: 1, bits: [4, 3]) == nil)
        #expect(HeadBits(heads: 0, bits: []) == nil)
        #expect(HeadBits(heads: 1, bits: [4, 2, 2, 4])?.layers == 2)
    }
}

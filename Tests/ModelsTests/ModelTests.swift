import ModelTestSupport
import Models
import Testing

@Suite("A real model file")
struct ModelTests {
    @Test("SmolLM2 opens with the configuration its publisher states")
    func small() throws {
        try #require(ModelFile.small.isPresent, "\(ModelFile.small.hint)")
        let model = try Model(contentsOf: ModelFile.small.path)
        let shape = model.configuration
        #expect(shape.architecture == .llama)
        #expect(shape.layers == 30 && shape.width == 576 && shape.feedForward == 1536)
        #expect(shape.heads == 9 && shape.kvHeads == 3 && shape.headDim == 64)
        #expect(shape.ropeBase == 100_000 && shape.ropeDimensions == 64 && shape.ropeStyle == .interleaved)
        #expect(shape.rmsEpsilon == 1e-5 && shape.contextLength == 8192 && shape.vocabularySize == 49152)
        #expect(shape.tiedEmbeddings && !shape.attentionBias)
        #expect(model.size == 98_362_432)
        let embedding = try model.tensor("token_embd.weight")
        #expect(embedding.type == .q8_0 && embedding.shape == [576, 49152])
        #expect(embedding.data.count == 49152 * embedding.bytesPerRow)
        #expect(throws: ModelError.self) { try model.tensor("output.weight") }
    }

    @Test(
        "Gemma 3 270M opens with the configuration its publisher states",
        .enabled(if: ModelFile.gemma.isPresent, "\(ModelFile.gemma.hint)")
    )
    func gemma() throws {
        let model = try Model(contentsOf: ModelFile.gemma.path)
        let shape = model.configuration
        #expect(shape.architecture == .gemma3 && shape.ropeStyle == .halfSplit && shape.gate == .gelu)
        #expect(shape.layers == 18 && shape.width == 640 && shape.feedForward == 2048)
        #expect(
            shape.heads == 4 && shape.kvHeads == 1 && shape.headDim == 256 && shape.attentionScale == 1 / 16
        )
        #expect(shape.ropeBase == 1_000_000 && shape.localRopeBase == 10_000 && shape.window == 512)
        #expect((0..<18).filter { !shape.isLocal($0) } == [5, 11, 17])
        #expect(shape.tiedEmbeddings && shape.vocabularySize == 262_144 && shape.contextLength == 32_768)
        #expect(try model.chatTemplate.style == .gemma)
    }

    @Test(
        "Qwen2.5-Coder-1.5B opens with the configuration its publisher states",
        .enabled(if: ModelFile.coder1_5B.isPresent, "\(ModelFile.coder1_5B.hint)")
    )
    func coder() throws {
        let model = try Model(contentsOf: ModelFile.coder1_5B.path)
        let shape = model.configuration
        #expect(shape.architecture == .qwen2 && shape.ropeStyle == .halfSplit)
        #expect(shape.layers == 28 && shape.width == 1536 && shape.feedForward == 8960)
        #expect(shape.heads == 12 && shape.kvHeads == 2 && shape.headDim == 128)
        #expect(shape.ropeBase == 1_000_000 && shape.rmsEpsilon == 1e-6 && shape.vocabularySize == 151936)
        #expect(!shape.tiedEmbeddings && shape.attentionBias)
        #expect(try model.tensor("output.weight").type == .q6_K)
    }
}

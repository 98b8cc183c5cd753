import Foundation
import Inference
import Models
import Testing

/// Small models of random weights that gguf-py wrote (Scripts/parity_tiny.py), and what llama.cpp made of
/// them with keys and values in halves.
///
/// The weights are F32, so activations are not rounded and the arithmetic itself is compared. What is left
/// are the halves: of keys and values, and of llama.cpp's table for Gemma's gate.
@Suite("Architectures without a trained file agree with llama.cpp", .serialized)
struct TinyParityTests {
    private static let architectures = ["llama3", "qwen3", "gemma3"]

    private func model(_ architecture: String) throws -> Model {
        let url = try #require(
            Bundle.module.url(
                forResource: "tiny-\(architecture)",
                withExtension: "gguf",
                subdirectory: "Fixtures"
            )
        )
        return try Model(contentsOf: url.path)
    }

    @Test(
        "The same tokens, the same best token, and logits within three hundredths",
        arguments: architectures
    )
    func parity(_ architecture: String) async throws {
        let model = try model(architecture)
        let fixture = try ParityFixture("logits-tiny-\(architecture)")
        for prompt in fixture.prompts {
            let first = model.tokenizer.addsBOS ? model.tokenizer.bos.map { [$0] } ?? [] : []
            #expect(first + model.tokenizer.encode(prompt.text, parsingSpecial: true) == prompt.tokens)
            #expect(model.tokenizer.decode(prompt.tokens) == prompt.text)
        }
        let engine = try Engine(model: model, options: .init(contextLength: 512, cache: .f16))
        let parity = try await Parity(engine, fixture)
        #expect(parity.positions > 250)
        #expect(parity.agreement >= 0.99 && parity.largest <= 0.03 && parity.mean <= 0.003, "\(parity)")
    }

    /// Both sides round activations to 8 bits here, a block of 32 or 256 at a time; the margin is how far
    /// llama.cpp's logits are from those of exact arithmetic.
    @Test("Q5_1, Q2_K, Q3_K, Q5_K and IQ4_NL weights: the same best token where it stands clear")
    func types() async throws {
        let model = try model("types")
        let types = try Set(model.file.tensorNames.map { try model.tensor($0).type })
        #expect(types.isSuperset(of: [.q5_1, .q2_K, .q3_K, .q5_K, .iq4_NL, .q8_0]))
        let engine = try Engine(model: model, options: .init(contextLength: 512, cache: .f16))
        let parity = try await Parity(engine, ParityFixture("logits-tiny-types"), margin: 0.12)
        #expect(parity.clearAgreement >= 0.99 && parity.mean < 0.12, "\(parity)")
        try await Parity.compare(engine, "logits-tiny-types-f32", "tiny-types")
    }

    @Test("The shapes are what the file says", arguments: architectures)
    func shapes(_ architecture: String) throws {
        let shape = try model(architecture).configuration
        #expect(
            shape.headDim == 32 && shape.ropeStyle == (architecture == "llama3" ? .interleaved : .halfSplit)
        )
        #expect(shape.headNorms == (architecture != "llama3"))
        #expect(shape.window == (architecture == "gemma3" ? 20 : nil))
        #expect(shape.localLayers == (architecture == "gemma3" ? [0, 1, 2, 3, 4, 6] : []))
    }

    @Test(
        "Reading in parts gives the same logits, bit for bit, in a sliding window too",
        arguments: architectures
    )
    func parts(_ architecture: String) async throws {
        let model = try model(architecture)
        let tokens = try #require(try ParityFixture("logits-tiny-\(architecture)").prompts.last).tokens
        let shape = model.configuration
        let heads = (0..<2 * shape.layers * shape.kvHeads).map { UInt8($0 / 2 % 2 == 0 ? 2 : 4) }
        let bits = HeadBits(heads: shape.kvHeads, bits: heads)
        for cache in CacheMode.allCases {
            let options = EngineOptions(contextLength: 512, cache: cache, headBits: bits)
            let engine = try Engine(model: model, options: options)
            let whole = try await engine.logits(of: tokens)
            for part in [1, 7, 64] {
                #expect(
                    try await engine.logits(of: tokens, part: part) == whole,
                    "\(part) at a time, \(cache)"
                )
            }
        }
    }
}

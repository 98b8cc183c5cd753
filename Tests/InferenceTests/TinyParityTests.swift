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
        for cache in CacheMode.allCases {
            let engine = try Engine(model: model, options: .init(contextLength: 512, cache: cache))
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

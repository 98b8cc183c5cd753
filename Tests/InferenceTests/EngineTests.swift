import Core
import Inference
import ModelTestSupport
import Testing

@Suite("The engine answers", .serialized)
struct EngineTests {
    @Test("A small model knows the capital of Italy, free and under a grammar")
    func answers() async throws {
        let engine = try Engine.load(.small, .init(contextLength: 1024))
        let prompt = Prompt.chat([.init(.user, "What is the capital of Italy? Answer in one sentence.")])
        var text = ""
        for try await piece in engine.generate(prompt, under: nil, sampling: .greedy, limit: 40) {
            text += piece.text
        }
        #expect(text.contains("Rome"))
        let grammar = Grammar.sequence([
            .literal("The capital city is \""), .choice([.literal("Paris"), .literal("Rome")]),
            .literal("\"."),
        ])
        text = ""
        for try await piece in engine.generate(prompt, under: grammar, sampling: .greedy, limit: 40) {
            text += piece.text
        }
        #expect(text == "The capital city is \"Rome\".")
        #expect(engine.counters.tokensReused > 0)
    }

    @Test("Scoring prefers Rome to Paris")
    func scores() async throws {
        let engine = try Engine.load(.small, .init(contextLength: 1024))
        let scores = try await engine.score(
            [" Rome", " Paris", " Rome, Italy"],
            after: .raw("The capital of Italy is"),
            closed: false
        )
        #expect(scores[0].logProbability > scores[1].logProbability)
        #expect(scores[2].tokens == 3)
    }
}

import Core
import Inference
import ModelTestSupport
import Testing

@Suite("Calls that are served together", .serialized)
struct BatchingTests {
    private static func reply(
        _ engine: some LanguageModel,
        _ prompt: Prompt,
        _ grammar: Grammar? = nil,
        seed: UInt64 = 0
    ) async throws -> [Piece] {
        var pieces: [Piece] = []
        let sampling = Sampling(temperature: seed == 0 ? 0 : 0.8, topP: 0.9, seed: seed)
        for try await piece in engine.generate(prompt, under: grammar, sampling: sampling, limit: 12) {
            pieces.append(piece)
        }
        return pieces
    }

    private static let grammar = Grammar.sequence([
        .literal("click "), .choice([.literal("the button OK"), .literal("the button Cancel")]),
        .text(min: 1, max: 8, forbidding: [10]),
    ])

    @Test(
        "Replies and scores are, bit for bit, what each gets alone",
        arguments: [CacheMode.turbo8, .turbo4]
    )
    func equal(_ cache: CacheMode) async throws {
        let shared = String(repeating: "button \"Save\"\n", count: 25)
        let prompts = [
            Prompt.raw("One, two, three,"), .raw(shared + "Goal: save the file. Action:"),
            .raw(shared + "Goal: close the window. Action:"), .raw("The capital of Italy is"),
        ]
        let texts = [" Rome", " Rome, of course", " Paris, not", " a city"]
        var alone: [[Piece]] = []
        var scores: [[Score]] = []
        for (index, prompt) in prompts.enumerated() {
            let engine = try Engine.load(.small, .init(contextLength: 1024, cache: cache))
            alone.append(
                try await Self.reply(engine, prompt, index == 1 ? Self.grammar : nil, seed: UInt64(index))
            )
            scores.append(try await engine.score(texts, after: prompt, closed: index % 2 == 0))
        }
        let engine = try Engine.load(.small, .init(contextLength: 1024, cache: cache))
        async let replies = withThrowingTaskGroup(of: (Int, [Piece]).self) { group in
            for (index, prompt) in prompts.enumerated() {
                group.addTask {
                    let grammar = index == 1 ? Self.grammar : nil
                    return (index, try await Self.reply(engine, prompt, grammar, seed: UInt64(index)))
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        async let scored = withThrowingTaskGroup(of: (Int, [Score]).self) { group in
            for (index, prompt) in prompts.enumerated() {
                group.addTask {
                    (index, try await engine.score(texts, after: prompt, closed: index % 2 == 0))
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        let (together, sums) = try await (replies, scored)
        for index in prompts.indices {
            #expect(together[index] == alone[index], "reply \(index)")
            #expect(sums[index] == scores[index], "scores \(index)")
        }
        // Served one after the other, each reply alone takes a batch a token.
        let counters = engine.counters
        #expect(counters.requests == 8 && counters.requestsCancelled == 0)
        #expect(counters.batches < alone.reduce(0) { $0 + $1.count }, "\(counters)")
        // What two prompts begin with is read once even if both come at a time.
        #expect(counters.tokensReused > 100, "\(counters)")
    }

    @Test("A short prompt does not wait for a long one")
    func fair() async throws {
        let engine = try Engine.load(.small, .init(contextLength: 4096))
        let long = Prompt.raw(String(repeating: "word ", count: 3000))
        let slow = Task { try await engine.score([" a"], after: long, closed: false) }
        // The long one is being read when the short one comes.
        while engine.counters.rows == 0 { await Task.yield() }
        _ = try await engine.score([" Rome"], after: .raw("Italy:"), closed: false)
        #expect(engine.counters.tokensRead < 2000, "\(engine.counters)")
        slow.cancel()
        _ = await slow.result
    }

    @Test("A call that is given up among others does not disturb them")
    func cancelled() async throws {
        let prompt = Prompt.raw("Once upon a time")
        let alone = try await Self.reply(Engine.load(.small, .init(contextLength: 512)), prompt)
        let engine = try Engine.load(.small, .init(contextLength: 512))
        let victim = Task {
            for try await _ in engine.generate(.raw("Count:"), under: nil, sampling: .greedy, limit: 400) {
                return
            }
        }
        let reply = try await Self.reply(engine, prompt)
        try await victim.value
        try await engine.settled()
        #expect(reply == alone)
        #expect(engine.counters.requestsCancelled == 1)
    }

    @Test("More calls than are served at a time wait their turn")
    func queue() async throws {
        let engine = try Engine.load(.small, .init(contextLength: 256, concurrentRequests: 2))
        let scores = try await withThrowingTaskGroup(of: [Score].self) { group in
            for number in 0..<7 {
                group.addTask { try await engine.score([" x"], after: .raw("\(number) is"), closed: false) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(scores.count == 7 && engine.counters.requests == 7)
    }

    @Test("What does not fit the memory is refused before it is allocated, with the figure needed")
    func memory() async throws {
        do {
            _ = try Engine.load(.small, .init(memoryLimit: 50_000_000))
            Issue.record("98 MB of weights fitted 50 MB")
        } catch let error as InferenceError {
            #expect(error.code == .outOfMemory && error.message.contains("50 MB"), "\(error)")
        }
        let engine = try Engine.load(.small, .init(contextLength: 4096, memoryLimit: 110_000_000))
        let long = Prompt.raw(String(repeating: "word ", count: 3000))
        do {
            _ = try await engine.score(["a"], after: long, closed: false)
            Issue.record("3000 tokens fitted 12 MB")
        } catch let error as InferenceError {
            #expect(error.code == .outOfMemory && error.message.contains("tokens need"), "\(error)")
        }
        #expect(try await engine.score(["a"], after: .raw("b"), closed: false).count == 1)
        #expect(engine.counters.cachePeakBytes < 5_000_000)
    }
}

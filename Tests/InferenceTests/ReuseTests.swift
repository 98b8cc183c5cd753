import Core
import Inference
import ModelTestSupport
import Testing

@Suite("What is reused changes nothing", .serialized)
struct ReuseTests {
    @Test("Reading in parts gives the same logits, bit for bit", arguments: CacheMode.allCases)
    func parts(_ cache: CacheMode) async throws {
        let engine = try Engine.load(.small, .init(contextLength: 512, cache: cache, headBits: .alternating))
        let tokens = try await engine.tokens(
            of: .raw(String(repeating: "The window has a button. ", count: 24))
        )
        let whole = try await engine.logits(of: tokens)
        for part in [1, 7, 64] {
            let some = Array(tokens.prefix(part == 1 ? 40 : 150))
            let split = try await engine.logits(of: some, part: part)
            #expect(split == Array(whole.prefix(some.count)), "\(part) at a time")
        }
    }

    @Test("A prompt that shares its beginning with earlier ones gets the scores of a cold engine")
    func prefix() async throws {
        let screen = String(repeating: "button \"Save\" enabled\n", count: 30)
        let prompts = ["save the file", "close the window", "save the file now"].map {
            Prompt.chat([.init(.system, "You click."), .init(.user, screen + "Goal: " + $0)])
        }
        let warm = try Engine.load(.small, .init(contextLength: 1024))
        for prompt in prompts + prompts {
            let before = warm.counters
            let scores = try await warm.score(["click Save", "close"], after: prompt, closed: true)
            let cold = try Engine.load(.small, .init(contextLength: 1024))
            #expect(try await cold.score(["click Save", "close"], after: prompt, closed: true) == scores)
            let spent = warm.counters - before
            if before.tokensRead > 0 {
                #expect(spent.tokensReused > 150 && spent.tokensRead < 30, "\(spent)")
            }
        }
    }

    @Test("Where tiles are packed, a prompt cut inside one is read again from the tile's beginning")
    func packed() async throws {
        let screen = String(repeating: "button \"Save\" enabled\n", count: 60)
        let options = EngineOptions(contextLength: 1024, cache: .turbo42, headBits: .alternating)
        let prompts = [400, 1, 300, 700].map { Prompt.raw(String(screen.prefix($0 + 300)) + "Goal: save") }
        let warm = try Engine.load(.small, options)
        for (index, prompt) in (prompts + prompts.reversed()).enumerated() {
            let before = warm.counters
            let scores = try await warm.score([" click Save", " close"], after: prompt, closed: false)
            let cold = try Engine.load(.small, options)
            #expect(try await cold.score([" click Save", " close"], after: prompt, closed: false) == scores)
            // What was read before is there, but for what its last tile has packed.
            if index >= prompts.count { #expect((warm.counters - before).tokensRead <= 64) }
        }
        let plain = try Engine.load(.small, .init(contextLength: 1024, cache: .f16))
        _ = try await plain.score([" click Save"], after: .raw(screen), closed: false)
        let small = try Engine.load(.small, options)
        _ = try await small.score([" click Save"], after: .raw(screen), closed: false)
        #expect(small.counters.cacheBytes * 2 < plain.counters.cacheBytes, "\(small.counters)")
    }

    @Test("The mode turbo42 says which command finds the bits of each head")
    func uncalibrated() throws {
        #expect {
            _ = try Engine.load(.small, .init(contextLength: 64, cache: .turbo42))
        } throws: { "\($0)".contains("lam model calibrate") }
    }

    @Test("Two prompts in turn, as with and without a goal, do not push each other out")
    func turns() async throws {
        let engine = try Engine.load(.small, .init(contextLength: 1024))
        let shared = String(repeating: "menu item \"Open\"\n", count: 20)
        let goal = Prompt.raw(shared + "Goal: open a file. Action:")
        let none = Prompt.raw(shared + "Goal: (not given). Action:")
        for round in 0..<3 {
            for prompt in [goal, none] {
                let before = engine.counters
                _ = try await engine.score([" open", " close"], after: prompt, closed: false)
                if round > 0 { #expect((engine.counters - before).tokensRead == 1) }
            }
        }
    }

    @Test("Scores are the sums of the log-probabilities of the steps", arguments: CacheMode.allCases)
    func scores(_ cache: CacheMode) async throws {
        let engine = try Engine.load(.small, .init(contextLength: 512, cache: cache, headBits: .alternating))
        let prompt = Prompt.raw(
            String(repeating: "File Edit View Help. ", count: 12) + "The capital of Italy is"
        )
        let texts = [" Rome", " Rome, the eternal city", " Rome, the old city", " Paris", "", " Rome"]
        let scores = try await engine.score(texts, after: prompt, closed: false)
        let beginning = try await engine.tokens(of: prompt)
        for (text, score) in zip(texts, scores) {
            let continuation = text.isEmpty ? [] : try await engine.tokens(of: .raw(text))
            let logits = try await engine.logits(of: beginning + continuation)
            var sum = 0.0
            for (index, token) in continuation.enumerated() {
                sum += Divergence.logarithm(of: token, logits[beginning.count + index - 1])
            }
            #expect(abs(sum - score.logProbability) < 1e-4 && score.tokens == continuation.count, "\(text)")
        }
        let closed = try await engine.score([" Rome"], after: prompt, closed: true)
        #expect(closed[0].tokens == scores[0].tokens + 1)
        #expect(closed[0].logProbability < scores[0].logProbability)
    }

    @Test("A hundred continuations in several groups agree with one at a time")
    func many() async throws {
        let engine = try Engine.load(.small, .init(contextLength: 512))
        let prompt = Prompt.raw("The user wants to")
        let texts = (0..<100).map {
            " click button number \($0) of the \($0 % 2 == 0 ? "left" : "right") pane"
        }
        let together = try await engine.score(texts, after: prompt, closed: false)
        for index in stride(from: 0, to: 100, by: 17) {
            #expect(try await engine.score([texts[index]], after: prompt, closed: false) == [together[index]])
        }
    }
}

extension HeadBits {
    /// Every second of SmolLM2's heads at 2 bits.
    static var alternating: HeadBits? { HeadBits(heads: 3, bits: (0..<180).map { $0 / 2 % 2 == 0 ? 4 : 2 }) }
}

extension Divergence {
    static func logarithm(of token: Int32, _ logits: [Float]) -> Double { logarithms(logits)[Int(token)] }
}

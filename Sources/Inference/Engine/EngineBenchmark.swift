public import Models

/// Measures how fast an engine reads and writes tokens.
///
/// Prompts are random and distinct, nothing is reused, logits are of the full vocabulary.
public struct EngineBenchmark: Sendable {
    /// What is measured.
    public enum Work: Sendable, Hashable {
        /// Reading a prompt of so many tokens from the beginning.
        case prefill(tokens: Int)
        /// Writing so many tokens, one after the other, after a context of so many.
        case decode(tokens: Int, context: Int)
        /// Scoring continuations of so many tokens each after a prompt that is already read.
        case score(continuations: Int, tokens: Int, prompt: Int)
    }

    /// A measurement.
    public struct Row: Sendable, Hashable, Codable {
        /// What was measured, such as "prefill 512" or "decode 32 at 2048".
        public let row: String
        /// Tokens a second.
        public let tokensPerSecond: Double
        /// Seconds it took.
        public let seconds: Double
    }

    private let engine: Engine
    private let vocabulary: Int

    /// Loads a model.
    ///
    /// - Throws: ``InferenceError`` with code `outOfMemory`, `brokenModel` or `unsupportedModel`.
    public init(model: Model, options: EngineOptions = .init()) throws(InferenceError) {
        engine = try Engine(model: model, options: options)
        vocabulary = model.configuration.vocabularySize
    }

    /// What the engine has counted; `loadMilliseconds` is the time the weights took.
    public var counters: EngineCounters { engine.counters }

    /// Does some work once and returns how long it took.
    ///
    /// - Throws: ``InferenceError`` with code `contextOverflow` when the work exceeds the context.
    public func measure(_ work: Work) async throws -> Row {
        let vocabulary = Int32(vocabulary)
        @Sendable func random(_ count: Int) -> [Int32] {
            (0..<max(1, count)).map { _ in Int32.random(in: 0..<vocabulary) }
        }
        return try await engine.perform { worker, proceed in
            let evaluator = worker.evaluator
            var sequence = TokenSequence()
            let clock = ContinuousClock()
            switch work {
            case .prefill(let tokens):
                let prompt = random(tokens)
                let time = try clock.measure {
                    _ = try evaluator.read(prompt, into: &sequence, proceed: proceed)
                }
                return Row("prefill \(tokens)", tokens, time)
            case .decode(let tokens, let context):
                _ = try evaluator.read(random(context), into: &sequence, proceed: proceed)
                let reply = random(tokens)
                let time = try clock.measure {
                    for token in reply { _ = try evaluator.read([token], into: &sequence, proceed: proceed) }
                }
                return Row("decode \(tokens) at \(context)", tokens, time)
            case .score(let continuations, let tokens, let prompt):
                let logits = try Array(evaluator.read(random(prompt), into: &sequence, proceed: proceed))
                let candidates = (0..<continuations).map { _ in random(tokens) }
                var scored = 0
                let time = try clock.measure {
                    _ = try logits.withUnsafeBufferPointer { logits in
                        try evaluator.score(
                            candidates,
                            after: sequence,
                            logits: logits,
                            proceed: proceed,
                            scored: &scored
                        )
                    }
                }
                return Row("score \(continuations) x \(tokens) at \(prompt)", continuations * tokens, time)
            }
        }
    }
}

extension EngineBenchmark.Row {
    fileprivate init(_ row: String, _ tokens: Int, _ time: Duration) {
        let (seconds, attoseconds) = time.components
        let total = Double(seconds) + Double(attoseconds) * 1e-18
        self.init(row: row, tokensPerSecond: Double(tokens) / max(total, 1e-9), seconds: total)
    }
}

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
        /// Writing so many tokens of several sequences, one of each in a batch, each after a context.
        case together(sequences: Int, tokens: Int, context: Int)
        /// Scoring continuations of so many tokens each after a prompt that is already read.
        case score(continuations: Int, tokens: Int, prompt: Int)

        /// The work in words, such as "prefill 512" or "decode 32 at 2048".
        public var name: String {
            switch self {
            case .prefill(let tokens): "prefill \(tokens)"
            case .decode(let tokens, let context):
                "decode \(tokens) " + (context > 1 ? "at \(context)" : "at an empty context")
            case .together(let sequences, let tokens, let context):
                "decode \(sequences) x \(tokens) together at \(context)"
            case .score(let continuations, let tokens, let prompt):
                "score \(continuations) x \(tokens) at \(prompt)"
            }
        }

        /// The tokens that are counted.
        var tokens: Int {
            switch self {
            case .prefill(let tokens), .decode(let tokens, _): tokens
            case .together(let sequences, let tokens, _): sequences * tokens
            case .score(let continuations, let tokens, _): continuations * tokens
            }
        }
    }

    /// A measurement.
    public struct Row: Sendable, Hashable, Codable {
        /// What was measured.
        public let row: String
        /// Tokens a second.
        public let tokensPerSecond: Double
        /// Seconds it took.
        public let seconds: Double

        init(_ work: Work, _ time: Duration) {
            let (whole, attoseconds) = time.components
            row = work.name
            seconds = Double(whole) + Double(attoseconds) * 1e-18
            tokensPerSecond = Double(work.tokens) / max(seconds, 1e-9)
        }
    }

    private let engine: Engine
    private let configuration: ModelConfiguration
    private var vocabulary: Int { configuration.vocabularySize }

    /// Loads a model.
    ///
    /// - Throws: ``InferenceError`` with code `outOfMemory`, `brokenModel` or `unsupportedModel`.
    public init(model: Model, options: EngineOptions = .init()) throws(InferenceError) {
        engine = try Engine(model: model, options: options)
        configuration = model.configuration
    }

    /// What the engine has counted; `loadMilliseconds` is the time the weights took.
    public var counters: EngineCounters { engine.counters }

    /// Makes an adapter of random numbers, which changes all matrices, for `measure` to run with.
    ///
    /// - Throws: ``InferenceError`` with code `outOfMemory`.
    public func adapt(rank: Int) async throws {
        try await engine.add(.random(rank: rank, for: configuration), as: Self.adapter)
    }

    private static let adapter = "benchmark"

    /// Bytes a second that the threads read of the packed weights when they do nothing else.
    public func readRate() async throws -> Double {
        try await engine.perform { worker, _ in worker.evaluator.readRate() }
    }

    /// Does some work once and returns how long it took.
    ///
    /// - Parameter adapted: Whether prefill and decode run with the adapter made last.
    /// - Throws: ``InferenceError`` with code `contextOverflow` when the work exceeds the context.
    public func measure(_ work: Work, adapted: Bool = false) async throws -> Row {
        let vocabulary = Int32(vocabulary)
        return try await engine.perform { worker, proceed in
            let adapter = adapted ? worker.adapters[Self.adapter] : nil
            return try Self.measure(work, worker.evaluator, adapter, proceed) { count in
                (0..<max(1, count)).map { _ in Int32.random(in: 0..<vocabulary) }
            }
        }
    }

    /// Returns the bytes that the keys and values of some random tokens take.
    ///
    /// - Throws: ``InferenceError`` with code `contextOverflow` when they exceed the context.
    public func cacheBytes(after tokens: Int) async throws -> Double {
        let vocabulary = Int32(vocabulary)
        return try await engine.perform { worker, proceed in
            let evaluator = worker.evaluator
            var sequence = TokenSequence()
            let prompt = (0..<max(1, tokens)).map { _ in Int32.random(in: 0..<vocabulary) }
            _ = try evaluator.read(prompt, into: &sequence, proceed: proceed)
            return Double(sequence.bytes)
        }
    }

    /// The bytes that the keys and values of a token take in halves.
    public var halfBytesPerToken: Int { configuration.layers * configuration.kvWidth * 2 * 2 }

    private static func measure(
        _ work: Work,
        _ evaluator: Evaluator,
        _ adapter: BoundAdapter?,
        _ proceed: () -> Bool,
        _ random: (Int) -> [Int32]
    ) throws(InferenceError) -> Row {
        let clock = ContinuousClock()
        var sequence = TokenSequence()
        switch work {
        case .prefill(let tokens):
            let prompt = random(tokens)
            let start = clock.now
            _ = try evaluator.read(prompt, into: &sequence, adapter: adapter, proceed: proceed)
            return Row(work, clock.now - start)
        case .decode(let tokens, let context):
            _ = try evaluator.read(random(context), into: &sequence, proceed: proceed)
            let reply = random(tokens)
            let start = clock.now
            for token in reply {
                _ = try evaluator.read([token], into: &sequence, adapter: adapter, proceed: proceed)
            }
            return Row(work, clock.now - start)
        case .together(let count, let tokens, let context):
            var sequences: [TokenSequence] = []
            for _ in 0..<count {
                sequences.append(TokenSequence())
                _ = try evaluator.read(random(context), into: &sequences[sequences.count - 1])
            }
            let replies = (0..<count).map { _ in random(tokens) }
            let start = clock.now
            for index in 0..<tokens {
                guard proceed() else { throw InferenceError(.cancelled, "the benchmark was cancelled") }
                var batch = Batch()
                for (number, reply) in replies.enumerated() {
                    batch.append([reply[index]], to: &sequences[number], from: evaluator.pages)
                }
                evaluator.run(batch)
                _ = evaluator.logits(ofRows: Array(0..<count))
            }
            return Row(work, clock.now - start)
        case .score(let continuations, let tokens, let prompt):
            _ = try evaluator.read(random(prompt), into: &sequence, proceed: proceed)
            let candidates = (0..<continuations).map { _ in random(tokens) }
            let start = clock.now
            var scorer: ContinuationScorer?
            evaluator.forEachLogits([evaluator.rows - 1]) { _, logits in
                scorer = ContinuationScorer(candidates, after: sequence, logits: logits)
            }
            while let wanted = scorer?.wanted, wanted > 0 {
                var batch = Batch()
                let rows = scorer?.contribute(Pass.capacity, to: &batch, from: evaluator.pages) ?? []
                evaluator.run(batch)
                evaluator.forEachLogits(rows) { scorer?.take($1, index: $0) }
            }
            return Row(work, clock.now - start)
        }
    }
}

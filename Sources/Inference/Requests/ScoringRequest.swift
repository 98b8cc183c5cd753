import Core

/// Continuations of one prompt that are being scored.
final class ScoringRequest: Request {
    private let continuations: [[Int32]]
    private let end: (Result<[Score], any Error>) -> Void
    private var scorer: ContinuationScorer?

    /// - Throws: ``InferenceError`` with code `contextOverflow`.
    init(
        _ prompt: [Int32],
        adapter: BoundAdapter?,
        flag: CancelFlag,
        continuations: [[Int32]],
        contextLength: Int,
        end: @escaping (Result<[Score], any Error>) -> Void
    ) throws(InferenceError) {
        let longest = continuations.map(\.count).max() ?? 0
        guard prompt.count + longest <= contextLength else {
            throw .overflow(prompt.count + longest, of: contextLength)
        }
        self.continuations = continuations
        self.end = end
        super.init(prompt, adapter: adapter, flag: flag)
    }

    override var phase: EnginePhase { isReading ? .read : .score }
    override var wanted: Int { scorer?.wanted ?? super.wanted }
    override var isDone: Bool { scorer?.isDone ?? false }

    override func contribute(_ room: Int, to batch: inout Batch, from pages: PagePool)
        throws(InferenceError) -> [Int]
    {
        guard !isReading else { return try super.contribute(room, to: &batch, from: pages) }
        return scorer?.contribute(room, to: &batch, from: pages) ?? []
    }

    override func take(_ logits: Logits, index: Int, counters: inout EngineCounters) throws {
        guard scorer == nil else {
            scorer?.take(logits, index: index)
            return
        }
        scorer = ContinuationScorer(continuations, after: sequence, logits: logits)
        counters.tokensScored += continuations.reduce(0) { $0 + max(0, $1.count - 1) }
    }

    override func finish(_ error: (any Error)?) {
        if let error { return end(.failure(error)) }
        let sums = scorer?.sums ?? []
        scorer = nil
        end(.success(zip(sums, continuations).map { Score(logProbability: $0, tokens: $1.count) }))
    }
}

import Models

/// A text whose vector is being computed: the mean of its last hidden states, of length one.
final class EmbeddingRequest: Request {
    private let end: (Result<[Float], any Error>) -> Void
    private var sums: [Float] = []

    init(
        _ prompt: [Int32],
        adapter: BoundAdapter?,
        flag: CancelFlag,
        end: @escaping (Result<[Float], any Error>) -> Void
    ) {
        self.end = end
        super.init(prompt, adapter: adapter, flag: flag)
    }

    // The states of every token are needed, so nothing that is known already helps.
    override var reusesPrefix: Bool { false }
    override var isDone: Bool { !isReading }

    override func contribute(_ room: Int, to batch: inout Batch, from pages: PagePool)
        throws(InferenceError) -> [Int]
    {
        _ = try super.contribute(room, to: &batch, from: pages)
        return []
    }

    override func take(states: UnsafePointer<Float>, rows: Int, _ evaluator: Evaluator) {
        let width = evaluator.configuration.width
        if sums.isEmpty { sums = Array(repeating: 0, count: width) }
        var state = sums
        for row in 0..<rows {
            evaluator.normalized(states + row * width, into: &state)
            for index in 0..<width { sums[index] += state[index] }
        }
    }

    override func finish(_ error: (any Error)?) {
        if let error { return end(.failure(error)) }
        let length = sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
        end(.success(length > 0 ? sums.map { $0 / length } : sums))
    }
}

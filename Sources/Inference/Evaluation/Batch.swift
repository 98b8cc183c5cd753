/// Tokens that go through the network together.
struct Batch {
    /// One token of a batch.
    struct Row {
        /// The token.
        var token: Int32
        /// Its position in its sequence, from 0; it sees all positions up to its own.
        var position: Int
        /// Through which of the batch's sequences it looks back.
        var sequence: Int
    }

    /// The tokens.
    var rows: [Row] = []
    /// The pages of each sequence; they outlive the batch.
    var sequences: [[Page]] = []
    /// Which rows are written to which sequences; branches of a tree share rows.
    var writes: [(row: Int, sequence: Int)] = []
    /// The rows that run with an adapter.
    private(set) var adapted: [LowRankChanges.Part] = []

    /// Has the last rows run with an adapter.
    mutating func adapt(_ rows: Range<Int>, by adapter: BoundAdapter) {
        if let last = adapted.last, last.adapter === adapter, last.rows.upperBound == rows.lowerBound {
            adapted[adapted.count - 1] = .init(adapter: adapter, rows: last.rows.lowerBound..<rows.upperBound)
        } else {
            adapted.append(.init(adapter: adapter, rows: rows))
        }
    }

    /// Adds tokens to the end of a sequence and to the batch.
    ///
    /// The sequence's count then includes them: the batch must be run.
    mutating func append(
        _ tokens: some Collection<Int32>,
        to sequence: inout TokenSequence,
        from pages: PagePool
    ) {
        let start = sequence.count
        sequence.append(tokens, from: pages)
        for (offset, token) in tokens.enumerated() {
            writes.append((rows.count, sequences.count))
            rows.append(Row(token: token, position: start + offset, sequence: sequences.count))
        }
        sequences.append(sequence.pages)
    }
}

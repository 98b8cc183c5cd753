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
}

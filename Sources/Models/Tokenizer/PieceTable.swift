/// The scores of SentencePiece's tokens: which pair of neighbours is joined first.
struct PieceTable: Sendable {
    /// Whether a text that begins, or follows a special token, is given a space to begin with.
    let addsSpace: Bool
    /// For each token its place in the order of joining: the highest score is the lowest number.
    private let ranks: [UInt32]

    /// Reads a file's scores.
    init(_ file: GGUFFile, _ vocabulary: Vocabulary) throws(ModelError) {
        let scores = try Vocabulary.array(file, "tokenizer.ggml.scores", of: .float32)
        guard scores.count == vocabulary.count else {
            throw ModelError(
                .malformed,
                file: file.path,
                "key tokenizer.ggml.scores: expected \(vocabulary.count) entries, one for each token; "
                    + "the file is damaged, fetch it again"
            )
        }
        addsSpace = file.metadata["tokenizer.ggml.add_space_prefix"]?.truth ?? true
        ranks = (0..<scores.count).map { Self.rank(scores.float32(at: $0) ?? 0) }
    }

    /// Maps numbers to whole ones in the opposite order.
    private static func rank(_ score: Float) -> UInt32 {
        let bits = score.bitPattern
        return bits >> 31 == 1 ? bits : ~(bits | 1 << 31)
    }

    /// Returns the joining that makes a token, ranked as ``MergeTable`` ranks; a negative token has none.
    func entry(_ token: Int32) -> MergeTable.Entry {
        token < 0 ? MergeTable.none : UInt64(ranks[Int(token)]) << 32 | UInt64(token)
    }
}

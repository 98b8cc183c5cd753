/// The two factors of a low-rank change of a matrix: W + scale · B·A (Hu et al., 2021).
public struct LowRankFactors: Sendable, Hashable {
    /// The rank, 1 to 1024.
    public let rank: Int
    /// The inputs of the matrix.
    public let columns: Int
    /// The outputs of the matrix.
    public let rows: Int
    /// A, (rank, columns).
    public let a: [Float]
    /// B, (rows, rank).
    public let b: [Float]
    /// What B·A is multiplied with: alpha / rank, or alpha / √rank for rank-stabilised adapters.
    public let scale: Float

    /// Creates factors whose arrays have the sizes that the numbers say.
    public init(rank: Int, columns: Int, rows: Int, a: [Float], b: [Float], scale: Float) {
        self.rank = rank
        self.columns = columns
        self.rows = rows
        self.a = a
        self.b = b
        self.scale = scale
    }
}

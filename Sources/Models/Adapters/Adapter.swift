/// Low-rank changes (LoRA) of the matrices of a model.
///
/// The project's own form is a GGUF file of type "adapter", as llama.cpp has it; PEFT folders are read
/// too.
public struct Adapter: Sendable {
    /// The largest rank that is accepted.
    public static let largestRank = 1024

    /// The file or folder it was read from.
    public let path: String
    /// The architecture it says it is for, by GGUF's name; `nil` where it does not say.
    public let architecture: String?
    /// The factors by the names that GGUF gives the matrices, such as "blk.0.attn_q.weight".
    public let factors: [String: LowRankFactors]
    /// What those who trained it say of it, by keys that begin with "lam."; see ``AdapterFile``.
    public let notes: [String: String]
    /// 64 bits that tell it from others.
    public let fingerprint: UInt64
    /// Whether the rows of query and key lie as in PyTorch's files rather than in GGUF's.
    let hasUnpermutedHeads: Bool

    /// Returns B of a matrix with its rows in the order in which the model's file has them.
    ///
    /// GGUF stores the query and key matrices of LLaMA with the halves of each head interleaved, so
    /// that neighbouring elements rotate together; PyTorch files have the halves one after the other.
    public func rows(of name: String, for configuration: ModelConfiguration) -> [Float] {
        guard let factors = factors[name] else { return [] }
        let isKey = name.hasSuffix("attn_k.weight")
        guard hasUnpermutedHeads, configuration.ropeStyle == .interleaved,
            isKey || name.hasSuffix("attn_q.weight")
        else { return factors.b }
        let heads = isKey ? configuration.kvHeads : configuration.heads
        let head = factors.rows / max(1, heads)
        guard head * heads == factors.rows, head % 2 == 0 else { return factors.b }
        var result = factors.b
        for row in 0..<factors.rows {
            let (number, offset) = (row / head, row % head)
            let source = number * head + offset % 2 * (head / 2) + offset / 2
            for column in 0..<factors.rank {
                result[row * factors.rank + column] = factors.b[source * factors.rank + column]
            }
        }
        return result
    }
}

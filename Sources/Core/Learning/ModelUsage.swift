/// What a language model did for a decision or a run.
public struct ModelUsage: Hashable, Sendable, Codable {
    /// Prompt tokens that went through the network.
    public var tokensRead = 0
    /// Prompt tokens whose keys and values were there from before.
    public var tokensReused = 0
    /// Tokens of replies.
    public var tokensWritten = 0
    /// Tokens of continuations that were scored.
    public var tokensScored = 0
    /// Milliseconds spent reading prompts.
    public var readMilliseconds = 0.0
    /// Milliseconds spent writing replies.
    public var writeMilliseconds = 0.0
    /// Milliseconds spent scoring.
    public var scoreMilliseconds = 0.0
    /// Bytes of keys and values held at the end.
    public var cacheBytes = 0

    /// Creates a record of nothing.
    public init() {}

    /// Adds what was done next.
    public static func += (sum: inout ModelUsage, next: ModelUsage) {
        sum.tokensRead += next.tokensRead
        sum.tokensReused += next.tokensReused
        sum.tokensWritten += next.tokensWritten
        sum.tokensScored += next.tokensScored
        sum.readMilliseconds += next.readMilliseconds
        sum.writeMilliseconds += next.writeMilliseconds
        sum.scoreMilliseconds += next.scoreMilliseconds
        sum.cacheBytes = max(sum.cacheBytes, next.cacheBytes)
    }
}

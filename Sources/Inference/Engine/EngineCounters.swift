/// What an engine has done; the difference of two readings is what happened between them.
public struct EngineCounters: Sendable, Hashable, Codable {
    /// Prompt tokens that went through the network.
    public var tokensRead = 0
    /// Prompt tokens whose keys and values were there from an earlier call.
    public var tokensReused = 0
    /// Tokens of replies, forced ones included.
    public var tokensWritten = 0
    /// Tokens of replies that a constraint left no choice about.
    public var tokensForced = 0
    /// Tokens of continuations that went through the network to be scored.
    public var tokensScored = 0
    /// Milliseconds spent reading prompts.
    public var readMilliseconds = 0.0
    /// Milliseconds spent writing replies.
    public var writeMilliseconds = 0.0
    /// Milliseconds spent scoring continuations, their prompts not counted.
    public var scoreMilliseconds = 0.0
    /// Milliseconds spent on packing the weights.
    public var loadMilliseconds = 0.0
    /// Calls taken on.
    public var requests = 0
    /// Calls whose callers gave up.
    public var requestsCancelled = 0
    /// Batches that went through the network.
    public var batches = 0
    /// Tokens of those batches, of all calls together.
    public var rows = 0
    /// Bytes of keys and values held now.
    public var cacheBytes = 0
    /// Bytes of the packed weights.
    public var weightBytes = 0
    /// Where the packed weights come from.
    public var weightsOrigin = WeightsOrigin.memory
    /// The most bytes of keys and values there were at a time.
    public var cachePeakBytes = 0
    /// Bytes of the adapters that are ready now.
    public var adapterBytes = 0
    /// Prefixes whose keys and values were read from a file.
    public var prefixesRestored = 0
    /// Files of prefixes that were damaged or another model's, and were ignored.
    public var prefixesRefused = 0

    /// Creates counters that are all zero.
    public init() {}

    /// Returns what was added since an earlier reading; bytes stay as they are now.
    public static func - (now: EngineCounters, before: EngineCounters) -> EngineCounters {
        var result = now
        result.tokensRead -= before.tokensRead
        result.tokensReused -= before.tokensReused
        result.tokensWritten -= before.tokensWritten
        result.tokensForced -= before.tokensForced
        result.tokensScored -= before.tokensScored
        result.requests -= before.requests
        result.requestsCancelled -= before.requestsCancelled
        result.batches -= before.batches
        result.rows -= before.rows
        result.prefixesRestored -= before.prefixesRestored
        result.prefixesRefused -= before.prefixesRefused
        result.readMilliseconds -= before.readMilliseconds
        result.writeMilliseconds -= before.writeMilliseconds
        result.scoreMilliseconds -= before.scoreMilliseconds
        result.loadMilliseconds -= before.loadMilliseconds
        return result
    }
}

/// The transformer architectures the engine runs.
public enum Architecture: String, Sendable, Hashable, CaseIterable {
    /// LLaMA and its relatives, such as SmolLM2.
    case llama
    /// Qwen2 and Qwen2.5: LLaMA with biases on query, key and value.
    case qwen2
}

/// Which pairs of a head's elements rotary position embedding turns together.
public enum RopeStyle: Sendable, Hashable {
    /// Elements 2i and 2i+1 (LLaMA as GGUF stores it).
    case interleaved
    /// Elements i and i + dimensions/2 (NEOX, Qwen2).
    case halfSplit
}

/// The shape of a model, as its metadata gives it.
public struct ModelConfiguration: Sendable, Hashable {
    /// The architecture.
    public let architecture: Architecture
    /// The number of transformer blocks.
    public let layers: Int
    /// The elements of a hidden state.
    public let width: Int
    /// The elements inside the feed-forward part.
    public let feedForward: Int
    /// The query heads of a block.
    public let heads: Int
    /// The key-value heads of a block; divides `heads`.
    public let kvHeads: Int
    /// The elements of a head.
    public let headDim: Int
    /// The base of the rotary frequencies.
    public let ropeBase: Float
    /// The elements of a head that are rotated, the first ones; even.
    public let ropeDimensions: Int
    /// Which elements are rotated together.
    public let ropeStyle: RopeStyle
    /// What RMS normalisation adds to the mean square.
    public let rmsEpsilon: Float
    /// The tokens the model was trained to attend to.
    public let contextLength: Int
    /// The number of tokens it knows.
    public let vocabularySize: Int
    /// Whether the output matrix is the embedding matrix ("output.weight" is absent).
    public let tiedEmbeddings: Bool
    /// Whether query, key and value have biases.
    public let attentionBias: Bool

    /// The query heads that share a key-value head.
    public var queriesPerKV: Int { heads / kvHeads }
    /// The elements of all query heads.
    public var queryWidth: Int { heads * headDim }
    /// The elements of all key (or value) heads.
    public var kvWidth: Int { kvHeads * headDim }
}

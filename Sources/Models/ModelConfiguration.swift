/// The transformer architectures the engine runs.
public enum Architecture: String, Sendable, Hashable, CaseIterable {
    /// LLaMA 1 to 3 and its relatives, such as SmolLM2 and Mistral.
    case llama
    /// Qwen2 and Qwen2.5: LLaMA with biases on query, key and value.
    case qwen2
    /// Qwen3: LLaMA with normalised query and key heads.
    case qwen3
    /// Gemma 3: norms on both sides of each part, a sliding window in most layers.
    case gemma3
}

/// Which pairs of a head's elements rotary position embedding turns together.
public enum RopeStyle: Sendable, Hashable {
    /// Elements 2i and 2i+1 (LLaMA as GGUF stores it).
    case interleaved
    /// Elements i and i + dimensions/2 (NEOX, Qwen2).
    case halfSplit
}

/// What a feed-forward gate goes through before it is multiplied.
public enum Gate: Sendable, Hashable {
    /// x · sigmoid(x).
    case silu
    /// x · Φ(x), in its tanh form.
    case gelu
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
    /// The base in layers with a sliding window.
    public let localRopeBase: Float
    /// What positions are divided by before they are rotated by; 1 in layers with a sliding window.
    public let ropeScale: Float
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
    /// Whether query and key heads are normalised.
    public let headNorms: Bool
    /// Whether what attention and feed-forward give is normalised before it is added.
    public let postNorms: Bool
    /// The feed-forward gate.
    public let gate: Gate
    /// What embeddings are multiplied with.
    public let embeddingScale: Float
    /// What the products of queries and keys are multiplied with.
    public let attentionScale: Float
    /// The keys a position sees in layers with a sliding window, itself included; `nil` without them.
    public let window: Int?
    /// The layers with a sliding window.
    public let localLayers: Set<Int>

    /// The query heads that share a key-value head.
    public var queriesPerKV: Int { heads / kvHeads }
    /// The elements of all query heads.
    public var queryWidth: Int { heads * headDim }
    /// The elements of all key (or value) heads.
    public var kvWidth: Int { kvHeads * headDim }

    /// Returns whether a layer has a sliding window.
    public func isLocal(_ layer: Int) -> Bool { localLayers.contains(layer) }
}

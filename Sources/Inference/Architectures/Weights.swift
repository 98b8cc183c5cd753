import Models

/// The weights that all transformers here have.
struct Weights {
    /// The weights of one block: attention, then a gated feed-forward network, a norm before each.
    struct Block {
        let attentionNorm: FloatBuffer
        let query: Linear
        let key: Linear
        let value: Linear
        let attentionOutput: Linear
        let feedForwardNorm: FloatBuffer
        let gate: Linear
        let up: Linear
        let down: Linear
    }

    /// A row for each token.
    let embedding: TensorView
    let blocks: [Block]
    /// What the last hidden states are normalised by.
    let outputNorm: FloatBuffer
    /// What gives the logits.
    let output: Linear

    /// Packs the weights.
    init(_ configuration: ModelConfiguration, _ loader: WeightLoader) throws(InferenceError) {
        func linear(_ name: String, biased: Bool = false) throws(InferenceError) -> Linear {
            let bias = biased ? try loader.vector(name + ".bias") : nil
            return Linear(matrix: try loader.matrix(name + ".weight"), bias: bias)
        }
        embedding = try loader.tensor("token_embd.weight")
        var blocks: [Block] = []
        for layer in 0..<configuration.layers {
            let name = "blk.\(layer)."
            let biased = configuration.attentionBias
            blocks.append(
                Block(
                    attentionNorm: try loader.vector(name + "attn_norm.weight"),
                    query: try linear(name + "attn_q", biased: biased),
                    key: try linear(name + "attn_k", biased: biased),
                    value: try linear(name + "attn_v", biased: biased),
                    attentionOutput: try linear(name + "attn_output"),
                    feedForwardNorm: try loader.vector(name + "ffn_norm.weight"),
                    gate: try linear(name + "ffn_gate"),
                    up: try linear(name + "ffn_up"),
                    down: try linear(name + "ffn_down")
                )
            )
        }
        self.blocks = blocks
        outputNorm = try loader.vector("output_norm.weight")
        output = try linear(configuration.tiedEmbeddings ? "token_embd" : "output")
    }
}

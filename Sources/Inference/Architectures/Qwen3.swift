import Models

/// Qwen3 (Yang et al., 2025): LLaMA whose query and key heads are normalised before they are rotated.
///
/// For each block, with n the RMS norm and n_q, n_k those of a head:
///
///     x += W_o · attention(rope(n_q(W_q · n(x))), rope(n_k(W_k · n(x))), W_v · n(x))
///     x += W_down · (silu(W_gate · n(x)) * (W_up · n(x)))
///
/// The size of a head is stated, not the width over the heads; rotary pairs lie half a head apart.
struct Qwen3: Network {
    let weights: Weights
    /// Of each block.
    let norms: [HeadNorms]

    func run(_ pass: Pass) {
        pass.embed(weights.embedding)
        for (layer, block) in weights.blocks.enumerated() {
            pass.project(
                normalizedBy: block.attentionNorm,
                query: block.query,
                key: block.key,
                value: block.value
            )
            pass.normalizeHeads(norms[layer])
            pass.rotate(layer: layer)
            pass.attend(layer: layer)
            pass.addAttention(block.attentionOutput)
            pass.addFeedForward(
                normalizedBy: block.feedForwardNorm,
                gate: block.gate,
                up: block.up,
                down: block.down
            )
        }
    }
}

/// What the heads of one block are normalised by.
struct HeadNorms {
    let query: FloatBuffer
    let key: FloatBuffer

    /// Reads the norms of all blocks.
    static func all(_ configuration: ModelConfiguration, _ loader: WeightLoader) throws(InferenceError)
        -> [HeadNorms]
    {
        var norms: [HeadNorms] = []
        for layer in 0..<configuration.layers {
            norms.append(
                HeadNorms(
                    query: try loader.vector("blk.\(layer).attn_q_norm.weight"),
                    key: try loader.vector("blk.\(layer).attn_k_norm.weight")
                )
            )
        }
        return norms
    }
}

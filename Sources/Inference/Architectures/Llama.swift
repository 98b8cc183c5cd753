import Models

/// LLaMA (Touvron et al., 2023): RMS norms before each part, rotary positions, gated feed-forward.
///
/// For each block, with n the RMS norm:
///
///     x += W_o · attention(rope(W_q · n(x)), rope(W_k · n(x)), W_v · n(x))
///     x += W_down · (silu(W_gate · n(x)) * (W_up · n(x)))
///
/// Llama 3 (Grattafiori et al., 2024) turns the slow pairs of rope still slower, by factors in its file.
/// Qwen2 (Yang et al., 2024) adds biases to W_q, W_k and W_v, and its rotary pairs lie half a head apart.
struct Llama: Network {
    let weights: Weights

    func run(_ pass: Pass) {
        pass.embed(weights.embedding)
        for (layer, block) in weights.blocks.enumerated() {
            pass.project(
                normalizedBy: block.attentionNorm,
                query: block.query,
                key: block.key,
                value: block.value
            )
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

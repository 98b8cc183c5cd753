import Models

/// LLaMA (Touvron et al., 2023): RMS norms before each part, rotary positions, gated feed-forward.
///
/// For each block, with n the RMS norm:
///
///     x += W_o · attention(rope(W_q · n(x)), rope(W_k · n(x)), W_v · n(x))
///     x += W_down · (silu(W_gate · n(x)) * (W_up · n(x)))
struct Llama: Network {
    private struct Block {
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

    private let embedding: TensorView
    private let blocks: [Block]
    let outputNorm: FloatBuffer
    let output: Linear

    init(_ configuration: ModelConfiguration, _ weights: WeightLoader) throws(InferenceError) {
        embedding = try weights.tensor("token_embd.weight")
        var blocks: [Block] = []
        for layer in 0..<configuration.layers {
            let name = "blk.\(layer)."
            blocks.append(
                Block(
                    attentionNorm: try weights.vector(name + "attn_norm.weight"),
                    query: Linear(matrix: try weights.matrix(name + "attn_q.weight")),
                    key: Linear(matrix: try weights.matrix(name + "attn_k.weight")),
                    value: Linear(matrix: try weights.matrix(name + "attn_v.weight")),
                    attentionOutput: Linear(matrix: try weights.matrix(name + "attn_output.weight")),
                    feedForwardNorm: try weights.vector(name + "ffn_norm.weight"),
                    gate: Linear(matrix: try weights.matrix(name + "ffn_gate.weight")),
                    up: Linear(matrix: try weights.matrix(name + "ffn_up.weight")),
                    down: Linear(matrix: try weights.matrix(name + "ffn_down.weight"))
                )
            )
        }
        self.blocks = blocks
        outputNorm = try weights.vector("output_norm.weight")
        let name = configuration.tiedEmbeddings ? "token_embd.weight" : "output.weight"
        output = Linear(matrix: try weights.matrix(name))
    }

    func run(_ pass: Pass) {
        pass.embed(embedding)
        for (layer, block) in blocks.enumerated() {
            pass.project(
                normalizedBy: block.attentionNorm,
                query: block.query,
                key: block.key,
                value: block.value
            )
            pass.rotate()
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

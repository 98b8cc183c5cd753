import Models

/// Gemma 3 (Gemma Team, 2025): norms before and after each part, five of six layers with a window.
///
/// The stream begins with the embeddings times the root of the width. For each block, with n, n', m and
/// m' RMS norms (whose 1 + w is folded into the file's weights) and n_q, n_k those of a head:
///
///     x += n'(W_o · attention(rope(n_q(W_q · n(x))), rope(n_k(W_k · n(x))), W_v · n(x)))
///     x += m'(W_down · (gelu(W_gate · m(x)) * (W_up · m(x))))
///
/// Layers with a window rotate by a smaller base. The output matrix is the embedding.
struct Gemma3: Network {
    let weights: Weights
    private let headNorms: [HeadNorms]
    private let attentionPostNorms: [FloatBuffer]
    private let feedForwardPostNorms: [FloatBuffer]

    init(_ weights: Weights, _ configuration: ModelConfiguration, _ loader: WeightLoader)
        throws(InferenceError)
    {
        self.weights = weights
        headNorms = try HeadNorms.all(configuration, loader)
        var (attention, feedForward): ([FloatBuffer], [FloatBuffer]) = ([], [])
        for layer in 0..<configuration.layers {
            attention.append(try loader.vector("blk.\(layer).post_attention_norm.weight"))
            feedForward.append(try loader.vector("blk.\(layer).post_ffw_norm.weight"))
        }
        (attentionPostNorms, feedForwardPostNorms) = (attention, feedForward)
    }

    func run(_ pass: Pass) {
        pass.embed(weights.embedding)
        for (layer, block) in weights.blocks.enumerated() {
            pass.project(
                normalizedBy: block.attentionNorm,
                query: block.query,
                key: block.key,
                value: block.value
            )
            pass.normalizeHeads(headNorms[layer])
            pass.rotate(layer: layer)
            pass.attend(layer: layer)
            pass.addAttention(block.attentionOutput, normalizedBy: attentionPostNorms[layer])
            pass.addFeedForward(
                normalizedBy: block.feedForwardNorm,
                gate: block.gate,
                up: block.up,
                down: block.down,
                outputNorm: feedForwardPostNorms[layer]
            )
        }
    }
}

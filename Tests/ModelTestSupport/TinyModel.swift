/// Lays out a file that holds a whole, very small model with weights of zero.
///
/// - Parameters:
///   - vocabulary: The tokens, as ``tinyVocabulary(_:merges:control:pre:)`` lays them out.
///   - architecture: "llama", or "gemma3" with its further norms.
public func tinyModel(
    vocabulary: GGUFWriter,
    architecture: String = "llama",
    tokens: Int = 256,
    layers: Int = 1
) -> GGUFWriter {
    var writer = vocabulary
    writer.set("general.architecture", .string(architecture))
    writer.set("\(architecture).block_count", .uint32(UInt32(layers)))
    writer.set("\(architecture).embedding_length", .uint32(32))
    writer.set("\(architecture).feed_forward_length", .uint32(64))
    writer.set("\(architecture).attention.head_count", .uint32(4))
    writer.set("\(architecture).attention.head_count_kv", .uint32(2))
    writer.set("\(architecture).attention.layer_norm_rms_epsilon", .float32(1e-5))
    writer.set("\(architecture).context_length", .uint32(128))
    writer.add("token_embd.weight", shape: [32, tokens])
    writer.add("output_norm.weight", shape: [32], filledWith: 1)
    for layer in 0..<layers {
        let block = "blk.\(layer)."
        writer.add(block + "attn_norm.weight", shape: [32], filledWith: 1)
        writer.add(block + "ffn_norm.weight", shape: [32], filledWith: 1)
        writer.add(block + "attn_q.weight", shape: [32, 32])
        writer.add(block + "attn_k.weight", shape: [32, 16])
        writer.add(block + "attn_v.weight", shape: [32, 16])
        writer.add(block + "attn_output.weight", shape: [32, 32])
        writer.add(block + "ffn_gate.weight", shape: [32, 64])
        writer.add(block + "ffn_up.weight", shape: [32, 64])
        writer.add(block + "ffn_down.weight", shape: [64, 32])
        guard architecture == "gemma3" else { continue }
        for name in ["attn_q_norm", "attn_k_norm"] {
            writer.add(block + name + ".weight", shape: [8], filledWith: 1)
        }
        for name in ["post_attention_norm", "post_ffw_norm"] {
            writer.add(block + name + ".weight", shape: [32], filledWith: 1)
        }
    }
    return writer
}

/// Lays out a file that holds a whole, very small llama model with weights of zero.
///
/// - Parameter vocabulary: The tokens, as ``tinyVocabulary(_:merges:control:pre:)`` lays them out.
public func tinyModel(vocabulary: GGUFWriter, tokens: Int = 256, layers: Int = 1) -> GGUFWriter {
    var writer = vocabulary
    writer.set("llama.block_count", .uint32(UInt32(layers)))
    writer.set("llama.embedding_length", .uint32(32))
    writer.set("llama.feed_forward_length", .uint32(64))
    writer.set("llama.attention.head_count", .uint32(4))
    writer.set("llama.attention.head_count_kv", .uint32(2))
    writer.set("llama.attention.layer_norm_rms_epsilon", .float32(1e-5))
    writer.set("llama.context_length", .uint32(128))
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
    }
    return writer
}

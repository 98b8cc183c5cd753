/// The weights a model of some shape is made of.
struct WeightList {
    /// Name and shape of each weight that must be there.
    private var needed: [(name: String, shape: [Int])] = []
    /// The same for what may be there.
    private var optional: [(name: String, shape: [Int])] = []

    /// Lists the weights.
    init(_ shape: ModelConfiguration) {
        needed = [
            ("token_embd.weight", [shape.width, shape.vocabularySize]),
            ("output_norm.weight", [shape.width]),
        ]
        if !shape.tiedEmbeddings {
            needed.append(("output.weight", [shape.width, shape.vocabularySize]))
        }
        if shape.architecture == .llama {
            optional.append(("rope_freqs.weight", [shape.ropeDimensions / 2]))
        }
        for layer in 0..<shape.layers { add(shape, "blk.\(layer).") }
    }

    private mutating func add(_ shape: ModelConfiguration, _ block: String) {
        needed += [
            (block + "attn_norm.weight", [shape.width]),
            (block + "attn_q.weight", [shape.width, shape.queryWidth]),
            (block + "attn_k.weight", [shape.width, shape.kvWidth]),
            (block + "attn_v.weight", [shape.width, shape.kvWidth]),
            (block + "attn_output.weight", [shape.queryWidth, shape.width]),
            (block + "ffn_norm.weight", [shape.width]),
            (block + "ffn_gate.weight", [shape.width, shape.feedForward]),
            (block + "ffn_up.weight", [shape.width, shape.feedForward]),
            (block + "ffn_down.weight", [shape.feedForward, shape.width]),
        ]
        if shape.attentionBias {
            needed += [
                (block + "attn_q.bias", [shape.queryWidth]),
                (block + "attn_k.bias", [shape.kvWidth]),
                (block + "attn_v.bias", [shape.kvWidth]),
            ]
        }
        if shape.headNorms {
            needed += [
                (block + "attn_q_norm.weight", [shape.headDim]),
                (block + "attn_k_norm.weight", [shape.headDim]),
            ]
        }
        if shape.postNorms {
            needed += [
                (block + "post_attention_norm.weight", [shape.width]),
                (block + "post_ffw_norm.weight", [shape.width]),
            ]
        }
    }

    /// Checks that a file has these weights in these shapes, and no others.
    ///
    /// - Throws: ``ModelError`` that names the tensor. One that would not be used is refused as well: the
    ///   model was trained with it and computes something else without.
    func check(_ file: GGUFFile) throws(ModelError) {
        for (name, shape) in needed { try check(file, name, shape) }
        for (name, shape) in optional where file.tensors[name] != nil { try check(file, name, shape) }
        let known = Set(needed.map(\.name) + optional.map(\.name))
        if let other = file.tensorNames.first(where: { !known.contains($0) }) {
            throw ModelError(
                .unsupported,
                file: file.path,
                "tensor \(other) has no place in this architecture; use another model"
            )
        }
    }

    private func check(_ file: GGUFFile, _ name: String, _ shape: [Int]) throws(ModelError) {
        let tensor = try file.tensor(name)
        guard tensor.shape == shape else {
            throw ModelError(
                .malformed,
                file: file.path,
                "tensor \(name) has the shape \(tensor.shape), expected \(shape) from the metadata; "
                    + "the file is damaged, fetch it again"
            )
        }
        if shape.count == 1, tensor.type != .f32 {
            throw ModelError(
                .unsupported,
                file: file.path,
                "tensor \(name) is stored as \(tensor.type.traits.name), norms and biases are expected in F32"
            )
        }
        if name == "rope_freqs.weight" {
            let factors = (0..<tensor.count).map {
                Float(
                    bitPattern: UInt32(
                        littleEndian: tensor.data.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)
                    )
                )
            }
            guard factors.allSatisfy({ $0.isFinite && $0 > 0 }) else {
                throw ModelError(
                    .malformed,
                    file: file.path,
                    "tensor \(name): expected positive factors; the file is damaged, fetch it again"
                )
            }
        }
    }
}

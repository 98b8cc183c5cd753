import CKernels

extension Adapter {
    /// Reads a GGUF file of type "adapter": `adapter.type` "lora", `adapter.lora.alpha`, and tensors
    /// `NAME.lora_a` [columns, rank] and `NAME.lora_b` [rank, rows] for each matrix NAME.
    ///
    /// - Throws: ``ModelError`` that names the file and the key or tensor that is wrong.
    public init(_ file: GGUFFile) throws(ModelError) {
        let reader = KeyReader(file: file)
        guard file.metadata["general.type"]?.text == "adapter" else {
            throw ModelError(
                .unsupported,
                file: file.path,
                "key general.type: is \(file.metadata["general.type"]?.text ?? "absent"), expected adapter; "
                    + "this is a model, give it where a model is chosen"
            )
        }
        let kind = try reader.text("adapter.type")
        guard kind == "lora" else { throw reader.unsupported("adapter.type", "\(kind)") }
        guard let alpha = file.metadata["adapter.lora.alpha"]?.number, alpha.isFinite else {
            throw reader.malformed("adapter.lora.alpha", "expected a number")
        }
        var pairs: [String: (a: FactorTensor?, b: FactorTensor?)] = [:]
        for name in file.tensorNames {
            let tensor = try file.tensor(name)
            if name.hasSuffix(".lora_a") {
                pairs[String(name.dropLast(7)), default: (nil, nil)].a = tensor.factor
            } else if name.hasSuffix(".lora_b") {
                pairs[String(name.dropLast(7)), default: (nil, nil)].b = tensor.factor
            } else {
                throw ModelError(
                    .unsupported,
                    file: file.path,
                    "tensor \(name) is neither .lora_a nor .lora_b; use an adapter of low-rank factors alone"
                )
            }
        }
        try self.init(
            path: file.path,
            architecture: try reader.text("general.architecture"),
            unpermuted: false,
            notes: file.metadata.compactMapValues(\.text),
            pairs: pairs
        ) { _, rank in alpha == 0 ? 1 : Float(alpha) / Float(rank) }
    }
}

extension TensorView {
    /// The tensor as floats.
    fileprivate var factor: FactorTensor {
        var values = [Float](repeating: 0, count: count)
        ck_dequantize(type.rawValue, data.baseAddress, count, &values)
        return FactorTensor(shape: shape, values: values)
    }
}

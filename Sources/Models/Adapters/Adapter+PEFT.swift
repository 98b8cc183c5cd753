import Foundation

extension Adapter {
    private struct Configuration: Decodable {
        var peft_type: String?
        var r: Int?
        var lora_alpha: Double?
        var use_rslora: Bool?
        var use_dora: Bool?
        var fan_in_fan_out: Bool?
        var bias: String?
        var rank_pattern: [String: Int]?
        var alpha_pattern: [String: Double]?
    }

    /// The names PyTorch and GGUF have for the matrices of a block.
    static let matrices = [
        "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
        "self_attn.o_proj": "attn_output", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
        "mlp.down_proj": "ffn_down",
    ]

    /// Reads a PEFT folder: `adapter_config.json` and `adapter_model.safetensors`.
    ///
    /// - Throws: ``ModelError`` that names the file and the key or tensor that is wrong.
    init(peft folder: String) throws(ModelError) {
        let configuration = try Self.configuration(folder + "/adapter_config.json")
        let path = folder + "/adapter_model.safetensors"
        let file = try SafetensorsFile(contentsOf: path)
        var pairs: [String: (a: FactorTensor?, b: FactorTensor?)] = [:]
        var modules: [String: String] = [:]
        for name in file.names {
            guard let (matrix, module, isFirst) = Self.matrix(of: name) else {
                throw ModelError(
                    .unsupported,
                    file: path,
                    "tensor \(name) is no lora_A or lora_B of a block's matrix "
                        + "(\(Self.matrices.keys.sorted().joined(separator: ", "))); train without it"
                )
            }
            modules[matrix] = module
            if isFirst {
                pairs[matrix, default: (nil, nil)].a = file.factor(name)
            } else {
                pairs[matrix, default: (nil, nil)].b = file.factor(name)
            }
        }
        try self.init(path: path, architecture: nil, unpermuted: true, notes: file.notes, pairs: pairs) {
            (name, rank) throws(ModelError) in
            let module = modules[name] ?? name
            func pattern<Value>(_ values: [String: Value]?) -> Value? {
                values?.first { module == $0.key || module.hasSuffix("." + $0.key) }?.value
            }
            if let wanted = pattern(configuration.rank_pattern) ?? configuration.r, wanted != rank {
                throw ModelError(
                    .malformed,
                    file: path,
                    "the change of \(name) has rank \(rank), adapter_config.json says \(wanted)"
                )
            }
            let alpha = pattern(configuration.alpha_pattern) ?? configuration.lora_alpha ?? Double(rank)
            let divisor = configuration.use_rslora == true ? Double(rank).squareRoot() : Double(rank)
            return Float(alpha / divisor)
        }
    }

    private static func configuration(_ path: String) throws(ModelError) -> Configuration {
        let file = try MappedFile(path: path)
        let result: Configuration
        do {
            guard file.bytes.count <= 1 << 20 else { throw CocoaError(.fileReadTooLarge) }
            result = try JSONDecoder().decode(Configuration.self, from: Data(file.bytes))
        } catch {
            throw ModelError(
                .malformed,
                file: path,
                "is not the configuration of a PEFT adapter; save the adapter again with PEFT",
                underlying: error
            )
        }
        func unsupported(_ what: String) -> ModelError {
            ModelError(.unsupported, file: path, "\(what) is not supported; train a plain LoRA adapter")
        }
        guard result.peft_type == "LORA" else {
            throw unsupported("peft_type \(result.peft_type ?? "(absent)")")
        }
        if result.use_dora == true { throw unsupported("use_dora") }
        if result.fan_in_fan_out == true { throw unsupported("fan_in_fan_out") }
        if let bias = result.bias, bias != "none" { throw unsupported("bias \(bias)") }
        return result
    }

    /// Returns GGUF's name of the matrix a tensor belongs to, PEFT's, and whether it is A.
    private static func matrix(of name: String) -> (name: String, module: String, isFirst: Bool)? {
        guard let mark = name.range(of: ".lora_A") ?? name.range(of: ".lora_B") else { return nil }
        // "…layers.0.self_attn.q_proj.lora_A.weight", or ".lora_A.default.weight".
        let module = name[..<mark.lowerBound]
        guard name.hasSuffix(".weight"), let layers = module.range(of: "layers.", options: .backwards) else {
            return nil
        }
        let rest = module[layers.upperBound...]
        let digits = rest.prefix { $0.isNumber }
        guard let layer = Int(digits), let matrix = matrices[String(rest.dropFirst(digits.count + 1))] else {
            return nil
        }
        return ("blk.\(layer).\(matrix).weight", String(module), name[mark] == ".lora_A")
    }
}

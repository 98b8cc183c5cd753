/// An adapter as it is written: the project's own GGUF file, and the files PEFT reads.
///
/// Notes are GGUF keys with texts, and entries of `__metadata__` of the safetensors file.
public struct AdapterFile: Sendable {
    /// What the keys of notes begin with.
    public static let notePrefix = "lam."

    /// What llama.cpp multiplies B·A with after dividing by the rank.
    public let alpha: Float
    /// The factors by the names that GGUF gives the matrices, rows as the model's file has them.
    public let factors: [String: LowRankFactors]
    /// The shape of the model it belongs to.
    public let configuration: ModelConfiguration

    /// What is said of it, by keys that begin with ``notePrefix``.
    public let notes: [String: String]

    /// Creates a file of factors that all have one rank.
    public init(
        _ factors: [String: LowRankFactors],
        alpha: Float,
        for configuration: ModelConfiguration,
        notes: [String: String] = [:]
    ) {
        self.notes = notes
        self.factors = factors
        self.alpha = alpha
        self.configuration = configuration
    }

    private var sorted: [(name: String, factors: LowRankFactors)] {
        factors.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Returns a GGUF file of type "adapter" with factors in halves.
    ///
    /// An engine rounds factors to 8 bits, so that nothing is lost by it; ``safetensors()`` has them in 32 bits.
    public func gguf() -> [UInt8] {
        let pairs = notes.merging(["general.type": "adapter", "adapter.type": "lora"]) { $1 }
        var out: [UInt8] = Array("GGUF".utf8)
        out.append(integer: UInt32(3))
        out.append(integer: UInt64(2 * factors.count))
        out.append(integer: UInt64(pairs.count + 2))
        for (key, value) in pairs.sorted(by: { $0.key < $1.key }) { out.append(key: key, text: value) }
        out.append(key: "general.architecture", text: configuration.architecture.rawValue)
        out.append(text: "adapter.lora.alpha")
        out.append(integer: GGUFType.float32.rawValue)
        out.append(integer: alpha.bitPattern)
        var data: [UInt8] = []
        func add(_ name: String, _ shape: [Int], _ values: [Float]) {
            out.append(text: name)
            out.append(integer: UInt32(shape.count))
            for extent in shape { out.append(integer: UInt64(extent)) }
            out.append(integer: QuantType.f16.rawValue)
            out.append(integer: UInt64(data.count))
            data.append(halves: values)
            while data.count % 32 != 0 { data.append(0) }
        }
        for (name, factors) in sorted {
            add(name + ".lora_a", [factors.columns, factors.rank], factors.a)
            add(name + ".lora_b", [factors.rank, factors.rows], factors.b)
        }
        while out.count % 32 != 0 { out.append(0) }
        return out + data
    }

    /// Returns PEFT's `adapter_model.safetensors`.
    public func safetensors() -> [UInt8] {
        let said = notes.merging(["format": "pt"]) { $1 }.sorted { $0.key < $1.key }
            .map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }.joined(separator: ",")
        var entries = ["\"__metadata__\":{\(said)}"]
        var data: [UInt8] = []
        for (name, factors) in sorted {
            guard let module = Self.module(of: name) else { continue }
            let parts: [(String, [Int], [Float])] = [
                ("lora_A", [factors.rank, factors.columns], factors.a),
                ("lora_B", [factors.rows, factors.rank], unpermuted(name, factors)),
            ]
            for (part, shape, values) in parts {
                let begin = data.count
                data.append(floats: values)
                entries.append(
                    "\"base_model.model.model.\(module).\(part).weight\":{\"dtype\":\"F32\","
                        + "\"shape\":[\(shape[0]),\(shape[1])],\"data_offsets\":[\(begin),\(data.count)]}"
                )
            }
        }
        var header = Array("{\(entries.joined(separator: ","))}".utf8)
        while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
        var out: [UInt8] = []
        out.append(integer: UInt64(header.count))
        return out + header + data
    }

    /// Returns PEFT's `adapter_config.json`.
    public func peftConfiguration() -> String {
        let modules = Set(factors.keys.compactMap { Self.module(of: $0)?.split(separator: ".").last })
        let names = modules.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
        let rank = factors.values.first?.rank ?? 0
        return """
            {
              "bias": "none",
              "fan_in_fan_out": false,
              "inference_mode": true,
              "lora_alpha": \(alpha),
              "lora_dropout": 0.0,
              "peft_type": "LORA",
              "r": \(rank),
              "target_modules": [\(names)],
              "task_type": "CAUSAL_LM",
              "use_dora": false,
              "use_rslora": false
            }

            """
    }

    /// A text as JSON has it.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// PyTorch's name of a matrix of a block, such as "layers.0.self_attn.q_proj".
    static func module(of name: String) -> String? {
        let parts = name.split(separator: ".")
        guard parts.count == 4, parts[0] == "blk", parts[3] == "weight" else { return nil }
        let found = Adapter.matrices.first { $0.value == parts[2] }
        return found.map { "layers.\(parts[1]).\($0.key)" }
    }

    /// B with its rows as PyTorch has them: see ``Adapter/rows(of:for:)``.
    private func unpermuted(_ name: String, _ factors: LowRankFactors) -> [Float] {
        let isKey = name.hasSuffix("attn_k.weight")
        guard configuration.ropeStyle == .interleaved, isKey || name.hasSuffix("attn_q.weight") else {
            return factors.b
        }
        let head = factors.rows / (isKey ? configuration.kvHeads : configuration.heads)
        var result = factors.b
        for row in 0..<factors.rows {
            let (number, offset) = (row / head, row % head)
            let to = number * head + offset % 2 * (head / 2) + offset / 2
            for column in 0..<factors.rank {
                result[to * factors.rank + column] = factors.b[row * factors.rank + column]
            }
        }
        return result
    }
}

extension [UInt8] {
    /// Appends an integer, the lowest byte first.
    fileprivate mutating func append(integer value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }

    /// Appends a length of 64 bits and the text's UTF-8.
    fileprivate mutating func append(text: String) {
        append(integer: UInt64(text.utf8.count))
        append(contentsOf: text.utf8)
    }

    fileprivate mutating func append(key: String, text: String) {
        append(text: key)
        append(integer: GGUFType.string.rawValue)
        append(text: text)
    }

    fileprivate mutating func append(halves: [Float]) {
        reserveCapacity(count + halves.count * 2)
        for value in halves { append(integer: Float16(value).bitPattern) }
    }

    fileprivate mutating func append(floats: [Float]) {
        reserveCapacity(count + floats.count * 4)
        for value in floats { append(integer: value.bitPattern) }
    }
}

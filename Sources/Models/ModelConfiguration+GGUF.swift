extension ModelConfiguration {
    /// Reads the configuration from a file's metadata.
    ///
    /// - Throws: ``ModelError`` with code `missing`, `malformed` or `unsupported`, naming the key.
    public init(_ file: GGUFFile) throws(ModelError) {
        let keys = KeyReader(file: file)
        let named = try keys.text("general.architecture")
        guard let architecture = Architecture(rawValue: named) else {
            throw ModelError(
                .unsupported,
                file: file.path,
                "key general.architecture: \(named) is not supported; supported are "
                    + Architecture.allCases.map(\.rawValue).joined(separator: ", ")
                    + "; `lam model list` shows models that run"
            )
        }
        let prefix = architecture.rawValue
        self.architecture = architecture
        layers = try keys.integer("\(prefix).block_count", in: 1...1024)
        width = try keys.integer("\(prefix).embedding_length", in: 1...65_536)
        feedForward = try keys.integer("\(prefix).feed_forward_length", in: 1...1_048_576)
        heads = try keys.integer("\(prefix).attention.head_count", in: 1...1024)
        kvHeads = try keys.integer("\(prefix).attention.head_count_kv", in: 1...heads, default: heads)
        let perHead = max(1, width / heads)
        headDim = try keys.integer("\(prefix).attention.key_length", in: 1...4096, default: perHead)
        ropeDimensions = try keys.integer(
            "\(prefix).rope.dimension_count",
            in: 2...max(2, headDim),
            default: headDim
        )
        ropeBase = Float(try keys.number("\(prefix).rope.freq_base", default: 10_000))
        rmsEpsilon = Float(try keys.number("\(prefix).attention.layer_norm_rms_epsilon", default: nil))
        contextLength = try keys.integer("\(prefix).context_length", in: 1...16_777_216)
        ropeStyle = architecture == .llama ? .interleaved : .halfSplit
        tiedEmbeddings = file.tensors["output.weight"] == nil
        attentionBias = architecture == .qwen2

        guard let embedding = file.tensors["token_embd.weight"], embedding.shape.count == 2 else {
            throw ModelError(
                .missing,
                file: file.path,
                "tensor token_embd.weight, a matrix, is not there; the file holds no language model"
            )
        }
        vocabularySize = embedding.shape[1]

        guard heads % kvHeads == 0 else {
            throw keys.malformed(
                "\(prefix).attention.head_count_kv",
                "\(kvHeads) does not divide the \(heads) query heads"
            )
        }
        guard headDim % 2 == 0, ropeDimensions % 2 == 0 else {
            throw keys.malformed("\(prefix).rope.dimension_count", "expected even head and rope dimensions")
        }
        guard ropeBase.isFinite, ropeBase > 0, rmsEpsilon.isFinite, rmsEpsilon >= 0 else {
            throw keys.malformed("\(prefix).rope.freq_base", "expected finite positive numbers")
        }
        try Self.refuseVariants(keys, prefix: prefix, headDim: headDim)
    }

    /// Refuses what the engine would silently compute wrongly.
    private static func refuseVariants(_ keys: KeyReader, prefix: String, headDim: Int) throws(ModelError) {
        let valueDim = try keys.integer("\(prefix).attention.value_length", in: 1...4096, default: headDim)
        guard valueDim == headDim else {
            throw keys.unsupported("\(prefix).attention.value_length", "heads whose keys and values differ")
        }
        if let experts = keys.file.metadata["\(prefix).expert_count"]?.integer, experts > 0 {
            throw keys.unsupported("\(prefix).expert_count", "a mixture of experts")
        }
        if let scaling = keys.file.metadata["\(prefix).rope.scaling.type"]?.text, scaling != "none" {
            throw keys.unsupported("\(prefix).rope.scaling.type", "\(scaling) rope scaling")
        }
        if keys.file.tensors["rope_freqs.weight"] != nil {
            throw ModelError(
                .unsupported,
                file: keys.file.path,
                "tensor rope_freqs.weight: scaled rotary frequencies are not supported; use another model"
            )
        }
    }
}

/// Reads metadata with a range and a name for messages.
private struct KeyReader {
    let file: GGUFFile

    func malformed(_ key: String, _ what: String) -> ModelError {
        ModelError(.malformed, file: file.path, "key \(key): \(what); the file is damaged, fetch it again")
    }

    func unsupported(_ key: String, _ what: String) -> ModelError {
        ModelError(.unsupported, file: file.path, "key \(key): \(what) is not supported; use another model")
    }

    private func value(_ key: String) throws(ModelError) -> GGUFValue {
        guard let value = file.metadata[key] else {
            throw ModelError(
                .missing,
                file: file.path,
                "key \(key) is not there; the file holds no language model or is incomplete"
            )
        }
        return value
    }

    func text(_ key: String) throws(ModelError) -> String {
        guard let text = try value(key).text else { throw malformed(key, "expected a text") }
        return text
    }

    func integer(_ key: String, in range: ClosedRange<Int>, default fallback: Int? = nil)
        throws(ModelError) -> Int
    {
        if let fallback, file.metadata[key] == nil {
            guard range.contains(fallback) else {
                throw malformed(key, "is absent and \(fallback) does not do")
            }
            return fallback
        }
        let value = try value(key)
        if case .array = value { throw unsupported(key, "a value that differs from layer to layer") }
        guard let integer = value.integer, range.contains(integer) else {
            throw malformed(
                key,
                "expected a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return integer
    }

    func number(_ key: String, default fallback: Double?) throws(ModelError) -> Double {
        if let fallback, file.metadata[key] == nil { return fallback }
        guard let number = try value(key).number else { throw malformed(key, "expected a number") }
        return number
    }
}

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
        ropeScale = try Self.ropeScale(keys, prefix: prefix)
        tiedEmbeddings = file.tensors["output.weight"] == nil
        attentionBias = architecture == .qwen2 || file.tensors["blk.0.attn_q.bias"] != nil
        headNorms = architecture == .qwen3 || architecture == .gemma3

        let isGemma = architecture == .gemma3
        postNorms = isGemma
        gate = isGemma ? .gelu : .silu
        embeddingScale = isGemma ? Float(width).squareRoot() : 1
        // The 27B model, told by its layers, scales by what its heads would be were they the width.
        let scaled = isGemma && layers == 62 ? perHead : headDim
        attentionScale = 1 / Float(scaled).squareRoot()
        window = isGemma ? try Self.window(keys, prefix: prefix) : nil
        localLayers = window == nil ? [] : try Self.localLayers(keys, prefix: prefix, layers: layers)
        localRopeBase = Float(try keys.number("\(prefix).rope.freq_base_swa", default: 10_000))

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
        guard ropeBase.isFinite, ropeBase > 0, rmsEpsilon.isFinite, rmsEpsilon >= 0,
            localRopeBase.isFinite, localRopeBase > 0
        else { throw keys.malformed("\(prefix).rope.freq_base", "expected finite positive numbers") }
        try Self.refuseVariants(keys, architecture, prefix: prefix, headDim: headDim)
    }

    /// Refuses what the engine would silently compute wrongly.
    private static func refuseVariants(
        _ keys: KeyReader,
        _ architecture: Architecture,
        prefix: String,
        headDim: Int
    ) throws(ModelError) {
        let valueDim = try keys.integer("\(prefix).attention.value_length", in: 1...4096, default: headDim)
        guard valueDim == headDim else {
            throw keys.unsupported("\(prefix).attention.value_length", "heads whose keys and values differ")
        }
        if let experts = keys.file.metadata["\(prefix).expert_count"]?.integer, experts > 0 {
            throw keys.unsupported("\(prefix).expert_count", "a mixture of experts")
        }
        // Other architectures' files spell these keys; a model that needs them gives nonsense without.
        for key in ["attn_logit_softcapping", "final_logit_softcapping", "attention.scale", "logit_scale"] {
            guard let value = keys.file.metadata["\(prefix).\(key)"]?.number, value != 0 else { continue }
            throw keys.unsupported("\(prefix).\(key)", "a value of \(value)")
        }
        if architecture != .gemma3, let window = keys.file.metadata["\(prefix).attention.sliding_window"],
            window.integer != 0
        {
            throw keys.unsupported("\(prefix).attention.sliding_window", "a sliding window")
        }
    }

    /// Reads the window of a model most of whose layers have one.
    private static func window(_ keys: KeyReader, prefix: String) throws(ModelError) -> Int? {
        let window = try keys.integer("\(prefix).attention.sliding_window", in: 0...16_777_216, default: 0)
        return window > 0 ? window : nil
    }

    /// Reads which layers have a sliding window: all but every sixth, unless the file says otherwise.
    private static func localLayers(_ keys: KeyReader, prefix: String, layers: Int) throws(ModelError)
        -> Set<Int>
    {
        let key = "\(prefix).attention.sliding_window_pattern"
        if case .array(let flags)? = keys.file.metadata[key] {
            guard flags.element == .bool, flags.count == layers else {
                throw keys.malformed(key, "expected \(layers) truth values, one for each layer")
            }
            return Set((0..<layers).filter { flags.truth(at: $0) == true })
        }
        let every = try keys.integer(key, in: 0...1024, default: 6)
        return Set((0..<layers).filter { every == 0 || $0 % every < every - 1 })
    }

    /// Reads what positions are divided by (linear scaling).
    private static func ropeScale(_ keys: KeyReader, prefix: String) throws(ModelError) -> Float {
        let key = "\(prefix).rope.scaling."
        let kind = keys.file.metadata[key + "type"]?.text ?? "linear"
        if kind == "none" { return 1 }
        guard kind == "linear" else { throw keys.unsupported(key + "type", "\(kind) rope scaling") }
        let old = try keys.number("\(prefix).rope.scale_linear", default: 0)
        let scale = Float(try keys.number(key + "factor", default: old))
        guard scale.isFinite, scale >= 0 else {
            throw keys.malformed(key + "factor", "expected a number above 0")
        }
        return scale == 0 ? 1 : scale
    }
}

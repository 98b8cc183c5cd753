/// A language model in a GGUF file: its shape and weights, mapped and shared, never changed.
public final class Model: Sendable {
    /// The file it is read from.
    public let file: GGUFFile
    /// Its shape.
    public let configuration: ModelConfiguration
    /// Its tokenizer.
    public let tokenizer: Tokenizer

    private let template: Result<ChatTemplate, ModelError>

    /// Maps a model file and checks that every weight its architecture needs is there in the right shape.
    ///
    /// - Throws: ``ModelError`` that names the file and the key, tensor or byte that is wrong.
    public convenience init(contentsOf path: String) throws(ModelError) {
        try self.init(GGUFFile(contentsOf: path))
    }

    /// Checks that a file holds a model whose weights fit its configuration.
    ///
    /// - Throws: ``ModelError`` that names the file and the key or tensor that is wrong.
    public init(_ file: GGUFFile) throws(ModelError) {
        self.file = file
        configuration = try ModelConfiguration(file)
        try Self.check(file, against: configuration)
        let tokenizer = try Tokenizer(file)
        guard tokenizer.count == configuration.vocabularySize else {
            throw ModelError(
                .malformed,
                file: file.path,
                "key tokenizer.ggml.tokens: has \(tokenizer.count) tokens, expected "
                    + "\(configuration.vocabularySize), the rows of token_embd.weight; "
                    + "the file is damaged, fetch it again"
            )
        }
        self.tokenizer = tokenizer
        template = Result { () throws(ModelError) in try ChatTemplate(file, tokenizer) }
    }

    /// How it wants conversations laid out.
    ///
    /// - Throws: ``ModelError`` with code `unsupported` for a layout that is not known; such a model
    ///   can still continue raw text.
    public var chatTemplate: ChatTemplate {
        get throws(ModelError) { try template.get() }
    }

    /// What the file calls the model, or the file's own name.
    public var name: String {
        if let name = file.metadata["general.name"]?.text, !name.isEmpty { return name }
        let last = file.path.split(separator: "/").last.map(String.init) ?? file.path
        return last.hasSuffix(".gguf") ? String(last.dropLast(5)) : last
    }

    /// The file's size in bytes.
    public var size: Int { file.size }

    /// Returns a tensor.
    ///
    /// - Throws: ``ModelError`` with code `missing` when there is none of that name.
    public func tensor(_ name: String) throws(ModelError) -> TensorView { try file.tensor(name) }
}

extension Model {
    /// The names and shapes of the weights an architecture needs.
    private static func requirements(_ shape: ModelConfiguration, layer: Int) -> [(String, [Int])] {
        let block = "blk.\(layer)."
        var needed: [(String, [Int])] = [
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
        return needed
    }

    private static func check(_ file: GGUFFile, against shape: ModelConfiguration) throws(ModelError) {
        try check(file, "token_embd.weight", [shape.width, shape.vocabularySize])
        try check(file, "output_norm.weight", [shape.width])
        if !shape.tiedEmbeddings {
            try check(file, "output.weight", [shape.width, shape.vocabularySize])
        }
        for layer in 0..<shape.layers {
            for (name, extents) in requirements(shape, layer: layer) { try check(file, name, extents) }
        }
    }

    private static func check(_ file: GGUFFile, _ name: String, _ shape: [Int]) throws(ModelError) {
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
    }
}

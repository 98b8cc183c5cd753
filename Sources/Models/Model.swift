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
        try WeightList(configuration).check(file)
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

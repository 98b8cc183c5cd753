/// A tokenizer, byte-level BPE or SentencePiece, read from a GGUF file; ids are those of llama.cpp.
///
/// It differs from llama.cpp where that lets a text spell a control token out of its parts: here
/// only a template can name one.
public final class Tokenizer: Sendable {
    /// The token that begins a sequence, if the file names one.
    public let bos: Int32?
    /// The token that ends a sequence, if the file names one.
    public let eos: Int32?
    /// The token that ends a turn of a conversation: `<|im_end|>`, `<|eot_id|>`, `<end_of_turn>`, else the
    /// one the file names, else ``eos``.
    public let endOfTurn: Int32?
    /// Whether a sequence begins with ``bos``; ``encode(_:parsingSpecial:)`` never adds it.
    public let addsBOS: Bool

    let vocabulary: Vocabulary
    let algorithm: Algorithm
    private let enders: Set<Int32>

    /// How tokens are made of a text.
    enum Algorithm: Sendable {
        /// Byte-pair merges within words.
        case merges(MergeTable, PreTokenizer)
        /// SentencePiece: the neighbours with the best score, over the whole text.
        case pieces(PieceTable)
    }

    /// Reads a file's tokenizer.
    ///
    /// - Throws: ``ModelError`` with code `missing`, `malformed` or `unsupported`, naming the key.
    public init(_ file: GGUFFile) throws(ModelError) {
        let kind = file.metadata["tokenizer.ggml.model"]?.text ?? "none"
        let addsBOS: Bool
        switch kind {
        case "gpt2":
            let preTokenizer = try Self.preTokenizer(file)
            vocabulary = try Vocabulary(file, .printable)
            algorithm = .merges(try MergeTable(file, vocabulary), preTokenizer)
            addsBOS = preTokenizer.addsBOS
        case "llama":
            vocabulary = try Vocabulary(file, .pieces)
            algorithm = .pieces(try PieceTable(file, vocabulary))
            addsBOS = true
        default:
            throw ModelError(
                .unsupported,
                file: file.path,
                "key tokenizer.ggml.model: \(kind) is not supported; supported are gpt2 (byte-level BPE) "
                    + "and llama (SentencePiece); use another model"
            )
        }
        bos = try Self.token(file, "tokenizer.ggml.bos_token_id", below: vocabulary.count)
        eos = try Self.token(file, "tokenizer.ggml.eos_token_id", below: vocabulary.count)
        self.addsBOS = file.metadata["tokenizer.ggml.add_bos_token"]?.truth ?? addsBOS

        let stated = try Self.token(file, "tokenizer.ggml.eot_token_id", below: vocabulary.count)
        var enders: [String: Int32] = [:]
        for id in vocabulary.specials where vocabulary.kinds[Int(id)] == .control {
            let text = String(decoding: vocabulary.bytes[vocabulary.range(of: id)], as: UTF8.self)
            if Vocabulary.enders.contains(text) { enders[text] = id }
        }
        let named = ["<|im_end|>", "<|eot_id|>", "<end_of_turn>"].lazy.compactMap { enders[$0] }.first
        endOfTurn = named ?? stated ?? eos
        self.enders = Set(enders.values).union([eos, stated].compactMap { $0 })
    }

    private static func preTokenizer(_ file: GGUFFile) throws(ModelError) -> PreTokenizer {
        let name = file.metadata["tokenizer.ggml.pre"]?.text ?? "default"
        guard let preTokenizer = PreTokenizer(named: name) else {
            throw ModelError(
                .unsupported,
                file: file.path,
                "key tokenizer.ggml.pre: \(name) is not supported; supported are "
                    + PreTokenizer.allCases.map(\.rawValue).joined(separator: ", ") + "; use another model"
            )
        }
        return preTokenizer
    }

    private static func token(_ file: GGUFFile, _ key: String, below count: Int) throws(ModelError) -> Int32?
    {
        guard let value = file.metadata[key] else { return nil }
        guard let id = value.integer, (0..<count).contains(id) else {
            throw ModelError(
                .malformed,
                file: file.path,
                "key \(key): expected the number of a token, below \(count); the file is damaged, "
                    + "fetch it again"
            )
        }
        return Int32(id)
    }

    /// The number of tokens.
    public var count: Int { vocabulary.count }

    /// Returns whether the model says with this token that it has finished.
    public func endsGeneration(_ token: Int32) -> Bool { enders.contains(token) }

    /// Returns whether a token is a control token, which no text but the template's may lead to.
    public func isControl(_ token: Int32) -> Bool {
        guard (0..<count).contains(Int(token)) else { return false }
        return vocabulary.kinds[Int(token)] == .control || vocabulary.kinds[Int(token)] == .unknown
    }

    /// Returns the special token whose text this is, or `nil`.
    public func special(_ text: String) -> Int32? {
        let wanted = Array(text.utf8)
        return vocabulary.specials.first { vocabulary.bytes[vocabulary.range(of: $0)].elementsEqual(wanted) }
    }
}

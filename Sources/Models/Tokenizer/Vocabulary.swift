/// The tokens of a model as raw bytes, and the tables to find them by.
///
/// GGUF keeps them in a spelling of their own; here they are the bytes they stand for.
struct Vocabulary: Sendable {
    /// What a token is, with llama.cpp's numbers (`tokenizer.ggml.token_type`).
    enum Kind: UInt8 {
        case normal = 1
        case unknown = 2
        case control = 3
        case userDefined = 4
        case unused = 5
        case byte = 6
    }

    /// How a file spells its tokens.
    enum Spelling {
        /// In GPT-2's printable alphabet.
        case printable
        /// As SentencePiece does: `▁` for a space, `<0x0A>` for a byte that no other token covers.
        case pieces
    }

    /// No known vocabulary comes near this.
    static let limit = 1 << 20

    /// The tokens' bytes, one after the other.
    private(set) var bytes: [UInt8] = []
    /// Where each token begins in `bytes`, and the end.
    private(set) var offsets: [UInt32] = [0]
    private(set) var kinds: [Kind] = []
    /// The token of a single byte, or -1.
    private(set) var byteTokens = [Int32](repeating: -1, count: 256)
    /// Control, unknown and user-defined tokens that have a text.
    private(set) var specials: [Int32] = []
    /// What the template's parts and user-defined tokens are found by.
    private(set) var specialTable: SpecialTable
    private var table: ByteTable

    var count: Int { kinds.count }

    /// Reads the tokens and their kinds from a file's metadata.
    init(_ file: GGUFFile, _ spelling: Spelling) throws(ModelError) {
        let tokens = try Self.array(file, "tokenizer.ggml.tokens", of: .string)
        guard tokens.count > 0, tokens.count <= Self.limit, tokens.range.count <= Int(UInt32.max) else {
            throw ModelError(
                .malformed,
                file: file.path,
                "key tokenizer.ggml.tokens: has \(tokens.count) tokens, expected 1 to \(Self.limit); "
                    + "the file is damaged, fetch it again"
            )
        }
        var types: GGUFArray?
        if file.metadata["tokenizer.ggml.token_type"] != nil {
            types = try Self.array(file, "tokenizer.ggml.token_type", of: .int32)
            guard types?.count == tokens.count else {
                throw ModelError(
                    .malformed,
                    file: file.path,
                    "key tokenizer.ggml.token_type: expected \(tokens.count) entries, one for each token; "
                        + "the file is damaged, fetch it again"
                )
            }
        }
        table = ByteTable(capacity: tokens.count)
        specialTable = SpecialTable()
        offsets.reserveCapacity(tokens.count + 1)
        kinds.reserveCapacity(tokens.count)
        bytes.reserveCapacity(tokens.range.count - 8 * tokens.count)
        tokens.forEachString { text in
            let kind = types?.int32(at: kinds.count).flatMap { UInt8(exactly: $0) }.flatMap(Kind.init)
            let known = Self.isEnder(text) ? .control : kind ?? .normal
            switch spelling {
            case .printable: append(text, kind: known)
            case .pieces: append(piece: text, kind: known)
            }
        }
        specialTable = SpecialTable(specials, offsets, bytes)
    }

    static func array(_ file: GGUFFile, _ key: String, of element: GGUFType) throws(ModelError)
        -> GGUFArray
    {
        guard let value = file.metadata[key] else {
            throw ModelError(
                .missing,
                file: file.path,
                "key \(key) is not there; the file has no tokenizer, use another file"
            )
        }
        guard case .array(let array) = value, array.element == element else {
            throw ModelError(
                .malformed,
                file: file.path,
                "key \(key): expected an array of \(element); the file is damaged, fetch it again"
            )
        }
        return array
    }

    /// Texts that say a generation is over, by which llama.cpp knows control tokens even in files that
    /// call them plain words.
    static let enders = [
        "<|im_end|>", "<|eot_id|>", "<|endoftext|>", "<|end_of_text|>", "<|eom_id|>", "</s>", "<eos>",
        "<EOT>", "<end_of_turn>", "<end_of_utterance>",
    ]
    private static let enderBytes = enders.map { Array($0.utf8) }

    private static func isEnder(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count >= 4, text[0] == UInt8(ascii: "<"), text[text.count - 1] == UInt8(ascii: ">")
        else { return false }
        return enderBytes.contains { $0.elementsEqual(text) }
    }

    private mutating func append(_ text: UnsafeRawBufferPointer, kind: Kind) {
        let id = Int32(kinds.count)
        let start = bytes.count
        kinds.append(kind)
        defer { offsets.append(UInt32(bytes.count)) }
        switch kind {
        case .normal, .byte:
            guard ByteAlphabet.decode(text, into: &bytes) else {
                // Not in the alphabet, so no text can lead to it.
                bytes.append(contentsOf: text)
                return
            }
            if bytes.count == start + 1 { byteTokens[Int(bytes[start])] = id }
            bytes.withUnsafeBufferPointer { all in
                table.insert(id, UnsafeBufferPointer(rebasing: all[start...]), offsets, all)
            }
        case .control, .userDefined, .unknown:
            bytes.append(contentsOf: text)
            if !text.isEmpty { specials.append(id) }
        case .unused:
            return
        }
    }

    private mutating func append(piece text: UnsafeRawBufferPointer, kind: Kind) {
        let id = Int32(kinds.count)
        let start = bytes.count
        kinds.append(kind)
        defer { offsets.append(UInt32(bytes.count)) }
        switch kind {
        case .byte:
            guard let byte = Self.byte(of: text) else {
                bytes.append(contentsOf: text)
                return
            }
            bytes.append(byte)
            byteTokens[Int(byte)] = id
            return
        case .normal: PieceSpelling.appendUnescaped(text, to: &bytes)
        case .userDefined: bytes.append(contentsOf: text)
        case .control, .unknown:
            bytes.append(contentsOf: text)
            if !text.isEmpty { specials.append(id) }
            return
        case .unused: return
        }
        guard bytes.count > start else { return }
        if kind == .userDefined { specials.append(id) }
        if bytes.count == start + 1, byteTokens[Int(bytes[start])] < 0 { byteTokens[Int(bytes[start])] = id }
        bytes.withUnsafeBufferPointer { all in
            table.insert(id, UnsafeBufferPointer(rebasing: all[start...]), offsets, all)
        }
    }

    /// Returns the byte that a token such as `<0x0A>` stands for.
    private static func byte(of text: UnsafeRawBufferPointer) -> UInt8? {
        guard text.count == 6, text.starts(with: "<0x".utf8), text[5] == UInt8(ascii: ">") else { return nil }
        return UInt8(String(decoding: text[3..<5], as: UTF8.self), radix: 16)
    }

    /// The number of bytes of a token.
    func length(of id: Int32) -> Int { Int(offsets[Int(id) + 1]) - Int(offsets[Int(id)]) }

    /// The place of a token's bytes in `bytes`.
    func range(of id: Int32) -> Range<Int> { Int(offsets[Int(id)])..<Int(offsets[Int(id) + 1]) }

    /// Returns the token whose bytes these are, special tokens aside, or -1.
    func find(_ text: UnsafeBufferPointer<UInt8>) -> Int32 {
        bytes.withUnsafeBufferPointer { table.find(text, offsets, $0) }
    }
}

import ModelTestSupport
import Models
import Testing

/// A vocabulary as SentencePiece spells it.
private func pieces(
    _ tokens: [(text: String, score: Float)],
    control: [String] = ["<s>", "</s>"],
    userDefined: [String] = [],
    bytes: Bool = true,
    prefix: Bool? = nil
) -> GGUFWriter {
    let byteTokens = bytes ? (0...255).map { "<0x" + hexadecimal($0) + ">" } : []
    var writer = GGUFWriter()
    writer.set("general.architecture", .string("llama"))
    writer.set("tokenizer.ggml.model", .string("llama"))
    writer.set("tokenizer.ggml.tokens", .strings(control + userDefined + byteTokens + tokens.map(\.text)))
    writer.set(
        "tokenizer.ggml.scores",
        .float32s((control + userDefined + byteTokens).map { _ in 0 } + tokens.map(\.score))
    )
    writer.set(
        "tokenizer.ggml.token_type",
        .int32s(
            control.map { _ in 3 } + userDefined.map { _ in 4 } + byteTokens.map { _ in 6 }
                + tokens.map { _ in 1 }
        )
    )
    writer.set("tokenizer.ggml.bos_token_id", .uint32(0))
    writer.set("tokenizer.ggml.eos_token_id", .uint32(1))
    if let prefix { writer.set("tokenizer.ggml.add_space_prefix", .bool(prefix)) }
    return writer
}

private func hexadecimal(_ value: Int) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return digits.count == 1 ? "0" + digits : digits
}

@Suite("SentencePiece tokenizers")
struct PieceTests {
    private func tokenizer(_ writer: GGUFWriter) throws -> Tokenizer {
        try Tokenizer(GGUFFile(bytes: writer.serialized(), named: "pieces.gguf"))
    }

    private func texts(_ tokenizer: Tokenizer, _ text: String, special: Bool = false) -> [String] {
        tokenizer.encode(text, parsingSpecial: special).map { tokenizer.decode([$0], includingSpecial: true) }
    }

    @Test("The best score is joined first, the leftmost of equal ones")
    func order() throws {
        let letters: [(text: String, score: Float)] = ["a", "b", "c"].map { ($0, -100) }
        let words: [(text: String, score: Float)] = [
            ("ab", -3), ("bc", -1), ("abc", -2), ("aa", -5), ("▁", -99),
        ]
        let tokenizer = try tokenizer(pieces(letters + words, prefix: false))
        #expect(texts(tokenizer, "abc") == ["abc"])
        #expect(texts(tokenizer, "abb") == ["ab", "b"])
        #expect(texts(tokenizer, "abbc") == ["ab", "bc"])
        #expect(texts(tokenizer, "aaa") == ["aa", "a"])
        #expect(texts(tokenizer, "a b") == ["a", " ", "b"])
    }

    @Test("A space is put before a text and after a special token, unless the text goes on")
    func prefix() throws {
        let words: [(text: String, score: Float)] = [
            ("▁", -9), ("h", -9), ("i", -9), ("hi", -2), ("▁hi", -1),
        ]
        let adding = try tokenizer(pieces(words))
        #expect(adding.addsBOS)
        #expect(texts(adding, "hi") == [" hi"])
        #expect(adding.encode("hi", continuing: true).map { adding.decode([$0]) } == ["hi"])
        #expect(texts(adding, "hi</s>hi", special: true) == [" hi", "</s>", " hi"])
        #expect(texts(try tokenizer(pieces(words, prefix: false)), "hi hi") == ["hi", " hi"])
    }

    @Test("What is no token becomes its bytes, and they become text again")
    func bytes() throws {
        let tokenizer = try tokenizer(pieces([("▁", -1), ("e", -2)], prefix: false))
        let ids = tokenizer.encode("eé 你")
        #expect(ids.count == 1 + 2 + 1 + 3)
        #expect(tokenizer.decode(ids) == "eé 你")
        // Without byte tokens there is nothing to say it with.
        let bare = try self.tokenizer(pieces([("e", -2)], bytes: false, prefix: false))
        #expect(bare.decode(bare.encode("eée")) == "ee")
    }

    @Test("User-defined tokens are found in any text, control tokens and bytes only in a template")
    func special() throws {
        let words: [(text: String, score: Float)] = ["<", "s", ">", "<s", "s>", "0"].map { ($0, -1) }
        let tokenizer = try tokenizer(pieces(words, userDefined: ["\n\n", "\n", "  "], prefix: false))
        #expect(texts(tokenizer, "s\n\n\ns  s") == ["s", "\n\n", "\n", "s", "  ", "s"])
        // The parts of "<s>" are tokens that join to its text, and yet it is not spoken.
        #expect(!tokenizer.encode("<s>").contains { tokenizer.isControl($0) })
        #expect(tokenizer.encode("<s>", parsingSpecial: true) == [0])
        #expect(tokenizer.decode(tokenizer.encode("<0x0A>")) == "<0x0A>")
    }

    @Test("A long text takes time in proportion", .timeLimit(.minutes(1)))
    func long() throws {
        let words: [(text: String, score: Float)] = [("a", -1), ("aa", -2), ("aaaa", -3), ("▁", -4)]
        let tokenizer = try tokenizer(pieces(words, userDefined: ["  ", "    ", "\n"], prefix: false))
        let text = String(repeating: "a", count: 100_000) + String(repeating: " ", count: 100_000)
        #expect(tokenizer.encode(text).count == 50_000)
    }

    @Test("A turn ends with the token a known name or the file says, else with the end of all")
    func endOfTurn() throws {
        let words: [(text: String, score: Float)] = [("a", -1), ("<stop>", -2)]
        var writer = pieces(words, control: ["<s>", "</s>", "<stop>"], bytes: false)
        #expect(try tokenizer(writer).endOfTurn == 1)
        writer.set("tokenizer.ggml.eot_token_id", .uint32(2))
        let stated = try tokenizer(writer)
        #expect(stated.endOfTurn == 2)
        #expect((0..<5).filter { stated.endsGeneration($0) } == [1, 2])
        let named = try tokenizer(pieces(words, control: ["<s>", "</s>", "<end_of_turn>"], bytes: false))
        #expect(named.endOfTurn == 2 && named.endsGeneration(2))
    }

    @Test("Scores that are missing or too few are refused by their key")
    func scores() {
        var writer = pieces([("a", -1)])
        writer.set("tokenizer.ggml.scores", .float32s([1, 2]))
        let few = #expect(throws: ModelError.self) { try tokenizer(writer) }
        #expect(few?.code == .malformed)
    }
}

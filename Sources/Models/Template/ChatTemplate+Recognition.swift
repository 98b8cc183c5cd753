extension ChatTemplate {
    /// Recognises the template of a file.
    ///
    /// A layout is known by the control tokens it needs. Where a vocabulary has those of several, the one
    /// that the file's template mentions is taken; a file without a template is laid out by its tokens.
    ///
    /// - Throws: ``ModelError`` with code `unsupported` when the vocabulary has the tokens of none.
    init(_ file: GGUFFile, _ tokenizer: Tokenizer) throws(ModelError) {
        let source = file.metadata["tokenizer.chat_template"]?.text ?? ""
        let known: [(style: Style, tokens: [String])] = [
            (.llama3, ["<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]),
            (.chatML, ["<|im_start|>", "<|im_end|>"]),
            (.gemma, ["<start_of_turn>", "<end_of_turn>"]),
        ]
        let possible = known.filter { $0.tokens.allSatisfy { tokenizer.special($0) != nil } }
        guard let found = possible.first(where: { source.contains($0.tokens[0]) }) ?? possible.first else {
            throw ModelError(
                .unsupported,
                file: file.path,
                "key tokenizer.chat_template: is no layout this program knows (ChatML, Llama 3, Gemma); "
                    + "use a raw prompt, or an instruction-tuned model with one of these"
            )
        }
        switch found.style {
        case .chatML:
            self.init(
                style: .chatML,
                defaultSystem: Self.defaultSystem(in: source),
                thinks: source.contains("enable_thinking") && source.contains("<think>")
            )
        case .llama3, .gemma:
            let opening = tokenizer.bos.map { tokenizer.decode([$0], includingSpecial: true) }
            self.init(style: found.style, opening: opening)
        }
    }

    /// Returns the system text that a ChatML template gives a conversation without one.
    ///
    /// It stands between `<|im_start|>system\n` and `<|im_end|>` inside one quoted string.
    static func defaultSystem(in source: String) -> String? {
        let bytes = Array(source.utf8)
        let closing = Array("<|im_end|>".utf8)
        for line in ["\n", "\\n"] {
            let opening = Array("<|im_start|>system".utf8) + Array(line.utf8)
            var at = 0
            while at + opening.count <= bytes.count {
                guard bytes[at..<at + opening.count].elementsEqual(opening) else {
                    at += 1
                    continue
                }
                at += opening.count
                var end = at
                while end < bytes.count, bytes[end] != UInt8(ascii: "'"), bytes[end] != UInt8(ascii: "{"),
                    !bytes[end...].starts(with: closing)
                {
                    end += 1
                }
                if end > at, bytes[end...].starts(with: closing) {
                    return String(decoding: bytes[at..<end], as: UTF8.self)
                }
            }
        }
        return nil
    }
}

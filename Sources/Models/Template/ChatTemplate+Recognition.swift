extension ChatTemplate {
    /// Recognises the template of a file.
    ///
    /// A file that has none, or one that is not known, is laid out by the tokens its vocabulary has:
    /// ChatML if `<|im_start|>` and `<|im_end|>` are there, Llama 3's if its header tokens are.
    ///
    /// - Throws: ``ModelError`` with code `unsupported` when neither is the case.
    init(_ file: GGUFFile, _ tokenizer: Tokenizer) throws(ModelError) {
        let source = file.metadata["tokenizer.chat_template"]?.text ?? ""
        func knows(_ tokens: String...) -> Bool { tokens.allSatisfy { tokenizer.special($0) != nil } }
        let chatML = knows("<|im_start|>", "<|im_end|>")
        let llama3 = knows("<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>")
        if chatML, !llama3 || source.contains("<|im_start|>") {
            self.init(style: .chatML, defaultSystem: Self.defaultSystem(in: source))
        } else if llama3 {
            let opening = tokenizer.bos.map { tokenizer.decode([$0], includingSpecial: true) }
            self.init(style: .llama3, opening: opening)
        } else {
            throw ModelError(
                .unsupported,
                file: file.path,
                "key tokenizer.chat_template: is no layout this program knows (ChatML, Llama 3); "
                    + "use a raw prompt, or an instruction-tuned model with one of these"
            )
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

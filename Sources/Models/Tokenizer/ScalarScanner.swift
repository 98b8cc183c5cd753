/// Reads UTF-8 character by character and finds where the word that begins at a place ends.
struct ScalarScanner {
    /// Valid UTF-8.
    let text: UnsafeBufferPointer<UInt8>
    let ascii: UnsafeBufferPointer<ScalarClass>

    /// Returns the class and the bytes of the character at a place, or `nil` at the end.
    private func peek(_ at: Int) -> (kind: ScalarClass, width: Int)? {
        guard at < text.count else { return nil }
        let first = text[at]
        if first < 0x80 { return (ascii[Int(first)], 1) }
        let width = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard at + width <= text.count else { return (.other, text.count - at) }
        var value = UInt32(first) & (width == 2 ? 0x1F : width == 3 ? 0x0F : 0x07)
        for i in 1..<width { value = value << 6 | UInt32(text[at + i] & 0x3F) }
        guard let scalar = Unicode.Scalar(value) else { return (.other, width) }
        return (ScalarClass.of(scalar), width)
    }

    /// Returns the end of the run of characters that fit, from a place on.
    private func run(from start: Int, while fits: (ScalarClass) -> Bool) -> Int {
        var at = start
        while let (kind, width) = peek(at), fits(kind) { at += width }
        return at
    }

    /// Returns the end of an English contraction at a place, such as `'ll`, or `nil`.
    private func contraction(at start: Int, anyCase: Bool) -> Int? {
        guard text[start] == UInt8(ascii: "'"), start + 1 < text.count else { return nil }
        let fold: UInt8 = anyCase ? 0x20 : 0
        let next = text[start + 1] | fold
        switch next {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"):
            return start + 2
        case UInt8(ascii: "r"), UInt8(ascii: "v"), UInt8(ascii: "l"):
            guard start + 2 < text.count else { return nil }
            let last = next == UInt8(ascii: "l") ? UInt8(ascii: "l") : UInt8(ascii: "e")
            return text[start + 2] | fold == last ? start + 3 : nil
        default:
            return nil
        }
    }

    /// Returns the end of the white space at a place: the whole run if nothing follows it, else all
    /// but its last character, which belongs to the next word (`\s+(?!\S)|\s+`).
    private func whitespace(from start: Int, to end: Int, followed: Bool) -> Int {
        guard followed else { return end }
        var last = end - 1
        while last > start, text[last] & 0xC0 == 0x80 { last -= 1 }
        return last > start ? last : end
    }

    /// Returns the end of the word at a place, by SmolLM's rules.
    func gpt2Word(from start: Int) -> Int {
        guard let first = peek(start) else { return text.count }
        if first.kind == .number { return start + first.width }
        if let end = contraction(at: start, anyCase: false) { return end }
        var body = start
        var kind = first.kind
        // A number is a word of its own, so it ends the piece like the text's end does.
        if text[start] == UInt8(ascii: " "), let next = peek(start + 1), next.kind != .number {
            kind = next.kind
            if !kind.isWhitespace { body = start + 1 }
        }
        switch kind {
        case .letter: return run(from: body) { $0 == .letter }
        case .other: return run(from: body) { $0 == .other }
        default:
            let end = run(from: start) { $0.isWhitespace }
            let next = peek(end)?.kind
            return whitespace(from: start, to: end, followed: next != nil && next != .number)
        }
    }

    /// Returns the end of the word at a place, by the rules of Llama 3 and Qwen2.
    func llama3Word(from start: Int, digits: Int) -> Int {
        guard let first = peek(start) else { return text.count }
        if let end = contraction(at: start, anyCase: true) { return end }
        if first.kind == .number {
            var at = start
            var count = 0
            while count < digits, let (kind, width) = peek(at), kind == .number {
                at += width
                count += 1
            }
            return at
        }
        let after = peek(start + first.width)?.kind
        if first.kind != .newline, first.kind == .letter || after == .letter {
            return run(from: start + first.width) { $0 == .letter }
        }
        let spaced = text[start] == UInt8(ascii: " ")
        if first.kind == .other || (spaced && after == .other) {
            let end = run(from: start + first.width) { $0 == .other }
            return run(from: end) { $0 == .newline }
        }
        let end = run(from: start) { $0.isWhitespace }
        var newline = end
        while newline > start, text[newline - 1] != 0x0A, text[newline - 1] != 0x0D { newline -= 1 }
        if newline > start { return newline }
        return whitespace(from: start, to: end, followed: end < text.count)
    }
}

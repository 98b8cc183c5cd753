/// A pattern over the words of a clause, such as `set|change {field} to {value}`.
///
/// - `a|b` stands for one of the words, `a|b?` for one of them or none;
/// - `{name}` captures one word or more, as few as the rest allows;
/// - `{name:a|b}` captures one of the words;
/// - `<name>` captures one quoted text;
/// - `:` demands a colon after the word before it.
///
/// A quoted text never stands for a word of the pattern.
package struct Pattern: Sendable {
    private enum Part: Sendable {
        case word(Set<String>, optional: Bool)
        case capture(String)
        case oneOf(Set<String>, String)
        case quote(String)
        case colon
    }

    private let parts: [Part]

    /// The words a clause of this pattern can begin with; empty when it begins with a capture.
    package let openers: Set<String>

    package init(_ text: String) {
        parts = text.split(separator: " ").map { token in
            if token == ":" { return .colon }
            if token.hasPrefix("{"), let colon = token.firstIndex(of: ":") {
                let words = token[colon...].dropFirst().dropLast().split(separator: "|").map(String.init)
                return .oneOf(Set(words), String(token[..<colon].dropFirst()))
            }
            if token.hasPrefix("{") { return .capture(String(token.dropFirst().dropLast())) }
            if token.hasPrefix("<") { return .quote(String(token.dropFirst().dropLast())) }
            let optional = token.count > 1 && token.hasSuffix("?")
            let words = (optional ? token.dropLast() : token).split(separator: "|").map(String.init)
            return .word(Set(words), optional: optional)
        }
        openers =
            switch parts.first {
            case .word(let words, optional: false), .oneOf(let words, _): words
            default: []
            }
    }

    /// Returns what the pattern captures when the whole phrase fits, or `nil`.
    ///
    /// - Parameter fits: Whether what it captured may be so; captures are tried until it may.
    package func match(
        _ phrase: Phrase,
        where fits: ([String: Phrase]) -> Bool = { _ in true }
    ) -> [String: Phrase]? {
        match(phrase.words, parts[...], [:], nil, phrase.source, fits)
    }

    private func match(
        _ words: ArraySlice<Word>,
        _ parts: ArraySlice<Part>,
        _ captures: [String: Phrase],
        _ previous: Word?,
        _ source: [Character],
        _ fits: ([String: Phrase]) -> Bool
    ) -> [String: Phrase]? {
        guard let part = parts.first else { return words.isEmpty && fits(captures) ? captures : nil }
        let rest = parts.dropFirst()
        switch part {
        case .word(let alternatives, let optional):
            if let word = words.first, !word.isQuoted, alternatives.contains(word.folded),
                let found = match(words.dropFirst(), rest, captures, words.first, source, fits)
            {
                return found
            }
            return optional ? match(words, rest, captures, previous, source, fits) : nil
        case .colon:
            guard previous?.after == .colon else { return nil }
            return match(words, rest, captures, previous, source, fits)
        case .oneOf(let alternatives, let name):
            guard let word = words.first, !word.isQuoted, alternatives.contains(word.folded) else {
                return nil
            }
            var captures = captures
            captures[name] = Phrase(source: source, words: words.prefix(1))
            return match(words.dropFirst(), rest, captures, words.first, source, fits)
        case .quote(let name):
            guard let word = words.first, word.isQuoted else { return nil }
            var captures = captures
            captures[name] = Phrase(source: source, words: words.prefix(1))
            return match(words.dropFirst(), rest, captures, words.first, source, fits)
        case .capture(let name):
            guard !words.isEmpty else { return nil }
            for count in 1...words.count {
                var captures = captures
                captures[name] = Phrase(source: source, words: words.prefix(count))
                let last = words[words.startIndex + count - 1]
                if let found = match(words.dropFirst(count), rest, captures, last, source, fits) {
                    return found
                }
            }
            return nil
        }
    }
}

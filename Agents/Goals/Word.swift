/// A word of a goal, or a quoted text taken as one word.
package struct Word: Hashable, Sendable {
    /// What punctuation says about the place after a word.
    package enum Break: Int, Hashable, Sendable, Comparable {
        /// Nothing.
        case none
        /// A comma.
        case comma
        /// A colon.
        case colon
        /// The end of a sentence, a semicolon or a new line.
        case stop

        package static func < (left: Break, right: Break) -> Bool { left.rawValue < right.rawValue }
    }

    /// The word as written, without quotes and outer punctuation.
    package var text: String
    /// The word in lower case; empty for a quoted text, which is never a word of the language.
    package var folded: String
    /// Whether it was written between quotes.
    package var isQuoted: Bool
    /// The punctuation after it.
    package var after: Break
    /// Where it stands in the goal's characters, quotes included.
    package var range: Range<Int>
}

/// A stretch of a goal: words, and the characters they came from.
package struct Phrase: Hashable, Sendable {
    package let source: [Character]
    package let words: ArraySlice<Word>

    package var isEmpty: Bool { words.isEmpty }

    /// The text exactly as written; a lone quoted text without its quotes.
    package var text: String {
        guard let first = words.first, let last = words.last else { return "" }
        // Outer punctuation belongs to the sentence, inner punctuation to the text; so does a full stop that the
        // sentence goes on after: "write It is late., and save".
        var end = last.isQuoted ? last.range.upperBound : last.range.lowerBound + last.text.count
        let hasStop = end + 1 < source.count && source[end] == "." && source[end + 1] == ","
        if words.count == 1 { return hasStop && !first.isQuoted ? first.text + "." : first.text }
        if hasStop { end += 1 }
        return String(source[first.range.lowerBound..<max(first.range.lowerBound, min(end, source.count))])
    }

    package func slice(_ range: Range<Int>) -> Phrase { Phrase(source: source, words: words[range]) }

    package func dropFirst(_ count: Int = 1) -> Phrase {
        Phrase(source: source, words: words.dropFirst(count))
    }

    package func dropLast(_ count: Int = 1) -> Phrase {
        Phrase(source: source, words: words.dropLast(count))
    }

    /// Returns the phrase without leading articles and possessives.
    package var bare: Phrase {
        var phrase = self
        while let first = phrase.words.first, phrase.words.count > 1, Self.articles.contains(first.folded) {
            phrase = phrase.dropFirst()
        }
        return phrase
    }

    /// Words that name nothing by themselves.
    package static let articles: Set<String> = ["the", "a", "an", "my", "your", "its", "this", "that", "our"]
}

extension Phrase {
    /// Reads a goal as words.
    package init(_ goal: String) {
        let source = Array(goal)
        var reader = WordReader(source: source)
        let words = reader.words()
        self.init(source: source, words: words[...])
    }
}

/// Cuts a goal into words, with quoted texts whole and bullets of lists dropped.
private struct WordReader {
    let source: [Character]
    var position = 0
    var found: [Word] = []
    var atLineStart = true

    init(source: [Character]) { self.source = source }

    mutating func words() -> [Word] {
        while position < source.count {
            let character = source[position]
            if character.isNewline {
                mark(.stop)
                atLineStart = true
                position += 1
            } else if character.isWhitespace {
                position += 1
            } else if let end = closingQuote() {
                quoted(upTo: end)
            } else {
                plain()
            }
        }
        return found
    }

    private mutating func mark(_ kind: Word.Break) {
        guard let last = found.indices.last else { return }
        found[last].after = max(found[last].after, kind)
    }

    private func closingQuote() -> Int? {
        guard let closers = Self.quotes[source[position]] else { return nil }
        if source[position] == "'" || source[position] == "‘" {
            // An apostrophe opens a quotation only at the start of a word.
            if position > 0, !source[position - 1].isWhitespace, !"([:,".contains(source[position - 1]) {
                return nil
            }
            var index = position + 1
            while index < source.count {
                let next = index + 1
                if closers.contains(source[index]), index > position + 1,
                    next == source.count || !(source[next].isLetter || source[next].isNumber)
                {
                    return index
                }
                index += 1
            }
            return nil
        }
        guard let end = source[(position + 1)...].firstIndex(where: { closers.contains($0) }) else {
            return nil
        }
        return end
    }

    private mutating func quoted(upTo end: Int) {
        let start = position
        let text = String(source[(start + 1)..<end])
        position = end + 1
        found.append(Word(text: text, folded: "", isQuoted: true, after: .none, range: start..<position))
        atLineStart = false
        if position < source.count, let kind = Self.breaks[source[position]] {
            mark(kind)
            position += 1
        }
    }

    private mutating func plain() {
        let start = position
        while position < source.count, !source[position].isWhitespace { position += 1 }
        var characters = source[start..<position]
        let isBullet = atLineStart && Self.isBullet(characters)
        atLineStart = false
        if isBullet { return }
        var kind = Word.Break.none
        while characters.count > 1, let last = characters.last, let mark = Self.breaks[last] {
            characters.removeLast()
            // "Open..." is a name, not the end of a sentence.
            if last == ".", characters.last == "." {
                while characters.count > 1, characters.last == "." { characters.removeLast() }
                continue
            }
            // "Dear Mr. Brown" goes on.
            if last == ".", position < source.count, Self.titles.contains(String(characters).lowercased()) {
                characters.append(last)
                break
            }
            kind = max(kind, mark)
        }
        if characters.count == 1, let only = characters.first, only == "," || only == ";" {
            return mark(only == "," ? .comma : .stop)
        }
        let text = String(characters)
        let folded = text.lowercased().map { $0 == "’" ? "'" : $0 }
        found.append(
            Word(text: text, folded: String(folded), isQuoted: false, after: kind, range: start..<position)
        )
    }

    private static func isBullet(_ characters: ArraySlice<Character>) -> Bool {
        if characters.count == 1, let only = characters.first { return "-•*–".contains(only) }
        guard let last = characters.last, last == "." || last == ")" else { return false }
        return characters.count <= 4 && characters.dropLast().allSatisfy(\.isNumber)
    }

    private static let breaks: [Character: Word.Break] = [
        ",": .comma, ":": .colon, ";": .stop, ".": .stop, "!": .stop, "?": .stop, "…": .none,
    ]

    private static let titles: Set<String> = ["mr", "mrs", "ms", "dr", "prof", "st", "e.g", "i.e"]

    private static let quotes: [Character: Set<Character>] = [
        "\"": ["\""], "“": ["”", "“"], "„": ["“", "”"], "«": ["»"], "`": ["`"], "'": ["'", "’"],
        "‘": ["’"],
    ]
}

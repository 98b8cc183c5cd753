/// Another way of asking for what a plain command asks for: "a.txt should be renamed to b.txt" for "rename a.txt to b.txt".
///
/// Frames then need to know plain commands only.
struct Rewording: Sendable {
    private let patterns: [Pattern]
    private let template: [Substring]
    private let fits: @Sendable ([String: Phrase]) -> Bool

    /// - Parameters:
    ///   - patterns: What is said.
    ///   - template: The plain command, with what a pattern captured in braces.
    ///   - fits: Whether it may be said so of what was captured.
    init(
        _ patterns: [String],
        as template: String,
        where fits: @escaping @Sendable ([String: Phrase]) -> Bool = { _ in true }
    ) {
        self.patterns = patterns.map(Pattern.init)
        self.template = template.split(separator: " ")
        self.fits = fits
    }

    init(
        _ patterns: String...,
        as template: String,
        where fits: @escaping @Sendable ([String: Phrase]) -> Bool = { _ in true }
    ) {
        self.init(patterns, as: template, where: fits)
    }

    /// Returns the plain command; `nil` where it is not said in this way.
    private func plain(_ phrase: Phrase) -> Phrase? {
        for pattern in patterns {
            guard let captures = pattern.match(phrase, where: fits) else { continue }
            let words = template.map { part in
                if part.hasPrefix("\"{") {
                    return captures[String(part.dropFirst(2).dropLast(2))].map {
                        $0.isQuoted ? $0.written : "\"\($0.text)\""
                    } ?? ""
                }
                guard part.hasPrefix("{") else { return String(part) }
                if part == "{do}" {
                    return captures["done"].flatMap { Self.participles[$0.text.lowercased()] } ?? ""
                }
                return captures[String(part.dropFirst().dropLast())]?.written ?? ""
            }
            let text = words.filter { !$0.isEmpty }.joined(separator: " ")
            return text.isEmpty ? nil : Phrase(text)
        }
        return nil
    }

    /// A clause as a plain command; the clause itself where it is one, or nobody knows how to say it plainly.
    static func plain(_ clause: Phrase) -> Phrase {
        var clause = clause
        for _ in 0..<most {
            guard let next = all.lazy.compactMap({ $0.plain(clause) }).first, next.text != clause.text else {
                break
            }
            clause = next
        }
        return clause
    }

    /// "Please make sure that I can see a.txt renamed" is wrapped more than once, though not often.
    private static let most = 6
    private static let all: [Rewording] =
        courtesies + cells + wishes + states + amounts + passives + synonyms + duties
}

extension Phrase {
    /// The words as they stand in the goal, a lone quoted text with its quotes.
    var written: String {
        guard words.count == 1, let word = words.first, word.isQuoted else { return text }
        return String(source[word.range])
    }

    /// Whether it is one quoted text.
    var isQuoted: Bool { words.count == 1 && words.first?.isQuoted == true }

    /// Whether it begins with a word that begins commands.
    var isCommand: Bool { words.first.map { !$0.isQuoted && Frame.verbs.contains($0.folded) } ?? false }
}

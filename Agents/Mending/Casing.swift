import Core

/// Writes a quoted text of a goal in capitals or small letters where the goal wants it so: "type "Ann" in upper case".
struct Casing: Answering {
    /// The texts in small letters, and whether they are wanted in capitals.
    private let wanted: [String: Bool]

    init(of goal: String) {
        let words = Array(Phrase(goal).words)
        var wanted: [String: Bool] = [:]
        for (place, word) in words.enumerated() where !word.isQuoted {
            guard let isUpper = Self.isUpper(word.folded, next: words.dropFirst(place + 1).first?.folded)
            else {
                continue
            }
            let before = words[..<place].suffix(Self.reach).last(where: \.isQuoted)
            let text = before ?? words.dropFirst(place + 1).prefix(Self.reach).first(where: \.isQuoted)
            if let text { wanted[text.text.lowercased()] = isUpper }
        }
        self.wanted = wanted
    }

    /// Returns a text of the goal in the letters that are wanted.
    func written(_ text: String) -> String {
        wanted[text.lowercased()].map { $0 ? text.uppercased() : text.lowercased() } ?? text
    }

    /// Returns an action with its text in the letters that are wanted; `nil` where it is, or none are.
    func answered(_ line: String) -> String? {
        guard let range = WrittenText.range(in: line), wanted[line[range].lowercased()] != nil else {
            return nil
        }
        return line.replacingCharacters(in: range, with: written(String(line[range])))
    }

    private static func isUpper(_ word: String, next: String?) -> Bool? {
        switch (word, next) {
        case ("uppercase", _), ("upper-case", _), ("upper", "case"), ("capitals", _), ("capital", "letters"):
            true
        case ("lowercase", _), ("lower-case", _), ("lower", "case"), ("small", "letters"): false
        default: nil
        }
    }

    /// Words between the text and what is said of its letters, at most.
    private static let reach = 8
}

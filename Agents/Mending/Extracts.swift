import Core

/// Counts out the word of a text on the screen that a goal asks for, such as the last or the third, where a small model
/// only guesses at it.
struct Extracts: Answering {
    private let goal: String
    /// The word; `nil` where the goal asks for none, or no text has it.
    private let word: String?

    init(of goal: String, seeing scene: Scene) {
        self.goal = goal
        word = Self.place(in: goal).flatMap { place in
            let words = Self.text(on: scene, besides: goal)?.split(whereSeparator: \.isWhitespace) ?? []
            let index = place > 0 ? place - 1 : words.count + place
            return words.indices.contains(index) ? Self.bare(words[index]) : nil
        }
    }

    /// Returns an action that types or fills in a text with the word instead; `nil` for others, and for what the goal
    /// says itself.
    func answered(_ line: String) -> String? {
        guard let word, let range = WrittenText.range(in: line), !line[range].isEmpty,
            !Phrase(goal).words.contains(where: { $0.isQuoted && $0.text == line[range] })
        else { return nil }
        return line.replacingCharacters(in: range, with: word)
    }

    /// Which word the goal asks for: "the 4th word", "the last word".
    private static func place(in goal: String) -> Int? {
        let words = Phrase(goal).words.map(\.folded)
        let found = zip(words, words.dropFirst()).filter { $0.1 == "word" }.compactMap {
            Numbers.ordinal($0.0)
        }
        return found.count == 1 ? found.first : nil
    }

    /// The longest text of the window in front that is not the goal itself.
    private static func text(on scene: Scene, besides goal: String) -> String? {
        scene.inFront.filter(\.isShowing)
            .map { $0.element.value.flatMap { $0.isEmpty ? nil : $0 } ?? $0.element.name }
            .filter { !goal.contains($0) && !$0.contains(goal) && $0.contains(where: \.isWhitespace) }
            .max { $0.count < $1.count }
    }

    /// A word without the marks around it.
    private static func bare(_ word: Substring) -> String {
        var word = word.drop { !($0.isLetter || $0.isNumber) }
        while let last = word.last, !(last.isLetter || last.isNumber) { word.removeLast() }
        return String(word)
    }
}

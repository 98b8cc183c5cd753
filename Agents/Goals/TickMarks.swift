/// Which boxes a goal wants ticked, and which not: "I want Spring and Autumn, but not Summer", "untick Rome and Oslo".
struct TickMarks {
    private let words: [(text: String, wanted: Bool)]
    /// Whether the goal may speak of boxes otherwise than by what they are to be in the end.
    private let isRelative: Bool

    init(of goal: String) {
        var words: [(text: String, wanted: Bool)] = []
        // A verb says it of all that follows, a particle of the next few words only.
        var verb = true
        var particle: Bool?
        let all = Array(Phrase(goal).words)
        for (place, word) in all.enumerated() {
            let next = all.dropFirst(place + 1).first?.folded ?? ""
            if !word.isQuoted {
                if Self.negative.contains(word.folded) { (verb, particle) = (false, nil) }
                if Self.positive.contains(word.folded), particle == nil { verb = true }
                if Self.particles.contains(word.folded) { particle = false }
                if word.folded == "but", next != "not", !Self.particles.contains(next) { particle = nil }
            }
            let isPutOff = word.after == .none && Self.trailing.contains(next)
            for part in word.text.lowercased().split(whereSeparator: { !($0.isLetter || $0.isNumber) }) {
                words.append((String(part), isPutOff ? false : particle ?? verb))
            }
            if word.after >= .colon { (verb, particle) = (true, nil) }
        }
        self.words = words
        isRelative = all.contains { !$0.isQuoted && Self.relative.contains($0.folded) }
    }

    /// Whether a box of a name is to be ticked; `nil` where the goal does not say, or says both.
    func wants(_ name: String) -> Bool? {
        let name = name.lowercased().split { !($0.isLetter || $0.isNumber) }.map(String.init)
        guard !isRelative, !name.isEmpty, words.count >= name.count else { return nil }
        var found: Set<Bool> = []
        for start in 0...(words.count - name.count)
        where words[start..<start + name.count].map(\.text) == name {
            found.insert(words[start + name.count - 1].wanted)
        }
        return found.count == 1 ? found.first : nil
    }

    private static let negative: Set<String> = [
        "untick", "uncheck", "deselect", "unselect", "unmark", "clear", "remove", "disable", "drop",
        "exclude",
        "omit", "skip",
    ]
    private static let positive: Set<String> = [
        "tick", "check", "select", "choose", "mark", "enable", "include", "want", "keep", "need", "take",
        "pick",
        "add", "set",
    ]
    private static let particles: Set<String> = ["not", "no", "without", "except", "never", "don't", "nor"]
    private static let trailing: Set<String> = ["off", "unticked", "unchecked", "out"]
    private static let relative: Set<String> = ["toggle", "flip", "invert", "switch", "reverse", "change"]
}

/// Lines that a goal counts and lists: "three lines: milk, bread and eggs".
enum ListedLines {
    /// Returns them; empty where none are.
    static func of(_ phrase: Phrase) -> [String] {
        phrase.words.indices.lazy.compactMap { lines(behind: $0, of: phrase) }.first ?? []
    }

    /// What is listed behind a number, "lines" and a colon; `nil` where that does not stand there, or less is listed.
    private static func lines(behind index: Int, of goal: Phrase) -> [String]? {
        let words = goal.words
        guard words.index(after: index) < words.endIndex, words[index + 1].folded == "lines",
            words[index + 1].after == .colon, !words[index].isQuoted,
            let count = Numbers.reading(goal.slice(index..<index + 1)).flatMap({ Int($0) }), count > 1
        else { return nil }
        let items = goal.slice(index + 2..<words.endIndex).items.prefix(count).map(\.text)
        let isPlain = items.allSatisfy { !$0.contains { "\"\\\n".contains($0) } }
        return items.count == count && isPlain ? items : nil
    }
}

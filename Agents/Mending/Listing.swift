/// Writes all lines that a goal counts and lists ("three lines: milk, bread and eggs") where a small model stops after the
/// first.
struct Listing: Mending {
    private let lines: [String]

    init(of goal: String) {
        let words = Phrase(goal).words
        lines = words.indices.lazy.compactMap { Self.lines(behind: $0, of: Phrase(goal)) }.first ?? []
    }

    /// Returns the lines of a way with all that is listed where the first alone is written.
    func mended(_ way: [String]) -> [String] {
        let texts = way.map { WrittenText.of($0) }
        guard let first = lines.first, let place = texts.firstIndex(of: first),
            !texts.contains(where: { $0.map(lines.dropFirst().contains) ?? false }),
            let range = WrittenText.range(in: way[place])
        else { return way }
        var way = way
        way[place] = way[place].replacingCharacters(in: range, with: lines.joined(separator: "\\n"))
        return way
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

/// Writes all lines that a goal counts and lists ("three lines: milk, bread and eggs") where a small model stops after the
/// first.
struct Listing: Mending {
    private let lines: [String]

    init(of goal: String) { lines = ListedLines.of(Phrase(goal)) }

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
}

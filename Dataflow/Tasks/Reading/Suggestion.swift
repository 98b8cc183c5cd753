/// Guesses at what a person meant by a word that is not known.
enum Suggestion {
    /// Returns the known word a misspelt one is nearest to, or `nil` when none is near.
    static func nearest(to word: String, in known: [String]) -> String? {
        let wanted = Array(word.lowercased())
        let limit = max(1, wanted.count / 3)
        let ranked = known.map { ($0, distance(wanted, Array($0.lowercased()))) }.sorted { $0.1 < $1.1 }
        guard let best = ranked.first, best.1 <= limit else { return nil }
        return best.0
    }

    /// Returns the end of a message: what was meant, or else what there is.
    static func choices(_ known: [String], near word: String, label: String = "expected one of") -> String {
        if let near = nearest(to: word, in: known) { return "did you mean \"\(near)\"?" }
        guard !known.isEmpty else { return "nothing is expected here" }
        return "\(label): " + known.joined(separator: ", ")
    }

    /// The least number of insertions, deletions, replacements and swaps of neighbours.
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
        var rows = [Array(0...b.count)]
        for i in 1...a.count {
            var row = [i]
            for j in 1...b.count {
                let cost = a[i - 1] == b[j - 1] ? 0 : 1
                var best = min(row[j - 1] + 1, rows[i - 1][j] + 1, rows[i - 1][j - 1] + cost)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    best = min(best, rows[i - 2][j - 2] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}

import Core

/// Mends what a small model misspells while it copies a text of the goal: a letter lost, a space left out, a word begun
/// twice.
///
/// What the goal or the screen holds as it was written stays, and so does what differs in more than a letter, in
/// capitals alone, or is only digits: that may be meant.
struct Copying {
    private let goal: String
    private let words: [Range<String.Index>]
    private let shown: [String]

    init(of goal: String, seeing observation: Observation) {
        self.goal = goal
        var words: [Range<String.Index>] = []
        var start: String.Index?
        for index in goal.indices {
            if goal[index].isWhitespace {
                if let from = start { words.append(from..<index) }
                start = nil
            } else if start == nil {
                start = index
            }
        }
        if let start { words.append(start..<goal.endIndex) }
        self.words = words
        shown = observation.elements.flatMap { [$0.name, $0.value ?? ""] }.filter { !$0.isEmpty }
    }

    /// Returns an action, as it is written, with its text spelled as in the goal.
    func mended(_ line: String) -> String {
        guard let range = WrittenText.range(in: line) else { return line }
        // The end of the line before it is no part of the text.
        let lead = line[range].hasPrefix("\\n") ? "\\n" : ""
        let text = String(line[range].dropFirst(lead.count))
        guard text.count >= 4, text.contains(where: \.isLetter), !text.contains("\\"), !goal.contains(text),
            !shown.contains(where: { $0.contains(text) }), let near = begunOnce(text) ?? nearest(to: text)
        else { return line }
        return line.replacingCharacters(in: range, with: lead + near)
    }

    /// A text of the goal of which a word was begun, and then begun again: "the b butter".
    private func begunOnce(_ text: String) -> String? {
        let words = text.split(separator: " ")
        return words.indices.dropLast().lazy
            .filter { words[$0 + 1] != words[$0] && words[$0 + 1].hasPrefix(words[$0]) }
            .map { (words[..<$0] + words[($0 + 1)...]).joined(separator: " ") }
            .first(where: goal.contains)
    }

    /// The words of the goal that are nearly a text.
    private func nearest(to text: String) -> String? {
        let count = text.split(whereSeparator: \.isWhitespace).count
        let allowed = 1
        var best: (text: String, distance: Int)?
        for length in max(1, count - 1)...(count + 1) where length <= words.count {
            for first in 0...(words.count - length) {
                let whole = goal[words[first].lowerBound..<words[first + length - 1].upperBound]
                let candidate = Self.bare(whole)
                guard abs(candidate.count - text.count) <= allowed else { continue }
                let distance = Self.distance(Array(candidate.lowercased()), Array(text.lowercased()))
                guard distance > 0, distance <= allowed, distance < best?.distance ?? .max else { continue }
                best = (String(candidate), distance)
            }
        }
        return best?.text
    }

    /// Words without the marks around them.
    private static func bare(_ text: Substring) -> Substring {
        var text = text.drop { "\"'“‘(".contains($0) }
        while let last = text.last, "\"'”’),;:!?.".contains(last) { text.removeLast() }
        return text
    }

    /// Letters to change, leave out or put in (Levenshtein).
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var row = Array(0...b.count)
        for (i, left) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, right) in b.enumerated() {
                let next = min(row[j] + 1, row[j + 1] + 1, diagonal + (left == right ? 0 : 1))
                diagonal = row[j + 1]
                row[j + 1] = next
            }
        }
        return row[b.count]
    }
}

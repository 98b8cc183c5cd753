/// The words of a name, folded for comparison.
struct Words: Equatable {
    /// The words in lower case.
    let words: [String]

    /// Splits a name at everything that is neither letter nor digit.
    init(_ text: String) {
        words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    /// Splits what a person said, leaving out the words around the name.
    init(spoken text: String) {
        let all = Words(text).words
        var rest = all[...]
        while let first = rest.first, Self.before.contains(first), rest.count > 1 { rest = rest.dropFirst() }
        while let last = rest.last, Self.after.contains(last), rest.count > 1 { rest = rest.dropLast() }
        words = Array(rest)
    }

    var isEmpty: Bool { words.isEmpty }

    /// Whether every word of another name is here.
    func contains(_ other: Words) -> Bool {
        !other.isEmpty && other.words.allSatisfy(words.contains)
    }

    /// Whether for every word of another name there is one here that begins with the same letters,
    /// six at least.
    func containsStems(of other: Words) -> Bool {
        !other.isEmpty
            && other.words.allSatisfy { wanted in
                words.contains { word in
                    let common = zip(word, wanted).prefix { $0 == $1 }.count
                    return word == wanted || (common >= 6 && common >= min(word.count, wanted.count) - 2)
                }
            }
    }

    /// Whether another name differs by one letter in ten, and one at least.
    func isAlmost(_ other: Words) -> Bool {
        let (left, right) = (words.joined(separator: " "), other.words.joined(separator: " "))
        guard right.count >= 4 else { return false }
        return Self.distance(left, right) <= max(1, right.count / 10)
    }

    /// The number of letters to change, add or drop to make one text of another (Levenshtein).
    static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        guard abs(left.count - right.count) < 64, left.count < 256 else { return Int.max }
        var row = Array(0...right.count)
        for (i, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let replaced = diagonal + (character == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }

    private static let before: Set<String> = [
        "the", "a", "an", "my", "your", "please", "open", "start", "launch", "run",
    ]
    private static let after: Set<String> = ["app", "application", "program", "window"]
}

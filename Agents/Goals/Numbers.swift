/// Numbers as people write and say them.
package enum Numbers {
    /// Returns the digits of a phrase that is one number, or `nil`.
    package static func reading(_ phrase: Phrase) -> String? {
        if phrase.words.count == 1, let word = phrase.words.first {
            let text = word.text.filter { $0 != "," }
            if !text.isEmpty, Double(text) != nil, text.allSatisfy({ $0.isNumber || $0 == "." || $0 == "-" })
            {
                return text
            }
        }
        let words = phrase.words.map(\.folded)
        guard let (number, count) = spoken(words), count == words.count else { return nil }
        return number
    }

    /// Reads a number in words from the front: `twenty five times` gives ("25", 2).
    package static func spoken(_ words: [String]) -> (String, Int)? {
        var total = 0
        var group = 0
        var used = 0
        let parts = words.flatMap {
            $0.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        }
        for word in parts {
            if let small = units[word] ?? tens[word] {
                group += small
            } else if word == "hundred", group > 0 {
                group *= 100
            } else if let scale = scales[word], group > 0 {
                total += group * scale
                group = 0
            } else if word == "and", group >= 100 || total > 0, used > 0 {
                // "One hundred and twenty"; what does not go on as a number is left.
                guard let next = parts.dropFirst(used + 1).first, units[next] ?? tens[next] != nil else {
                    break
                }
            } else {
                break
            }
            used += 1
        }
        guard used > 0 else { return nil }
        // A hyphenated number was one word of the goal.
        var count = 0
        var seen = 0
        while seen < used, count < words.count {
            seen += words[count].split(separator: "-", omittingEmptySubsequences: false).count
            count += 1
        }
        guard seen == used else { return nil }
        return (String(total + group), count)
    }

    private static let units: [String: Int] = Dictionary(
        uniqueKeysWithValues: zip(
            [
                "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
                "eleven",
                "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
            ],
            0...
        )
    )

    private static let tens: [String: Int] = [
        "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
        "ninety": 90,
    ]

    private static let scales: [String: Int] = ["thousand": 1000, "million": 1_000_000]

    /// Returns what "third", "3rd" and "last" count: from 1 at the front, from −1 at the end; `nil` for other words.
    package static func ordinal(_ word: String) -> Int? {
        if let number = ordinals[word] { return number }
        guard word.count > 2, ["st", "nd", "rd", "th"].contains(word.suffix(2)) else { return nil }
        return Int(word.dropLast(2)).flatMap { $0 > 0 ? $0 : nil }
    }

    private static let ordinals: [String: Int] = [
        "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
        "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "last": -1, "final": -1,
    ]

    /// How often something is done, by the word for it.
    package static let times: [String: Int] = [
        "once": 1, "twice": 2, "thrice": 3,
    ]
}

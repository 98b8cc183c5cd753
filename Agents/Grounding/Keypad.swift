/// Buttons of one character each, pressed in a row: "the buttons for 12 + 7", "125".
enum Keypad {
    /// Returns the keys a label spells, at least two; `nil` where it is not made of keypad characters.
    static func keys(of label: String) -> [String]? {
        var words = label.split(separator: " ")[...]
        while let first = words.first, openers.contains(first.lowercased()) { words.removeFirst() }
        let keys = words.joined().map(String.init)
        guard keys.count > 1, keys.allSatisfy({ characters.contains($0) }) else { return nil }
        return keys
    }

    /// Returns the key that a word for what it does stands for: "the key for division".
    static func key(named label: String) -> String? {
        var words = label.lowercased().split(separator: " ")[...]
        while let first = words.first, openers.contains(String(first)) { words.removeFirst() }
        guard words.count == 1, let word = words.first else { return nil }
        return deeds.first { $0.value.contains(String(word)) }?.key
    }

    private static let deeds: [String: Set<String>] = [
        "+": ["plus", "addition", "add"], "-": ["minus", "subtraction", "subtract"],
        "*": ["times", "multiplication", "multiply"], "/": ["division", "divide"], "=": ["equals", "equal"],
    ]

    /// What the button of a key may be called, in small letters.
    static func names(_ key: String) -> Set<String> { aliases.first { $0.contains(key) } ?? [key] }

    private static let openers: Set<String> = [
        "the", "buttons", "button", "keys", "key", "digits", "number", "for", "of",
    ]

    private static let aliases: [Set<String>] = [
        ["*", "×", "x", "·"], ["/", "÷", ":"], ["-", "−", "–"], [".", ","], ["√", "sqrt"],
    ]

    private static let characters = Set("0123456789+=()%^".map(String.init)).union(
        ["*", "×", "/", "÷", "-", "−", ".", ",", "√"]
    )
}

/// Punctuation marks by their names: "comma" for ",".
enum Marks {
    /// Returns the mark a word is the name of; `nil` where it is none.
    static func of(_ text: String) -> String? {
        let word = text.lowercased()
        return named[word] ?? (word.hasSuffix("s") ? named[String(word.dropLast())] : nil)
    }

    private static let named = [
        "comma": ",", "semicolon": ";", "colon": ":", "period": ".", "full stop": ".", "dot": ".",
        "exclamation mark": "!",
        "exclamation point": "!", "question mark": "?", "hyphen": "-", "dash": "-", "underscore": "_",
        "slash": "/",
        "asterisk": "*", "space": " ", "tab": "\t", "hash": "#", "ampersand": "&",
    ]
}

/// The letters that a text is to have: "in capitals".
package enum Letters: Hashable, Sendable {
    case upper, lower
    /// The first of each word a capital.
    case title

    /// The letters that a word is for: "uppercase", "caps"; `nil` for other words.
    init?(called word: String) {
        switch word {
        case "upper", "uppercase", "upper-case", "capital", "capitals", "caps": self = .upper
        case "lower", "lowercase", "lower-case", "small": self = .lower
        case "title", "titlecase", "title-case": self = .title
        default: return nil
        }
    }

    /// The words that name letters by themselves, as a pattern.
    static let names =
        "upper|uppercase|upper-case|capitals|caps|lower|lowercase|lower-case|title|titlecase|title-case"

    /// Returns a text in these letters.
    func written(_ text: String) -> String {
        switch self {
        case .upper: return text.uppercased()
        case .lower: return text.lowercased()
        case .title:
            var isInWord = false
            return String(
                text.flatMap { character -> String in
                    defer { isInWord = character.isLetter || isInWord && character == "'" }
                    return isInWord ? character.lowercased() : character.uppercased()
                }
            )
        }
    }
}

/// What the pre-tokenizers tell characters apart by.
enum ScalarClass: UInt8 {
    /// Neither a letter, a number nor white space.
    case other = 0
    /// Unicode category L.
    case letter = 1
    /// Unicode category N.
    case number = 2
    /// White space other than line ends.
    case space = 3
    /// Carriage return or line feed.
    case newline = 4

    /// Whether it is white space of either kind (`\s`).
    var isWhitespace: Bool { self == .space || self == .newline }

    /// The classes of ASCII.
    private static let ascii: [ScalarClass] = (0..<128).map { of(Unicode.Scalar(UInt8($0))) }

    /// Calls `body` with the classes of ASCII laid open.
    static func withASCII<R>(_ body: (UnsafeBufferPointer<ScalarClass>) -> R) -> R {
        ascii.withUnsafeBufferPointer(body)
    }

    /// Returns the class of a character.
    static func of(_ scalar: Unicode.Scalar) -> ScalarClass {
        if scalar == "\r" || scalar == "\n" { return .newline }
        let properties = scalar.properties
        if properties.isWhitespace { return .space }
        let result: ScalarClass
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            result = .letter
        case .decimalNumber, .letterNumber, .otherNumber:
            result = .number
        default:
            return .other
        }
        // Tokens must not depend on the Swift release: what Unicode added after 15.1, which the
        // reference implementation knows, counts as unassigned.
        guard let age = properties.age, age.major <= 15 else { return .other }
        return result
    }
}

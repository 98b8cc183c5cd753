/// A value to be written as YAML, in the order and shape it is given.
indirect enum YAMLTree {
    /// A number or truth value.
    case plain(String)
    /// A text, quoted where it must be.
    case text(String)
    /// A list on one line.
    case row([YAMLTree])
    /// A mapping on one line.
    case record([(String, YAMLTree)])
    /// A list with an item a line.
    case list([YAMLTree])
    /// A mapping with a key a line.
    case mapping([(String, YAMLTree)])

    /// The value as YAML, ending in a line end.
    var rendered: String {
        let lines = lines
        return lines.joined(separator: "\n") + "\n"
    }

    private var lines: [String] {
        switch self {
        case .plain, .text, .row, .record: [flow]
        case .list(let items):
            items.flatMap { item in
                item.lines.enumerated().map { ($0 == 0 ? "- " : "  ") + $1 }
            }
        case .mapping(let pairs):
            pairs.flatMap { key, value in
                let name = YAMLText.written(key)
                return value.isBlock
                    ? ["\(name):"] + value.lines.map { "  " + $0 } : ["\(name): \(value.flow)"]
            }
        }
    }

    private var isBlock: Bool {
        switch self {
        case .plain, .text, .row, .record: false
        case .list(let items): !items.isEmpty
        case .mapping(let pairs): !pairs.isEmpty
        }
    }

    private var flow: String {
        switch self {
        case .plain(let text): text
        case .text(let text): YAMLText.written(text)
        case .row(let items), .list(let items): "[" + items.map(\.flow).joined(separator: ", ") + "]"
        case .record(let pairs), .mapping(let pairs):
            "{" + pairs.map { "\(YAMLText.written($0)): \($1.flow)" }.joined(separator: ", ") + "}"
        }
    }
}

/// The writing of texts as YAML scalars (YAML 1.2 §7.3).
enum YAMLText {
    /// Returns a text as it is where that is safe everywhere, and else in double quotes.
    static func written(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

    /// Words that some readers take for something other than a text.
    private static let reserved: Set<String> = [
        "true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf",
    ]

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, isLetter(first) || first == "/" || first == "_" else {
            return false
        }
        guard text.unicodeScalars.last != " ", !reserved.contains(text.lowercased()) else { return false }
        return text.unicodeScalars.allSatisfy {
            isLetter($0) || ("0"..."9").contains($0) || " _-./+".unicodeScalars.contains($0)
        }
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default:
                if isPrintable(scalar) {
                    result.unicodeScalars.append(scalar)
                } else {
                    result += escape(scalar.value)
                }
            }
        }
        return result + "\""
    }

    private static func escape(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        let (letter, width) = value > 0xFFFF ? ("U", 8) : value > 0xFF ? ("u", 4) : ("x", 2)
        return "\\" + letter + String(repeating: "0", count: width - digits.count) + digits
    }

    /// Whether a character may stand in a YAML stream as it is; line separators may not, to be plain.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: true
        case 0x10000...0x10FFFF: true
        default: false
        }
    }
}

/// Text made safe to stand in a report, whoever wrote it.
enum Markup {
    /// Returns a text for HTML content and for attribute values in double quotes.
    static func escape(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            default: result.unicodeScalars.append(visible(scalar))
            }
        }
        return result
    }

    /// Returns a text for a terminal, in which no screen can hide commands: control characters and
    /// marks that turn the direction of writing are shown as symbols, line ends as spaces.
    static func plain(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n", "\r", "\t": result += " "
            default: result.unicodeScalars.append(visible(scalar))
            }
        }
        return result
    }

    private static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "?"
        case 0x7F...0x9F: "\u{2421}"
        case 0x202A...0x202E, 0x2066...0x2069: "\u{25CC}"
        default: scalar
        }
    }
}

package import Core

/// Texts of accessibility trees as a person would read them.
package enum CleanText {
    /// Returns a name trimmed, in one line, without mnemonic marks, class names or doubling.
    package static func name(_ raw: String, role: Role, isGTK4: Bool) -> String {
        var text = line(raw)
        if isGTK4 {
            if isClassName(text) || (role == .filler && !text.contains(" ")) { return "" }
            text = undoubled(text)
        }
        return Role.pressables.contains(role) ? withoutMnemonic(text) : text
    }

    /// Returns a text in one line: tags removed, control characters and runs of space folded.
    package static func line(_ raw: String) -> String {
        if isPlain(raw) { return raw }
        let text = raw.contains("<") ? withoutTags(raw) : raw
        var result = ""
        var gap = false
        for character in text {
            if character.isWhitespace || character.unicodeScalars.allSatisfy(isInvisible) {
                gap = !result.isEmpty
            } else {
                if gap { result.append(" ") }
                gap = false
                result.append(character)
            }
        }
        return result
    }

    // Most names need nothing, and characters cost more than bytes.
    private static func isPlain(_ raw: String) -> Bool {
        var previous = UInt8(ascii: " ")
        for byte in raw.utf8 {
            guard byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "<") else { return false }
            if byte == 0x20, previous == 0x20 { return false }
            previous = byte
        }
        return raw.isEmpty || previous != 0x20
    }

    /// Returns a tooltip as a name: without the shortcut that follows it in brackets.
    package static func tooltip(_ raw: String) -> String {
        var text = line(raw)
        for (open, close) in [(" [", "]"), (" (", ")")] where text.hasSuffix(close) {
            if let range = lastRange(of: open, in: text), range > text.startIndex {
                text = String(text[..<range])
            }
        }
        return text
    }

    /// Returns a number without a useless fraction: "42", "0.5".
    package static func number(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
        let rounded = (value * 1e6).rounded() / 1e6
        return String(rounded)
    }

    // GTK 4 gives the name of the widget's class where a widget has no label.
    private static func isClassName(_ text: String) -> Bool {
        for prefix in ["Gtk", "Adw", "Gdk", "Vte", "GtkSource"] where text.hasPrefix(prefix) {
            let rest = text.dropFirst(prefix.count)
            if let first = rest.first, first.isUppercase, rest.allSatisfy({ $0.isLetter || $0.isNumber }) {
                return true
            }
        }
        return false
    }

    // GTK 4.8 joins a button's label with the label inside it: "7 7".
    private static func undoubled(_ text: String) -> String {
        let count = text.count
        guard count >= 3, count % 2 == 1 else { return text }
        let middle = text.index(text.startIndex, offsetBy: count / 2)
        guard text[middle] == " ", text[..<middle] == text[text.index(after: middle)...] else { return text }
        return String(text[..<middle])
    }

    private static func withoutMnemonic(_ text: String) -> String {
        guard text.contains("_") || text.contains("&") else { return text }
        var result = ""
        var previous: Character = " "
        var rest = Substring(text)
        while let character = rest.popFirst() {
            let starts = previous == " " && (rest.first?.isLetter ?? false)
            if character == "_" && starts || character == "&" && starts {
                previous = character
                continue
            }
            result.append(character)
            previous = character
        }
        return result
    }

    private static func withoutTags(_ text: String) -> String {
        var result = ""
        var depth = 0
        var rest = Substring(text)
        while let character = rest.popFirst() {
            if character == "<", let next = rest.first, next.isLetter || next == "/" {
                depth += 1
            } else if character == ">", depth > 0 {
                depth -= 1
                result.append(" ")
            } else if depth == 0 {
                result.append(character)
            }
        }
        // An unclosed tag was no tag.
        return depth == 0 ? result : text
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format: scalar != "\u{200D}"
        default: false
        }
    }

    private static func lastRange(of mark: String, in text: String) -> String.Index? {
        var found: String.Index?
        var start = text.startIndex
        while start < text.endIndex {
            if text[start...].hasPrefix(mark) { found = start }
            start = text.index(after: start)
        }
        return found
    }
}

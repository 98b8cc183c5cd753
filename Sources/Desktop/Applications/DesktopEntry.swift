/// Reads the main group of a desktop entry, unlocalized keys only.
enum DesktopEntry {
    /// Returns the keys of the group `[Desktop Entry]`, escapes resolved except in lists.
    static func keys(in text: String) -> [String: String] { keys(in: text, group: "Desktop Entry") }

    /// Returns the keys of a group of a file in this format.
    static func keys(in text: String, group wanted: String) -> [String: String] {
        var keys: [String: String] = [:]
        var isWanted = false
        for line in text.split(separator: "\n") {
            if line.hasPrefix("[") {
                isWanted = line.dropFirst().prefix { $0 != "]" } == wanted
                continue
            }
            guard isWanted, !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") else { continue }
            let key = trimmed(line[..<equals])
            if keys[key] == nil { keys[key] = unescaped(trimmed(line[line.index(after: equals)...])) }
        }
        return keys
    }

    /// Splits a list at semicolons; `\;` stands for one.
    static func list(_ text: String?) -> [String] {
        var items: [String] = [""]
        var isEscaped = false
        for character in text ?? "" {
            if character == ";", !isEscaped {
                items.append("")
            } else {
                if isEscaped, character != ";" { items[items.count - 1].append("\\") }
                if character != "\\" || isEscaped { items[items.count - 1].append(character) }
            }
            isEscaped = character == "\\" && !isEscaped
        }
        return items.filter { !$0.isEmpty }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }

    /// Resolves `\s`, `\n`, `\t`, `\r` and `\\`; other escapes stay for those who read lists.
    private static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\\")) else { return text }
        var result = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            guard character == "\\", let next = rest.popFirst() else {
                result.append(character)
                continue
            }
            switch next {
            case "s": result.append(" ")
            case "n": result.append("\n")
            case "t": result.append("\t")
            case "r": result.append("\r")
            case "\\": result.append("\\")
            default: result += "\\\(next)"
            }
        }
        return result
    }
}

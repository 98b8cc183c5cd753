/// What a goal asks about a text: answered from the whole of it, which is left as it is.
package enum TextQuestion: Hashable, Sendable {
    /// What a text can be counted in.
    package enum Unit: String, Hashable, Sendable, CaseIterable {
        case words, lines, characters
    }

    /// How many words, lines or characters it has.
    case size(Unit)
    /// How many of its lines are such.
    case lines(LineChoice)
    /// How often a text stands in it, in capitals or not.
    case occurrences(String)
    /// What a line of it says.
    case line(LineChoice)
    /// Which of its lines are such, by their numbers from 1.
    case places(LineChoice)

    /// Returns the answer; `nil` where the text has no such line.
    func answer(in text: String) -> String? {
        let lines = (text.hasSuffix("\n") ? String(text.dropLast()) : text)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        switch self {
        case .size(.words): return String(text.split(whereSeparator: \.isWhitespace).count)
        case .size(.lines): return String(text.isEmpty ? 0 : lines.count)
        case .size(.characters): return String(text.count)
        case .lines(let choice): return String(choice.places(in: lines).count)
        case .occurrences(let sought): return String(text.lowercased().ranges(of: sought.lowercased()).count)
        case .line(let choice): return choice.places(in: lines).first.map { lines[$0] }
        case .places(let choice):
            let places = choice.places(in: lines)
            return places.isEmpty ? "none" : places.map { String($0 + 1) }.joined(separator: ", ")
        }
    }

    /// What a shell is told to have the answer from a file.
    func command(on file: String) -> String? {
        switch self {
        case .size(.lines): "wc -l \(file)"
        case .size(.words): "wc -w \(file)"
        case .size(.characters): "wc -m \(file)"
        case .lines(.holding(let text)): "grep -ic -- \(ShellCommand.quoted(text)) \(file)"
        case .occurrences(let text): "grep -io -- \(ShellCommand.quoted(text)) \(file) | wc -l"
        case .line(.numbered(let first, let last)) where first == last && first > 0:
            "sed -n \(first)p \(file)"
        case .line(.numbered(-1, -1)): "tail -n 1 \(file)"
        case .places(.holding(let text)): "grep -in -- \(ShellCommand.quoted(text)) \(file)"
        default: nil
        }
    }
}

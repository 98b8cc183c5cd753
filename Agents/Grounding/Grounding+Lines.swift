import Core

/// Texts that are written anew from what they hold, and what is told of them.
extension Grounding {
    /// The text in hand with all it holds; `nil` where only a part of it is known.
    private var wholeText: (document: Widget, text: String)? {
        guard let document = documents.first, let text = document.element.value, isWhole(document) else {
            return nil
        }
        return (document, text)
    }

    /// Whether the text is written anew, or is so already.
    func isRewritten(_ edit: TextEdit) -> Bool {
        if did({ if case .setText = $0 { true } else { false } }) || choseInMenu { return true }
        return attempts.isEmpty && wholeText.map { edit.applied(to: $0.text) == $0.text } ?? false
    }

    func rewriting(_ edit: TextEdit) -> [Proposal] {
        var found: [Proposal] = []
        if case .sorted = edit {
            found = commands("sort lines") { Match.words($0.name).contains("sort") }
        }
        if let (document, text) = wholeText, let changed = edit.applied(to: text) {
            found.append(Proposal(.setText(document.target, text: changed), 0.96, "the whole text is known"))
        }
        return found
    }

    /// The end, with how many there are of what is to be counted.
    func counting(_ unit: Intent.TextUnit) -> [Proposal] {
        guard let (_, text) = wholeText else { return [] }
        let count =
            switch unit {
            case .words: text.split(whereSeparator: \.isWhitespace).count
            case .lines: text.isEmpty ? 0 : Self.lines(of: text).count
            }
        return [Proposal(.done(answer: String(count)), 0.95, "the whole text is known")]
    }

    /// The end, with the line that is asked for.
    func telling(_ choice: LineChoice) -> [Proposal] {
        guard let (_, text) = wholeText else { return [] }
        let lines = Self.lines(of: text)
        guard let place = choice.places(in: lines).first else { return [] }
        return [Proposal(.done(answer: lines[place]), 0.95, "the whole text is known")]
    }

    private static func lines(of text: String) -> [String] {
        (text.hasSuffix("\n") ? String(text.dropLast()) : text)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}

import Core

/// Lines of a text that are put in order, and what is counted in it.
extension Grounding {
    /// Whether the whole text was written anew, or a menu's entry did so.
    var isRewritten: Bool {
        did { if case .setText = $0 { true } else { false } } || choseInMenu
    }

    func sorting(_ isDescending: Bool) -> [Proposal] {
        var found = commands("sort lines") { Match.words($0.name).contains("sort") }
        if let document = documents.first, let value = document.element.value, isWhole(document) {
            let text = Self.sorted(value, isDescending: isDescending)
            found.append(Proposal(.setText(document.target, text: text), 0.96, "the whole text is known"))
        }
        return found
    }

    /// The whole text in other letters.
    func recasing(_ letters: Letters) -> [Proposal] {
        guard let document = documents.first, let value = document.element.value, isWhole(document) else {
            return []
        }
        return [
            Proposal(.setText(document.target, text: letters.written(value)), 0.96, "the whole text is known")
        ]
    }

    /// The end, with how many there are of what is to be counted.
    func counting(_ unit: Intent.TextUnit) -> [Proposal] {
        guard let document = documents.first, let text = document.element.value, isWhole(document) else {
            return []
        }
        let count =
            switch unit {
            case .words: text.split(whereSeparator: \.isWhitespace).count
            case .lines:
                text.split(separator: "\n", omittingEmptySubsequences: false).count
                    - (text.hasSuffix("\n") ? 1 : 0)
            }
        return [Proposal(.done(answer: String(count)), 0.95, "the whole text is known")]
    }

    /// The lines in order, small letters beside capitals, numbers by what they are; what ends the text stays its end.
    static func sorted(_ text: String, isDescending: Bool) -> String {
        let hasEnd = text.hasSuffix("\n")
        var lines = (hasEnd ? String(text.dropLast()) : text).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        let numbers = lines.map { Double($0) }
        if numbers.contains(nil) {
            lines.sort { ($0.lowercased(), $0) < ($1.lowercased(), $1) }
        } else {
            lines = zip(numbers, lines).sorted { ($0.0 ?? 0) < ($1.0 ?? 0) }.map(\.1)
        }
        if isDescending { lines.reverse() }
        return lines.joined(separator: "\n") + (hasEnd ? "\n" : "")
    }
}

/// A change of a text that can be worked out from the whole of it.
package enum TextEdit: Hashable, Sendable {
    /// Its lines in alphabetical order, small letters beside capitals, numbers by what they are.
    case sorted(isDescending: Bool)
    /// Its lines from the last to the first.
    case reversed
    /// Each line behind its number.
    case numbered
    /// All of it in other letters.
    case letters(Letters)
    /// Without some lines.
    case without(LineChoice)
    /// Some lines twice, the second below the first.
    case doubling(LineChoice)
    /// Some lines at the top or the bottom, or copies of them.
    case moving(LineChoice, toTop: Bool, isCopy: Bool)
    /// Two lines, each in the other's place.
    case swapping(LineChoice, LineChoice)
    /// Some lines with another text each.
    case replacing(LineChoice, with: String)
    /// A line of its own above or below another.
    case inserting(String, beside: LineChoice, isAbove: Bool)
    /// Every line with a text in front of it or behind it.
    case marking(String, isInFront: Bool)

    /// Returns the text as it is to be, what ends it still its end; `nil` where it has no such lines.
    func applied(to text: String) -> String? {
        if case .letters(let letters) = self { return letters.written(text) }
        let hasEnd = text.hasSuffix("\n")
        let lines = (hasEnd ? String(text.dropLast()) : text).split(
            separator: "\n",
            omittingEmptySubsequences: false
        ).map(String.init)
        guard let changed = applied(to: lines) else { return nil }
        return changed.joined(separator: "\n") + (hasEnd && !changed.isEmpty ? "\n" : "")
    }

    private func applied(to lines: [String]) -> [String]? {
        switch self {
        case .letters(let letters): lines.map(letters.written)
        case .sorted(let isDescending): Self.sorted(lines, isDescending: isDescending)
        case .reversed: lines.reversed()
        case .numbered: lines.enumerated().map { "\($0 + 1). \($1)" }
        case .marking(let mark, let isInFront): lines.map { isInFront ? mark + $0 : $0 + mark }
        case .without(let choice): changed(lines, choice) { _ in [] }
        case .doubling(let choice): changed(lines, choice) { [$0, $0] }
        case .swapping(let one, let other):
            Self.swapped(lines, one.places(in: lines), other.places(in: lines))
        case .replacing(let choice, let text): changed(lines, choice) { _ in [text] }
        case .inserting(let text, let choice, let isAbove):
            changed(lines, choice, onlyFirst: true) { isAbove ? [text, $0] : [$0, text] }
        case .moving(let choice, let toTop, let isCopy):
            changed(lines, choice) { isCopy ? [$0] : [] }.map { rest in
                let moved = choice.places(in: lines).map { lines[$0] }
                return toTop ? moved + rest : rest + moved
            }
        }
    }

    /// The lines with those that are chosen changed; `nil` where there are none, unless none is as good.
    private func changed(
        _ lines: [String],
        _ choice: LineChoice,
        onlyFirst: Bool = false,
        _ change: (String) -> [String]
    ) -> [String]? {
        let places = choice.places(in: lines)
        if places.isEmpty { return choice == .blank || choice == .repeated ? lines : nil }
        let chosen = Set(onlyFirst ? [places[0]] : places)
        return lines.indices.flatMap { chosen.contains($0) ? change(lines[$0]) : [lines[$0]] }
    }

    private static func swapped(_ lines: [String], _ one: [Int], _ other: [Int]) -> [String]? {
        guard one.count == 1, other.count == 1 else { return nil }
        var lines = lines
        lines.swapAt(one[0], other[0])
        return lines
    }

    private static func sorted(_ lines: [String], isDescending: Bool) -> [String] {
        let numbers = lines.map { Double($0) }
        let ascending =
            if numbers.contains(nil) {
                lines.sorted { ($0.lowercased(), $0) < ($1.lowercased(), $1) }
            } else {
                zip(numbers, lines).sorted { ($0.0 ?? 0) < ($1.0 ?? 0) }.map(\.1)
            }
        return isDescending ? ascending.reversed() : ascending
    }
}

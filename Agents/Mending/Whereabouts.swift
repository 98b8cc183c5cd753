/// Leaves out of a text where it is to go, where a small model has gone there and then writes that too: "pay the rent at the
/// bottom".
struct Whereabouts: Mending {
    /// What stands between quotes in the goal, as it is.
    private let quoted: [String]

    init(of goal: String) { quoted = Phrase(goal).words.filter(\.isQuoted).map(\.text) }

    /// Returns the lines of a way with the text after ctrl+End, or ctrl+Home, without the place.
    func mended(_ way: [String]) -> [String] {
        var way = way
        for index in way.indices.dropFirst() {
            guard let places = Self.places[way[index - 1]], let range = WrittenText.range(in: way[index])
            else { continue }
            let text = String(way[index][range])
            guard !quoted.contains(where: text.hasSuffix),
                let short = places.lazy.compactMap({ Self.text(text, before: $0) }).first
            else { continue }
            way[index] = way[index].replacingCharacters(in: range, with: short)
        }
        return way
    }

    /// A text without the place that it ends in; `nil` where it does not, or is nothing else.
    private static func text(_ text: String, before place: Pattern) -> String? {
        let phrase = Phrase(text)
        guard let found = place.match(phrase), let last = found["text"]?.words.last else { return nil }
        return String(phrase.source[..<last.range.upperBound])
    }

    private static let places = [
        "press ctrl+End": patterns("end|bottom", "last|final|bottom"),
        "press ctrl+Home": patterns("top|start|beginning", "first|top"),
    ]

    private static func patterns(_ ends: String, _ lines: String) -> [Pattern] {
        [
            "{text} at|on|to the? very? \(ends)",
            "{text} at|on|to the? very? \(ends) of the|my|this? file|text|document|list|note|notes|page|letter",
            "{text} as|on the? very? \(lines) line",
        ].map { Pattern($0) }
    }
}

/// Things that a goal wants on lines of their own: "a list with bread, milk and eggs", "abc three times".
enum Enumeration {
    /// Returns the lines; one or none where nothing is enumerated.
    static func lines(of phrase: Phrase) -> [String] {
        if let found = repeated.match(phrase), let count = count(found["count"]), let text = found["text"] {
            return Array(repeating: text.text, count: count)
        }
        let announced = announcers.lazy.compactMap { $0.match(phrase)?["items"] }.first
        return (announced ?? phrase).items.map(\.text)
    }

    private static func count(_ phrase: Phrase?) -> Int? {
        guard let phrase else { return nil }
        let times = phrase.words.count == 1 ? phrase.words.first.flatMap { Numbers.times[$0.folded] } : nil
        let count =
            times
            ?? (phrase.words.last?.folded == "times"
                ? Numbers.reading(phrase.dropLast()).flatMap { Int($0) } : nil)
        return count.flatMap { (1...most).contains($0) ? $0 : nil }
    }

    /// Lines that are written at most.
    private static let most = 100
    private static let repeated = Pattern("<text> {count}")
    private static let announcers = [
        "a|an|the|my|this|following {kind} with|of|containing {items}",
        "a|an|the|my|this|following list : {items}",
        "the? lines|words|items|names|following {items}",
    ].map(Pattern.init)
}

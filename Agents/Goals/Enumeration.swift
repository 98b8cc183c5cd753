/// Things that a goal wants on lines of their own: "a list with bread, milk and eggs", "abc three times".
enum Enumeration {
    /// Returns the lines; one or none where nothing is enumerated.
    static func lines(of phrase: Phrase) -> [String] {
        if let known = series[phrase.bare.text.lowercased()] { return known }
        let repeats = repeats(phrase)
        if !repeats.isEmpty { return repeats }
        let announced = announcers.lazy.compactMap { $0.match(phrase)?["items"] }.first
        return values(announced ?? phrase)
    }

    /// What is enumerated, a range of numbers one by one: "Name, Age and City", "the numbers 1 to 5".
    static func values(_ phrase: Phrase) -> [String] {
        guard let found = range.match(phrase),
            let first = found["first"].flatMap(Numbers.reading).flatMap({ Int($0) }),
            let last = found["last"].flatMap(Numbers.reading).flatMap({ Int($0) }), first < last,
            last - first < most
        else { return phrase.items.map(\.text) }
        return (first...last).map(String.init)
    }

    /// A text as often as a goal wants it: "abc three times"; empty where it does not say how often.
    static func repeats(_ phrase: Phrase) -> [String] {
        // Of several words without quotes, "the bell rang twice" is a text itself.
        let found = repeated.match(phrase) { $0["text"]?.words.count == 1 && count($0["count"]) != nil }
        guard let text = found?["text"], let count = count(found?["count"]) else { return [] }
        return Array(repeating: text.text, count: count)
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

    /// What everybody can list.
    private static let series = [
        "days of the week": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        "months of the year": [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ],
    ]

    /// Lines that are written at most.
    private static let most = 100
    private static let range = Pattern("the? numbers from? {first} to|through {last}")
    private static let repeated = Pattern("{text} {count}")
    private static let announcers = [
        "a|an|the|my|this|following {kind} with|of|containing {items}",
        "a|an|the|my|this|following list : {items}",
        "each|all of {items}", "the? lines|words|items|names|following {items}",
    ].map(Pattern.init)
}

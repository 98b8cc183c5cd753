/// Lines of a text as a goal names them: "the last two lines", "line 3", "every line with bread".
package enum LineChoice: Hashable, Sendable {
    /// From one line to another, both among them: counted from 1 at the front, from −1 at the end.
    case numbered(from: Int, to: Int)
    /// Those that hold a text, in capitals or not.
    case holding(String)
    /// Those that begin with a text.
    case starting(String)
    /// Those that end with a text.
    case ending(String)
    /// Those with nothing to be seen in them.
    case blank
    /// Those that stand in the text before already.
    case repeated

    /// Whether it can mean a single line.
    var isOne: Bool {
        switch self {
        case .numbered(let first, let last): first == last
        case .holding, .starting, .ending: true
        case .blank, .repeated: false
        }
    }

    /// Returns where they are among the lines of a text; none where one that is counted is not there.
    func places(in lines: [String]) -> [Int] {
        switch self {
        case .numbered(let first, let last):
            let (start, end) = (Self.place(first, of: lines.count), Self.place(last, of: lines.count))
            return start >= 0 && end < lines.count && start <= end ? Array(start...end) : []
        case .holding(let text): return lines.indices.filter { Self.holds(lines[$0], text) }
        case .starting(let text):
            return lines.indices.filter { lines[$0].lowercased().hasPrefix(text.lowercased()) }
        case .ending(let text):
            return lines.indices.filter { lines[$0].lowercased().hasSuffix(text.lowercased()) }
        case .blank: return lines.indices.filter { lines[$0].allSatisfy(\.isWhitespace) }
        case .repeated:
            var seen: Set<String> = []
            return lines.indices.filter { !seen.insert(lines[$0]).inserted }
        }
    }

    private static func place(_ number: Int, of count: Int) -> Int {
        number > 0 ? number - 1 : count + number
    }

    private static func holds(_ line: String, _ text: String) -> Bool {
        line.lowercased().contains(text.lowercased())
    }
}

extension LineChoice {
    /// Reads a part of a goal; `nil` where it names no lines.
    init?(reading phrase: Phrase) {
        let phrase = Self.withoutText(phrase.bare)
        guard let found = Self.forms.lazy.compactMap({ $0.read(phrase) }).first else { return nil }
        self = found
    }

    /// The lines, without the text that they are lines of: "the last line of notes.txt", "the second line in it".
    private static func withoutText(_ phrase: Phrase) -> Phrase {
        guard
            let index = phrase.words.lastIndex(where: { !$0.isQuoted && owners.contains($0.folded) }),
            index > phrase.words.startIndex, index + 1 < phrase.words.endIndex
        else { return phrase }
        let owner = phrase.slice(index + 1..<phrase.words.endIndex).bare
        guard owner.words.count <= 3, !owner.words.contains(where: \.isQuoted),
            owner.words.contains(where: { texts.contains($0.folded) }) || !PlaceNames.of(owner.text).isEmpty
        else { return phrase }
        return phrase.slice(phrase.words.startIndex..<index)
    }

    private static let owners: Set<String> = ["of", "in", "from", "inside"]
    private static let texts: Set<String> = [
        "text", "document", "file", "note", "notes", "list", "it", "them", "editor", "poem", "letter",
    ]

    /// A way of naming lines.
    private struct Form: Sendable {
        let pattern: Pattern
        let build: @Sendable ([String: Phrase]) -> LineChoice?

        init(_ pattern: String, build: @escaping @Sendable ([String: Phrase]) -> LineChoice?) {
            self.pattern = Pattern(pattern)
            self.build = build
        }

        func read(_ phrase: Phrase) -> LineChoice? { pattern.match(phrase).flatMap(build) }
    }

    private static let forms: [Form] = [
        Form("\(all) blank|empty line|lines") { _ in .blank },
        Form("\(all) duplicate|duplicated|repeated|double|doubled|redundant line|lines") { _ in .repeated },
        Form("all? the? lines that|which are repeated|duplicated|duplicates|double|doubled") { _ in
            .repeated
        },
        Form("{which} line|row") { captures in
            captures["which"].flatMap(ordinal).map { .numbered(from: $0, to: $0) }
        },
        Form("line|row number|no? {number}") { captures in
            captures["number"].flatMap(number).map { .numbered(from: $0, to: $0) }
        },
        Form("lines|rows number|numbers|from? {first} to|through|until|and {last}") { captures in
            guard let first = captures["first"].flatMap(number), let last = captures["last"].flatMap(number),
                first <= last
            else { return nil }
            return .numbered(from: first, to: last)
        },
        Form("lines|rows {span}") { captures in
            let ends = captures["span"]?.text.split { "-–".contains($0) }.compactMap { Int($0) } ?? []
            return ends.count == 2 && ends[0] > 0 && ends[0] <= ends[1]
                ? .numbered(from: ends[0], to: ends[1]) : nil
        },
        Form("first|top|topmost {count} lines|rows") { captures in
            captures["count"].flatMap(number).map { .numbered(from: 1, to: $0) }
        },
        Form("last|final|bottom {count} lines|rows") { captures in
            captures["count"].flatMap(number).map { .numbered(from: -$0, to: -1) }
        },
        Form(
            "\(all) line|lines|row|rows that|which? start|starts|starting|begin|begins|beginning with the? word|letter|text? {text}"
        ) { $0["text"].map { .starting($0.text) } },
        Form(
            "\(all) line|lines|row|rows that|which? end|ends|ending with|in the? word|letter|text? {text}"
        ) { $0["text"].map { .ending($0.text) } },
        Form(
            "\(all) line|lines|row|rows that|which? \(holding) the? word|words|text|phrase? {text}"
        ) { $0["text"].map { .holding($0.bare.text) } },
        Form("\(all) line|lines|row <text>") { $0["text"].map { .holding($0.text) } },
        Form("<text> line|row") { $0["text"].map { .holding($0.text) } },
    ]

    /// The verbs that tell which lines are meant.
    static let being =
        "contain|contains|have|has|hold|holds|mention|mentions|include|includes|say|says|read|reads|start|starts|"
        + "begin|begins|end|ends"
    static let ways = Set(being.split(separator: "|").map(String.init))

    private static let all = "every|all|each|any? of? the?"
    private static let holding =
        "contain|contains|containing|with|have|has|having|hold|holds|holding|mention|mentions|mentioning|about|"
        + "include|includes|including|say|says|saying|read|reads|reading"

    private static func number(_ phrase: Phrase) -> Int? {
        Numbers.reading(phrase).flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    }

    private static func ordinal(_ phrase: Phrase) -> Int? {
        guard !phrase.words.contains(where: \.isQuoted) else { return nil }
        let words = phrase.words.map(\.folded)
        if let number = places[words.joined(separator: " ")] { return number }
        guard let word = words.last, words.count == 1 || words == ["very", word] else { return nil }
        return Numbers.ordinal(word)
    }

    private static let places = [
        "top": 1, "topmost": 1, "very top": 1, "bottom": -1, "very bottom": -1, "penultimate": -2,
        "second to last": -2, "second last": -2, "next to last": -2, "last but one": -2,
    ]
}

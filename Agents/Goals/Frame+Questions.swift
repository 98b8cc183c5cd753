/// What is asked about a text.
extension Frame {
    static let questions: [Frame] = [
        Frame(
            "count all? the? lines|rows that|which? \(LineChoice.being) {rest}",
            "how many lines|rows are there? that|which? \(LineChoice.being) {rest}",
            "how many lines|rows \(LineChoice.being) {rest}",
            "how many lines|rows of|in the? {file} \(LineChoice.being) {rest}",
            "tell me how many lines|rows \(LineChoice.being) {rest}"
        ) { captures in captures.linesThat().map { [.answer(.lines($0))] } },
        Frame(
            "how often does|do|is|are the? word|words|text|phrase|letter? {text} \(occurring) {rest}",
            "how often does|do|is|are the? word|words|text|phrase|letter? {text} \(occurring)",
            "how many times does|do|is|are the? word|words|text|phrase|letter? {text} \(occurring) {rest}",
            "how many times does|do|is|are the? word|words|text|phrase|letter? {text} \(occurring)",
            "tell me how often|many times? the? word|words|text|phrase|letter? {text} \(occurrence) {rest}",
            "tell me how often|many times? the? word|words|text|phrase|letter? {text} \(occurrence)",
            "count all? of? the? occurrences|appearances|instances|mentions of the? word|words|text|phrase|letter? {text} in {rest}",
            "count all? of? the? occurrences|appearances|instances|mentions of the? word|words|text|phrase|letter? {text}"
        ) { captures in [.answer(.occurrences(captures.text("text")))] },
        Frame(
            "count all? the? {unit} in|of {what}",
            "count all? the? {unit}",
            "how many {unit} are|is there? in {what}",
            "how many {unit} does|do {what} have|contain|hold",
            "how many {unit} {what} has|contains|holds",
            "tell me how many {unit} are|is there? in {what}",
            "tell me how many {unit} {what} has|contains|holds"
        ) { captures in
            let said = captures.text("unit").lowercased()
            let unit = said == "letters" ? .characters : TextQuestion.Unit(rawValue: said)
            return (unit ?? TextQuestion.Unit(rawValue: said + "s")).map { [.answer(.size($0))] }
        },
        Frame(
            "tell me? which|what lines|line|rows|row numbers|number? \(LineChoice.being) {rest}"
        ) { captures in captures.linesThat().map { [.answer(.places($0))] } },
        Frame(
            "tell|show|give me? what {what} is|says|reads|contains",
            "tell me? {what}",
            "what is|does {what} say|read|contain?",
            "what's {what}"
        ) { captures in
            captures.lines("what").flatMap { $0.isOne ? [.answer(.line($0))] : nil }
        },
    ]

    private static let occurring =
        "appear|appears|occur|occurs|used|mentioned|found|stand|stands|come|comes|there|written"
    private static let occurrence =
        "appears|occurs|is|are|appear|occur|stands|comes|gets"
}

extension Frame.Captures {
    /// The lines that the rest of the clause describes: "contain the word error".
    fileprivate func linesThat() -> LineChoice? {
        guard let index = clause.words.firstIndex(where: { LineChoice.ways.contains($0.folded) }) else {
            return nil
        }
        let end = clause.words.endIndex
        return LineChoice(reading: Phrase("lines that " + clause.slice(index..<end).written))
    }
}

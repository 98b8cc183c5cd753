/// Lines of a text that are put in order, done away with, moved or written anew.
extension Frame {
    static let lines: [Frame] = [
        Frame(
            "sort|alphabetize the? {what} from z to a",
            "sort|alphabetize the? {what}",
            "put|arrange the? {what} in|into alphabetical|alphabetic|reverse order",
            "put|arrange the? {what} in|into reverse alphabetical|alphabetic order"
        ) { captures in
            guard captures.names("what", anyOf: ["lines", "line"]) else { return nil }
            return [.rewrite(.sorted(isDescending: captures.isDescending))]
        },
        Frame(
            "sort|alphabetize {what} {how}",
            "alphabetize {what}",
            "put {what} in|into {how} order"
        ) { captures in
            // Of a file it is the lines that are sorted; of other things, who knows.
            guard let what = captures.phrases["what"], what.words.count <= 3,
                !PlaceNames.of(what.text).isEmpty || captures.names("what", anyOf: ["text", "document"]),
                captures.isDescending || captures.isAscending
            else { return nil }
            return [.rewrite(.sorted(isDescending: captures.isDescending))]
        },
        Frame(
            "put the? lines {rest} in|into the? opposite order",
            "put the? lines in|into the? opposite order"
        ) { _ in [.rewrite(.reversed)] },
        Frame(
            "put|write|add|insert line? numbers|number in|before|at front|the? of? start|beginning? of? all|each|every? the? lines|line",
            "put|write|add|insert line? numbers|number in|before|at front|the? of? start|beginning? of? all|each|every? the? lines|line of|in {text}"
        ) { _ in [.rewrite(.numbered)] },
        Frame("delete|remove|erase {what} from {text}", "delete|remove|erase {what}") { captures in
            captures.lines("what").map { [.rewrite(.without($0))] }
        },
        Frame("swap|exchange|switch|interchange {one} and|with {other}") { captures in
            guard let other = captures.lines("other"),
                let one = captures.lines("one")
                    ?? captures.phrases["one"].flatMap({ LineChoice(reading: Phrase($0.text + " line")) }),
                one.isOne, other.isOne
            else { return nil }
            return [.rewrite(.swapping(one, other))]
        },
        Frame("duplicate {what}") { captures in
            captures.lines("what").map { [.rewrite(.doubling($0))] }
        },
        Frame(
            "move|put|bring|copy {what} to|at|on|up|down to|at|on? the? very? {end:top|beginning|start|front|bottom|end} of {text}",
            "move|put|bring|copy {what} to|at|on|up|down to|at|on? the? very? {end:top|beginning|start|front|bottom|end}"
        ) { captures in
            let isTop = !["bottom", "end"].contains(captures.text("end").lowercased())
            return captures.lines("what").map {
                [.rewrite(.moving($0, toTop: isTop, isCopy: captures.verb == "copy"))]
            }
        },
        Frame(
            "replace|overwrite|substitute {what} with|by the? text|words|word|line? {text}",
            "change|rewrite|turn {what} to|into|so it? say|says|read|reads? the? text|words|word|line? {text}"
        ) { captures in
            captures.lines("what").map { [.rewrite(.replacing($0, with: captures.exact("text")))] }
        },
        Frame(
            "\(Rewording.writing) {text} before|in front of|at the start|beginning|front of every|all|each of? the? lines|line",
            "\(Rewording.writing) {text} before|in front of every|all|each of? the? lines|line",
            "\(Rewording.writing) {text} before every|all|each of? the? lines|line",
            "\(Rewording.writing) {text} to|at|on the start|beginning|front of every|all|each of? the? lines|line"
        ) { captures in
            captures.mark(isInFront: true).map { [.rewrite(.marking($0, isInFront: true))] }
        },
        Frame(
            "\(Rewording.writing) {text} after|behind every|all|each of? the? lines|line",
            "\(Rewording.writing) {text} to|at|on the? end of every|all|each of? the? lines|line"
        ) { captures in
            captures.mark(isInFront: false).map { [.rewrite(.marking($0, isInFront: false))] }
        },
        Frame(
            "\(Rewording.writing) the? a? new? line? {text} {side:above|before|below|under|underneath|after|behind} {what}"
        ) { captures in
            let isAbove = ["above", "before"].contains(captures.text("side").lowercased())
            return captures.lines("what").flatMap { line in
                line.isOne
                    ? [.rewrite(.inserting(captures.exact("text"), beside: line, isAbove: isAbove))] : nil
            }
        },
    ]
}

extension Frame.Captures {
    /// Whether an order is said to begin with the last.
    fileprivate var isDescending: Bool {
        clause.text.lowercased().hasSuffix("z to a")
            || said(anyOf: ["reverse", "reversed", "descending", "backwards", "down"])
    }

    /// Whether an order is said to be that of the alphabet.
    fileprivate var isAscending: Bool {
        clause.text.lowercased().hasSuffix("a to z")
            || said(anyOf: ["alphabetically", "alphabetical", "alphabetic", "alphabetize", "ascending"])
    }

    /// The lines that a capture names.
    func lines(_ name: String) -> LineChoice? { phrases[name].flatMap(LineChoice.init(reading:)) }

    /// The text that every line is to have: a mark by its name, with a space where a list has one.
    fileprivate func mark(isInFront: Bool) -> String? {
        guard let text = phrases["text"] else { return nil }
        if isQuoted("text") { return text.text }
        let mark = Marks.of(text.bare.text) ?? (text.bare.text.lowercased() == "bullet" ? "•" : nil)
        guard let mark else { return text.words.count == 1 ? text.text : nil }
        return isInFront && Self.bullets.contains(mark) ? mark + " " : mark
    }

    private static let bullets: Set<String> = ["-", "*", "•"]
}

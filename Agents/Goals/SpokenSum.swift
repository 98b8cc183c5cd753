/// Sums as people ask for them: by verbs, by the names of results, and in questions.
enum SpokenSum {
    /// Returns the sum; `nil` where a phrase is none, or more than one.
    static func reading(_ phrase: Phrase) -> Expression? {
        if let sum = Expression(reading: phrase) { return sum }
        for ask in askings {
            if let sum = ask.match(phrase)?["sum"], let read = reading(sum) { return read }
        }
        for form in forms {
            for pattern in form.patterns {
                if let found = pattern.match(phrase), let sum = form.build(found) { return sum }
            }
        }
        return nil
    }

    /// Goes on with a sum: "add 3 to it", "then divide the result by 2".
    static func going(on sum: Expression, by phrase: Phrase) -> Expression? {
        let rest = trailingResult.match(phrase)?["rest"] ?? phrase
        for (pattern, symbol) in steps {
            guard let found = pattern.match(rest), let number = found["n"].flatMap(term) else { continue }
            return Expression(tokens: bracketed(sum.tokens) + [symbol] + number)
        }
        for (pattern, symbol, number) in shortSteps where pattern.match(phrase) != nil {
            return Expression(tokens: bracketed(sum.tokens) + [symbol, number])
        }
        return nil
    }

    /// The number that a chain of sums starts with: "take 100".
    static func start(_ phrase: Phrase) -> Expression? {
        guard let number = beginning.match(phrase)?["n"].flatMap(Numbers.reading) else { return nil }
        return Expression(tokens: [number])
    }

    /// Whether a phrase names a result that a sum of ours cannot give: a root, a remainder.
    static func isBeyond(_ phrase: Phrase) -> Bool {
        phrase.words.contains {
            !$0.isQuoted && ["root", "remainder", "modulo", "logarithm", "factorial"].contains($0.folded)
        }
            && phrase.words.contains { Double($0.text) != nil }
    }

    // MARK: Forms

    private struct Form: Sendable {
        let patterns: [Pattern]
        let build: @Sendable ([String: Phrase]) -> Expression?

        init(_ patterns: String..., build: @escaping @Sendable ([String: Phrase]) -> Expression?) {
            self.patterns = patterns.map(Pattern.init)
            self.build = build
        }

        /// Two numbers and what is done with them, by the name each has in the patterns.
        init(_ patterns: String..., symbol: String) {
            self.patterns = patterns.map(Pattern.init)
            self.build = { SpokenSum.join([$0["a"], $0["b"]], by: symbol) }
        }

        /// One number and what is done with it.
        init(_ patterns: String..., then tokens: [String]) {
            self.patterns = patterns.map(Pattern.init)
            self.build = { $0["a"].flatMap(SpokenSum.term).map { Expression(tokens: $0 + tokens) } }
        }

        /// A list of numbers, cut at the words that join them.
        init(_ patterns: String..., symbol: String, cuts: Set<String>) {
            self.patterns = patterns.map(Pattern.init)
            self.build = { SpokenSum.join($0["terms"]?.cut(at: cuts) ?? [], by: symbol) }
        }
    }

    private static let forms: [Form] = [
        Form(
            "take|knock|deduct|subtract {p} percent|% off|from {a}",
            "take|knock|deduct|subtract {p} off|from {a}"
        ) {
            percentage($0["p"], of: $0["a"], by: "-")
        },
        Form(
            "add|calculate|compute {p} tax|vat|tip|interest|markup to|on|for {a}",
            "add a|an {p} tax|vat|tip to|on {a}"
        ) {
            percentage($0["p"], of: $0["a"], by: "+")
        },
        Form("add {p} percent|% to {a}", "add {p} to {a}", "increase {a} by {p}") {
            percentage($0["p"], of: $0["a"], by: "+")
        },
        Form("decrease|reduce {a} by {p}") { percentage($0["p"], of: $0["a"], by: "-") },
        Form(
            "what do|does|would {terms} add|sum up? to",
            "how? what|much is|are|do {terms} make? together|altogether",
            "how much is|are {terms}",
            "how much {terms} is|are|make|makes",
            symbol: "+",
            cuts: ["and", "plus"]
        ),
        Form(
            "the? sum|total of {terms}",
            "add|sum|total up? {terms}",
            "sum|total|count|tot up {terms}",
            symbol: "+",
            cuts: ["and", "plus", "to"]
        ),
        Form(
            "the? product of {terms}",
            "multiply {terms}",
            symbol: "*",
            cuts: ["and", "times", "by", "with"]
        ),
        Form(
            "the? difference between|of {a} and {b}",
            "subtract|take|deduct|remove {b} from|off {a}",
            "subtract|take|deduct away? {b} away? from {a}",
            "{b} less|fewer than {a}",
            "{b} subtracted|taken away? from {a}",
            "decrease|reduce|lower {a} by {b}",
            symbol: "-"
        ),
        Form("{a} more than {b}", "{a} added to {b}", "increase|raise {a} by {b}", symbol: "+"),
        Form(
            "the? quotient of|when {a} and|divided by? {b}",
            "the? quotient when {a} is divided by {b}",
            "the? ratio of {a} to {b}",
            "divide {a} by {b}",
            "split {a} into {b}",
            "how many times does|do {b} go|goes|fit|fits into|in {a}",
            symbol: "/"
        ),
        Form(
            "raise|take {a} to the? power of? {b}",
            "raise {a} to {b}",
            "{a} raised to the? power of? {b}",
            "{a} raised to {b}",
            symbol: "^"
        ),
        Form(
            "raise|take? {a} to the {n} power?",
            "raise|take? {a} raised? to the {n} power?",
            "{a} to the {n} power?"
        ) { found in
            guard let word = found["n"]?.words.first?.folded, found["n"]?.words.count == 1,
                let power = Numbers.ordinal(word) ?? Int(word), power > 1, let base = found["a"].flatMap(term)
            else { return nil }
            return Expression(tokens: base + ["^", String(power)])
        },
        Form("square {a}", "the? square of {a}", then: ["^", "2"]),
        Form("cube {a}", "the? cube of {a}", then: ["^", "3"]),
        Form("double|twice {a}", "the? double of {a}", then: ["*", "2"]),
        Form("triple|thrice {a}", then: ["*", "3"]),
        Form("halve {a}", "a|one? half of? {a}", then: ["/", "2"]),
        Form("a|one third of {a}", then: ["/", "3"]),
        Form("a|one quarter|fourth of {a}", then: ["/", "4"]),
        Form("a|one fifth of {a}", then: ["/", "5"]),
        Form("a|one tenth of {a}", then: ["/", "10"]),
        Form("the? average|mean of {terms}", "average {terms}") { found in
            let terms = found["terms"]?.cut(at: ["and"]) ?? []
            guard let sum = join(terms, by: "+") else { return nil }
            return Expression(tokens: bracketed(sum.tokens) + ["/", String(terms.count)])
        },
    ]

    /// How a sum is asked for, around the sum.
    private static let askings = [
        "how? what|much is|are|does|do|would|will {sum} equal|make|give|come|amount|add|be|get up? to?",
        "how? what|much is|are|does|do|would {sum}", "how? what|much {sum} is|are|equals|makes|gives",
        "what's {sum}",
        "what do|does|would|will|can i|you|we|one get|have|obtain when|if i|you|we|one? {sum}",
        "if i|you|we {sum} what do|does|would|will i|you|we get|have|obtain",
        "calculate|compute|evaluate|solve|determine|find|get|do|tell|give|show|work|figure me|us|out? {sum}",
        "tell|give|show me|us out? {sum}", "work|figure|find out {sum}", "use the? calculator for|to {sum}",
        "the? result|answer|value|solution|outcome of|to|for {sum}",
    ].map(Pattern.init)

    // MARK: Parts

    private static let trailingResult = Pattern("{rest} to|from|with it|that|this")
    private static let beginning = Pattern("take|start|begin with? the? number? {n}")
    private static let steps: [(Pattern, String)] = [
        (Pattern("add|plus {n} to? the? result|answer|sum|total"), "+"), (Pattern("add|plus {n}"), "+"),
        (Pattern("subtract|deduct|minus|take away? {n} from the? result|answer|sum|total"), "-"),
        (Pattern("subtract|deduct|minus|take away? {n}"), "-"),
        (Pattern("multiply the? it|that|this|result|answer|sum|total|everything? by|with {n}"), "*"),
        (Pattern("times {n}"), "*"),
        (Pattern("divide the? it|that|this|result|answer|sum|total|everything? by {n}"), "/"),
    ]
    private static let shortSteps: [(Pattern, String, String)] = [
        (Pattern("double the? it|that|this|result|answer|sum|total"), "*", "2"),
        (Pattern("halve the? it|that|this|result|answer|sum|total"), "/", "2"),
        (Pattern("square the? it|that|this|result|answer|sum|total"), "^", "2"),
    ]

    private static func bracketed(_ tokens: [String]) -> [String] {
        tokens.count > 1 ? ["("] + tokens + [")"] : tokens
    }

    /// A number, or a sum in brackets.
    private static func term(_ phrase: Phrase) -> [String]? {
        if let number = Numbers.reading(phrase) { return [number] }
        return reading(phrase).map { bracketed($0.tokens) }
    }

    private static func join(_ parts: [Phrase?], by symbol: String) -> Expression? {
        let terms = parts.compactMap { $0.flatMap(term) }
        guard terms.count == parts.count, terms.count > 1 else { return nil }
        return Expression(tokens: Array(terms.joined(separator: [symbol])))
    }

    /// "Add 10% to 50": a part of the number itself.
    private static func percentage(_ part: Phrase?, of whole: Phrase?, by symbol: String) -> Expression? {
        guard let part, let whole = whole.flatMap(term) else { return nil }
        var text = part.text
        if text.hasSuffix("%") {
            text.removeLast()
        } else if part.words.last?.folded == "percent" {
            text = part.dropLast().text
        } else {
            return nil
        }
        guard let number = Numbers.reading(Phrase(text)) else { return nil }
        return Expression(tokens: whole + [symbol, number, "/", "100", "*"] + whole)
    }
}

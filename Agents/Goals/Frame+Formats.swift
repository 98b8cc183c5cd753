import Core

/// How parts of a text look, by the keys that word processors agree on.
extension Frame {
    static let formats: [Frame] = [
        Frame(
            "make|turn|change|convert|put|set|write|transform|switch|rewrite {whole} to|into|in|as? all? {letters:\(Letters.names)} case|letters?",
            "make|turn|change|convert|put|set|write|transform|switch|rewrite {whole} to|into|in|as? all? {letters:capital|small} letters"
        ) { captures in
            guard captures.phrases["whole"]?.isAllText() ?? false else { return nil }
            return Letters(called: captures.text("letters").lowercased()).map { [.rewrite(.letters($0))] }
        },
        Frame(
            "capitalize|capitalise|give|start every|each|all word|words with|in? a? capital? letter?",
            "capitalize|capitalise the? first|initial letter of every|each word",
            "capitalize|capitalise the? first|initial letters of all? the? words"
        ) { _ in [.rewrite(.letters(.title))] },
        Frame("{letters:capitalize|capitalise|uppercase|lowercase} {whole}") { captures in
            guard captures.phrases["whole"]?.isAllText() ?? false else { return nil }
            return [.rewrite(.letters(captures.verb == "lowercase" ? .lower : .upper))]
        },
        Frame(
            "make|set|turn|format {part} in|to|into|as? bold|italic|italics|underlined|underline",
            "put|set|write {part} in|into bold|italic|italics",
            "bold|italicize|italicise|underline|embolden {part}"
        ) { captures in
            let keys: [(String, Set<String>)] = [
                ("b", ["bold", "embolden"]), ("i", ["italic", "italics", "italicize", "italicise"]),
                ("u", ["underlined", "underline"]),
            ]
            return keys.first { captures.said(anyOf: $0.1) }.flatMap { captures.formatting(by: $0.0) }
        },
        Frame("type|write|enter|insert|add {text} in {looks:bold|italic|italics} letters|type|font|text?") {
            captures in
            // Switched on for what is typed, and off behind it.
            guard captures.isQuoted("text") || captures.phrases["text"]?.words.count == 1 else { return nil }
            let look = Intent.key(
                KeyCombination(captures.text("looks") == "bold" ? "b" : "i", modifiers: [.control])
            )
            return [look, .type(captures.exact("text"), into: nil, line: false), look]
        },
        Frame("type|write|add|insert|put {text} as a|the? {looks} heading|title|headline") { captures in
            let keys: [(String, Set<String>)] = [
                ("b", ["bold"]), ("i", ["italic"]), ("u", ["underlined"]),
                ("e", ["centered", "centred", "center", "middle"]), ("r", ["right", "right-aligned"]),
            ]
            let looks = keys.filter { captures.names("looks", anyOf: $0.1) }.map(\.0)
            guard !looks.isEmpty else { return nil }
            let line = [KeyCombination("Home", modifiers: [.shift])]
            let pressed =
                line + looks.map { KeyCombination($0, modifiers: [.control]) } + [KeyCombination("End")]
            return [.type(captures.exact("text"), into: nil, line: false)] + pressed.map(Intent.key)
        },
        Frame("center|centre {part}", "align|justify {part} to|in|at|on the? left|right|center|centre|middle")
        {
            captures in
            let keys: [(String, Set<String>)] = [
                ("l", ["left"]), ("r", ["right"]), ("e", ["center", "centre", "middle"]),
            ]
            return keys.first { captures.said(anyOf: $0.1) }.flatMap { captures.formatting(by: $0.0) }
        },
    ]
}

extension Frame.Captures {
    /// The part that is meant is selected and the key pressed; `nil` for parts that no keys select.
    fileprivate func formatting(by key: String) -> [Intent]? {
        guard let part = phrases["part"] else { return nil }
        let pressed = KeyCombination(key, modifiers: [.control])
        if ["it", "this", "that"].contains(part.text.lowercased()) {
            // It is what was written last, and what is written next is not to look the same.
            let isOfLetters = ["b", "i", "u"].contains(key)
            let line = [KeyCombination("Home", modifiers: [.shift]), pressed, KeyCombination("End")]
            return (line + (isOfLetters ? [pressed] : [])).map(Intent.key)
        }
        return Self.selecting(part).map { ($0 + [pressed]).map(Intent.key) }
    }

    private static func selecting(_ part: Phrase) -> [KeyCombination]? {
        // "The first line of notes.txt" is that of the text that is open.
        let words = Set((part.cut(at: ["of", "in"]).first ?? part).words.map(\.folded))
        guard !part.words.contains(where: \.isQuoted) else { return nil }
        func isAbout(_ names: Set<String>) -> Bool { !words.isDisjoint(with: names) }
        if isAbout(["line", "paragraph", "title", "heading", "headline"]) {
            if isAbout(["last"]) {
                return [
                    KeyCombination("End", modifiers: [.control]),
                    KeyCombination("Home", modifiers: [.shift]),
                ]
            }
            guard isAbout(["first", "title", "heading", "headline", "top"]) else { return nil }
            return [
                KeyCombination("Home", modifiers: [.control]), KeyCombination("End", modifiers: [.shift]),
            ]
        }
        guard isAbout(["everything", "text", "document", "all"]), words.isSubset(of: whole) else {
            return nil
        }
        return [KeyCombination("a", modifiers: [.control])]
    }

    private static let whole: Set<String> = [
        "the", "all", "whole", "entire", "everything", "text", "document",
    ]
}

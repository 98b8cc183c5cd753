import Core

/// Texts that a goal gives in its own words: "a note that says buy milk, and soon".
enum Speech {
    /// Returns what is to be written and the words that it is to hold; `nil` where no text is given so.
    static func of(_ clause: Phrase) -> (what: Phrase, text: Phrase)? {
        for pattern in patterns {
            guard let found = pattern.match(clause), let what = found["what"], let text = found["text"],
                !what.words.contains(where: \.isQuoted)
            else { continue }
            return (what, text)
        }
        return nil
    }

    /// The way to write it: as a line where a line is to be written, and where the goal has it.
    static func intents(_ clause: Phrase) -> [Intent]? {
        guard let (what, text) = of(clause) else { return nil }
        let words = Set(what.words.map(\.folded))
        let isLine = !words.isDisjoint(with: ["line", "row"])
        let typed = Intent.type(said(text), into: nil, line: isLine)
        if !words.isDisjoint(with: ["top", "beginning", "start"]) {
            return [
                .key(KeyCombination("Home", modifiers: [.control])),
                .type(said(text), into: nil, line: false), .key(KeyCombination("Return")),
            ]
        }
        let isEnd = !words.isDisjoint(with: ["end", "bottom"])
        return isEnd ? [.key(KeyCombination("End", modifiers: [.control])), typed] : [typed]
    }

    /// What is said as such: "saying that the bill is paid" tells of the sentence "The bill is paid".
    private static func said(_ text: Phrase) -> String {
        guard text.words.count > 2, let first = text.words.first, !first.isQuoted, first.folded == "that",
            first.after == .none
        else { return text.text }
        let sentence = text.dropFirst().text
        return sentence.prefix(1).uppercased() + sentence.dropFirst() + (sentence.hasSuffix(".") ? "" : ".")
    }

    /// Whether a stretch of a goal has begun to give a text: neither a comma nor a sentence without a verb of ours ends it.
    static func isGiven(in stretch: Phrase) -> Bool { of(stretch) != nil }

    private static let patterns = [
        "type|write|enter|insert|add|append|put|create|make|compose|draft {what} that|which says|reads|say|read {text}",
        "type|write|enter|insert|add|append|put|create|make|compose|draft {what} saying|reading|stating {text}",
        "create|make|compose|draft|write {what} with the words|text|sentence|content|contents {text}",
    ].map(Pattern.init)
}

/// The same goal in other words, by a lexicon: other verbs and nouns, manners, other ways to join what is to be done.
///
/// A model that has read three wordings of a goal learns those three. What it is told literally (names, texts, numbers)
/// stays as it is. The lexicon is of plain English and knows no task.
package enum Rephrasing {
    /// Returns up to `count` other wordings of a goal, different from it and from each other.
    ///
    /// - Parameters:
    ///   - literals: Texts that a wording must go on to hold where the goal holds them.
    ///   - turn: Chooses among what is possible.
    package static func of(_ goal: String, keeping literals: [String], count: Int, turn: Int) -> [String] {
        let held = literals.filter { !$0.isEmpty && goal.contains($0) }
        var random = Draw(
            state: UInt64(truncatingIfNeeded: turn) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(goal.utf8.count)
        )
        var found: [String] = []
        for _ in 0..<(4 * count) where found.count < count {
            let other = rephrase(goal, &random)
            guard other != goal, !found.contains(other), held.allSatisfy(other.contains) else { continue }
            found.append(other)
        }
        return found
    }

    private static func rephrase(_ goal: String, _ random: inout Draw) -> String {
        var text = exchange(nouns, in: goal, anywhere: true, &random)
        text = exchange(verbs, in: text, anywhere: false, &random)
        text = rejoin(text, &random)
        return address(text, &random)
    }

    /// Replaces phrases by others of their group, each with a chance of two in three.
    ///
    /// - Parameter anywhere: Whether a phrase may stand inside a clause or only where one begins.
    private static func exchange(_ groups: [Synonyms], in text: String, anywhere: Bool, _ random: inout Draw)
        -> String
    {
        var text = text
        for group in groups where random.below(3) > 0 {
            for phrase in group.sure {
                guard let range = place(of: phrase, in: text, anywhere: anywhere) else { continue }
                let all = group.sure + group.loose
                var other = all[random.below(all.count)]
                if text[range].first?.isUppercase ?? false { other = capitalized(other) }
                text.replaceSubrange(range, with: other)
                break
            }
        }
        return text
    }

    /// Where a phrase stands as whole words, outside of quotes.
    private static func place(of phrase: String, in text: String, anywhere: Bool) -> Range<String.Index>? {
        var from = text.startIndex
        while let range = text[from...].firstRange(of: phrase)
            ?? text[from...].firstRange(of: capitalized(phrase))
        {
            let before = text[..<range.lowerBound]
            let isWhole =
                !(before.last?.isWord ?? false)
                && !(text[range.upperBound...].first.map { $0.isWord || $0 == "\"" } ?? false)
            let isQuoted = !before.count { $0 == "\"" }.isMultiple(of: 2)
            if isWhole, !isQuoted, anywhere || before.isEmpty || joints.contains(where: before.hasSuffix) {
                return range
            }
            from = range.upperBound
        }
        return nil
    }

    /// Joins two things to do in another way.
    private static func rejoin(_ text: String, _ random: inout Draw) -> String {
        guard random.below(2) == 0 else { return text }
        for joint in [", then ", " and then ", ", and ", "; "] {
            guard let range = text.firstRange(of: joint),
                text[..<range.lowerBound].count(where: { $0 == "\"" }).isMultiple(of: 2)
            else { continue }
            let others = [", then ", " and then ", ", and ", "; then ", ". Then ", ", after that "]
            return text[..<range.lowerBound] + others[random.below(others.count)] + text[range.upperBound...]
        }
        return text
    }

    /// Says it as one asks somebody.
    private static func address(_ text: String, _ random: inout Draw) -> String {
        guard let first = text.first, first.isUppercase, random.below(3) == 0,
            verbs.contains(where: { $0.sure.contains { text.hasPrefix(capitalized($0) + " ") } })
        else { return text }
        let plain = first.lowercased() + text.dropFirst()
        return manners[random.below(manners.count)].replacing("…", with: plain)
    }

    private static func capitalized(_ text: String) -> String {
        (text.first?.uppercased() ?? "") + text.dropFirst()
    }

    /// What comes before a verb that is to be done.
    private static let joints = [", ", ", then ", " then ", " and ", "; ", ". ", "Please ", ": "]

    private static let manners = [
        "Please …", "Can you …?", "Could you … please", "I want you to …", "I would like you to …",
        "You should …",
        "Your task is to …", "We have to …", "Now …", "…, please", "… for me", "I need you to …",
    ]

    /// Words that stand for each other.
    private struct Synonyms {
        /// Words that always mean this.
        let sure: [String]
        /// Words that mean it and other things too: they may take the place of those, never the other way.
        let loose: [String]

        init(_ sure: String..., or loose: [String] = []) {
            self.sure = sure
            self.loose = loose
        }
    }

    private static let verbs = [
        Synonyms("write", "type", "enter", or: ["put in", "key in"]),
        Synonyms("save", "store"),
        Synonyms("press", "click", "push", or: ["hit", "click on", "use"]),
        Synonyms("open", or: ["bring up", "go into", "show me"]),
        Synonyms("choose", "select", "pick", or: ["go for", "take"]),
        Synonyms("turn on", "switch on", "enable", "activate"),
        Synonyms("turn off", "switch off", "disable", "deactivate"),
        Synonyms("delete", "remove", "erase", or: ["get rid of", "take away"]),
        Synonyms("add", "append", or: ["attach"]),
        Synonyms("make a", "create a", or: ["set up a"]),
        Synonyms("search for", "look for", or: ["find", "locate"]),
        Synonyms("go to", "move to", "jump to"),
        Synonyms("work out", "calculate", "compute", "figure out", or: ["find", "find out"]),
        Synonyms("accept", or: ["approve"]),
        Synonyms("confirm", or: ["say OK", "press OK"]),
        Synonyms("tick", "check", or: ["mark", "put a tick at"]),
        Synonyms("untick", "uncheck", or: ["clear", "take the tick from"]),
        Synonyms("change", or: ["switch", "alter", "modify"]),
        Synonyms("set the", or: ["adjust the", "put the"]),
        Synonyms("replace", or: ["exchange", "swap"]),
        Synonyms("insert", or: ["put", "place"]),
        Synonyms("fill in", "fill out", or: ["complete"]),
        Synonyms("close", or: ["shut", "leave"]),
        Synonyms("show", "display", or: ["let me see"]),
        Synonyms("hide", or: ["put away"]),
        Synonyms("rename", or: ["give another name to"]),
        Synonyms("convert", or: ["turn", "transform"]),
    ]

    private static let nouns = [
        Synonyms("document", "file", or: ["text"]),
        Synonyms("the whole text", "all of the text", "the entire text", "all the text", or: ["everything"]),
        Synonyms("folder", "directory"),
        Synonyms("the beginning", "the start", or: ["the top"]),
        Synonyms("the end", or: ["the bottom"]),
        Synonyms("under the name", "with the name", or: ["called", "named"]),
        Synonyms("upper case", "uppercase", "capital letters", or: ["capitals"]),
        Synonyms("lower case", "lowercase", "small letters"),
        Synonyms("button", or: ["key"]),
        Synonyms("the dialog", or: ["the window"]),
        Synonyms("afterwards", "after that", or: ["at the end"]),
        Synonyms("instead of", "in place of"),
        Synonyms("with the mouse", "by clicking"),
        Synonyms("with the keyboard", "by keyboard", "with the keys"),
    ]
}

extension Character {
    fileprivate var isWord: Bool { isLetter || isNumber || self == "_" || self == "-" }
}

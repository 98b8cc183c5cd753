/// Splits a goal into the things to do, in order, before any of them is looked for on the screen.
///
/// Clauses are cut at the ends of sentences, at list items, and at commas, "and" or "then" where a
/// verb follows. Quoted texts and the text behind "run the command:" are never cut.
package enum GoalSplitter {
    /// Reads a goal.
    ///
    /// - Parameter applications: What applications are called, normalized; "in one of them" says where.
    package static func split(_ goal: String, applications: Set<String> = []) -> [Subgoal] {
        var subgoals: [Subgoal] = []
        var tool: String?
        for whole in clauses(of: Phrase(goal)) {
            let clause = trimmed(whole)
            guard !clause.isEmpty else { continue }
            if let place = self.tool(clause, applications) {
                tool = place
            } else if let last = subgoals.last, let sum = goingOn(with: last, by: clause) {
                subgoals[subgoals.count - 1].intent = sum
            } else {
                subgoals += read(clause, applications, asked: clause.isCommand ? clause : whole)
            }
        }
        // What is only to be used says where the rest is done; alone, it is all there is to do.
        subgoals = joined(withCells(subgoals))
        guard let tool else { return subgoals }
        if subgoals.isEmpty { return withCells(read(Phrase(goal), applications)) }
        for index in subgoals.indices {
            let place = subgoals[index].scope.map { Phrase($0) }
            if place.map({ isApplication($0, applications) || Scope.isPlace($0) }) ?? false { continue }
            subgoals[index].scope = tool
        }
        return subgoals
    }

    /// Cuts a goal into clauses.
    static func clauses(of goal: Phrase) -> [Phrase] {
        var found: [Phrase] = []
        var start = goal.words.startIndex
        var index = start
        var verbatimUntil: Int?
        func close(at end: Int) {
            if start < end { found.append(goal.slice(start..<end)) }
            start = end
        }
        while index < goal.words.endIndex {
            if verbatimUntil == nil, let end = verbatimEnd(goal, clause: start, at: index) {
                verbatimUntil = end
            }
            if let end = verbatimUntil, index < end {
                index += 1
                continue
            }
            verbatimUntil = nil
            if index > start, !isPlace(goal.slice(start..<index)),
                let next = boundary(goal, from: start, at: index)
            {
                close(at: index)
                start = next
                index = max(next, index + 1)
                continue
            }
            index += 1
        }
        close(at: goal.words.endIndex)
        return found
    }

    /// "Multiply 4 by 5, then add 6": one sum that is told in steps.
    private static func goingOn(with last: Subgoal, by clause: Phrase) -> Intent? {
        switch last.intent {
        case .calculate(let sum): SpokenSum.going(on: sum, by: clause).map { .calculate($0) }
        default:
            SpokenSum.start(Phrase(last.text)).flatMap { SpokenSum.going(on: $0, by: clause) }.map {
                .calculate($0)
            }
        }
    }

    /// "Find cat and replace it with dog": one replacement; "copy the text in A and paste it into B": one text that is carried.
    private static func joined(_ subgoals: [Subgoal]) -> [Subgoal] {
        subgoals.reduce(into: []) { found, subgoal in
            // "Do a find and replace of …" says how it is done.
            if case .replace = subgoal.intent, let last = found.last, search.match(Phrase(last.text)) != nil {
                found.removeLast()
            }
            if case .cell(let cell, let value?) = subgoal.intent, result.match(Phrase(value)) != nil,
                let last = found.last,
                case .perform(let text) = last.intent, CellFormula.text(text, after: []) != text
            {
                found[found.count - 1].intent = .cell(cell, value: CellFormula.text(text, after: []))
                return
            }
            if let source = found.last.flatMap({ copied.match(Phrase($0.text))?["source"] }),
                let target = pasted.match(Phrase(subgoal.text))?["target"], PlaceNames.of(source.text).isEmpty
            {
                found[found.count - 1].intent = .carry(from: source.text, to: target.text)
                return
            }
            // "Make a folder called a and go into it": the folder that was made.
            if case .create(_, let name)? = found.last?.intent, entered.match(Phrase(subgoal.text)) != nil {
                var subgoal = subgoal
                subgoal.intent = .visit(name)
                return found.append(subgoal)
            }
            guard case .find(let old)? = found.last?.intent, let new = replacement(subgoal.intent) else {
                return found.append(subgoal)
            }
            let sought = Pattern("every|each|all? {text}").match(Phrase(old))?["text"]
            found[found.count - 1].intent = .replace(sought?.text ?? old, with: new)
        }
    }

    /// What is to stand where something was found: "replace it with dog", "change it to dog".
    private static func replacement(_ intent: Intent) -> String? {
        switch intent {
        case .overwrite(let new): new
        case .set(let field, let new): ["it", "them"].contains(field.lowercased()) ? new : nil
        default: nil
        }
    }

    private static let copied = Pattern(
        "copy the? text|content|contents|value|words? in|of|from the? {source}"
    )
    private static let pasted = Pattern(
        "paste|put|insert it|that|this|the text|value? in|into|to the? {target}"
    )
    private static let entered = Pattern("go|change|move|switch|navigate|cd|step in|into|to|inside it|there")
    private static let search = Pattern("do|perform|run? a? find|search")
    private static let result = Pattern("the? result|it|that|product|answer")

    /// Returns where the next clause starts if one ends before `index`.
    private static func boundary(_ goal: Phrase, from start: Int, at index: Int) -> Int? {
        let words = goal.words
        let before = words[index - 1].after
        var next = index
        while next < words.endIndex, !words[next].isQuoted,
            Phrase.joiners.contains(words[next].folded)
                || (next > index && fillers.contains(words[next].folded))
        {
            next += 1
        }
        let isSpeech = Speech.isGiven(in: goal.slice(start..<index))
        if before == .stop { return isSpeech && !startsClause(words[next...]) ? nil : next }
        guard before == .comma || before == .colon || next > index, next < words.endIndex else { return nil }
        if next == index, isSpeech, !isProviso(words[next...]) { return nil }
        return startsClause(words[next...]) ? next : nil
    }

    /// Whether words say what is not to become of what is written: "don't save it".
    private static func isProviso(_ words: ArraySlice<Word>) -> Bool {
        var rest = words.prefix(3)
        if rest.first?.folded == "but" { rest.removeFirst() }
        if rest.first?.folded == "don't" {
            rest.removeFirst()
        } else if rest.prefix(2).map(\.folded) == ["do", "not"] {
            rest = words.dropFirst(2).prefix(1)
        } else if rest.first?.folded == "without" {
            rest.removeFirst()
        } else {
            return false
        }
        return ["save", "saving", "close", "closing", "print", "send"].contains(rest.first?.folded)
    }

    /// Whether a stretch only says where what follows is to be done: "In the editor, …".
    private static func isPlace(_ stretch: Phrase) -> Bool {
        guard let first = stretch.words.first, prepositions.contains(first.folded) || isField(stretch),
            stretch.words.last?.after == .comma
        else { return false }
        return !stretch.words.contains { Frame.verbs.contains($0.folded) }
    }

    /// "For the name, …": the field that what follows is about.
    private static func isField(_ stretch: Phrase) -> Bool {
        guard ["for", "as"].contains(stretch.words.first?.folded), stretch.words.count <= 4 else {
            return false
        }
        return !["each", "every", "all", "any", "soon", "long", "this", "that"].contains(
            stretch.dropFirst().words.first?.folded
        )
    }

    static let prepositions: Set<String> = [
        "in", "on", "with", "using", "from", "within", "inside", "at", "into",
    ]

    private static func startsClause(_ words: ArraySlice<Word>) -> Bool {
        var rest = words
        while let word = rest.first, rest.count > 1, !word.isQuoted, fillers.contains(word.folded) {
            rest.removeFirst()
        }
        guard let word = rest.first, !word.isQuoted, Frame.verbs.contains(word.folded) else { return false }
        // A verb that is talked about is a name: "the state is open, close is Friday".
        if let second = rest.dropFirst().first, !second.isQuoted, copulas.contains(second.folded) {
            return false
        }
        return true
    }

    /// Returns the end of a text that must be taken as it is, if one begins at `index`.
    private static func verbatimEnd(_ goal: Phrase, clause start: Int, at index: Int) -> Int? {
        guard index > start, goal.words[index - 1].after == .colon, !goal.words[index].isQuoted else {
            return nil
        }
        let announced = goal.words[index - 1].folded
        let opener = goal.words[start..<index].first {
            !fillers.contains($0.folded) && !Phrase.joiners.contains($0.folded)
        }
        guard announcers.contains(announced), let opener, Frame.verbs.contains(opener.folded) else {
            return nil
        }
        var end = index
        while end < goal.words.endIndex {
            end += 1
            guard end < goal.words.endIndex, goal.words[end - 1].after != .none else { continue }
            // A line ends the text; a comma or full stop only when the speaker goes on with "then".
            let gap = goal.source[goal.words[end - 1].range.upperBound..<goal.words[end].range.lowerBound]
            if gap.contains(where: \.isNewline) { return end }
            let following = goal.words[end...].prefix(2).map(\.folded)
            if following.first.map(continuers.contains) == true
                || (following.first == "and" && following.last.map(continuers.contains) == true)
            {
                return end
            }
        }
        return end
    }

    private static func trimmed(_ clause: Phrase) -> Phrase {
        var clause = clause
        while let word = clause.words.first, !word.isQuoted, clause.words.count > 1,
            fillers.contains(word.folded) || Phrase.joiners.contains(word.folded)
        {
            // "Next" and "first" may be part of a name: "first name Alan".
            if ambiguous.contains(word.folded), !startsClause(clause.words.dropFirst()) { break }
            clause = clause.dropFirst()
        }
        let isEmpty = clause.words.allSatisfy {
            Phrase.joiners.contains($0.folded) || thanks.contains($0.folded)
        }
        return isEmpty ? clause.slice(clause.words.startIndex..<clause.words.startIndex) : clause
    }

    private static let fillers: Set<String> = [
        "please", "now", "just", "kindly", "can", "could", "would", "you", "i", "want", "to", "first",
        "firstly",
        "second", "secondly", "after", "that", "this", "again", "let's", "you'll", "we", "need",
    ]
    private static let thanks: Set<String> = ["please", "thanks", "thank", "you"]
    private static let ambiguous: Set<String> = [
        "first", "second", "next", "that", "this", "to", "again", "finally",
    ]
    private static let copulas: Set<String> = ["is", "are", "was", "should", "must"]
    private static let announcers: Set<String> = [
        "command", "commands", "following", "text", "line", "words", "sentence", "message", "terminal",
        "shell",
        "this",
    ]
    private static let continuers: Set<String> = ["then", "afterwards", "finally", "next"]
}

/// The reading of one clause.
extension GoalSplitter {
    /// What a clause asks for, in the words of a plain command where it is said in others (``Rewording``).
    ///
    /// - Parameter asked: The clause with the wish it is told as, "I want", where it has one.
    static func read(_ clause: Phrase, _ applications: Set<String> = [], asked: Phrase? = nil) -> [Subgoal] {
        var (clause, asked) = (clause, asked ?? clause)
        // A text that is given in its own words is left as it is.
        let isSpeech = Speech.of(asked).map { $0.text.words.first?.isQuoted == false } ?? false
        let text = clause.text
        var scope: String?
        if !isSpeech, let (rest, place) = applicationPlace(asked, applications) {
            scope = place.bare.text
            if let (inner, _) = applicationPlace(clause, applications) { clause = inner }
            asked = rest
        }
        let plain = isSpeech ? asked : Rewording.plain(asked)
        let said = plain.text == asked.text ? clause : plain
        return meaning(of: said, applications, scope).map { subgoal in
            // What is not understood is looked for as it was said.
            if case .perform = subgoal.intent {
                Subgoal(text: text, scope: subgoal.scope, intent: .perform(clause.text))
            } else {
                Subgoal(text: text, scope: subgoal.scope, intent: subgoal.intent)
            }
        }
    }

    private static func meaning(of clause: Phrase, _ applications: Set<String>, _ place: String?) -> [Subgoal]
    {
        var clause = withoutManner(clause)
        if let forbidden = negated(clause) {
            return [Subgoal(text: clause.text, intent: .avoid(forbidden.bare.text))]
        }
        var scope = place
        if let (place, rest) = leadingPlace(clause) {
            scope = place.bare.text
            clause = Rewording.plain(rest)
        }
        // "Write a letter in the editor that says …": the place is a part of what is written.
        if scope == nil, let (what, _) = Speech.of(clause),
            let (_, place) = trailingPlace(what, applications),
            Scope.isPlace(place) || isApplication(place, applications)
        {
            scope = place.bare.text
        }
        var intents = Speech.of(clause) == nil ? cells(clause) ?? enumeration(clause) : nil
        if intents == nil, let (rest, place) = trailingPlace(clause, applications) {
            if Scope.isPlace(place) || isApplication(place, applications), let read = frame(rest) {
                intents = inFile(rest) ?? read
                scope = scope ?? place.bare.text
            } else if place.words.count <= 3 {
                scope = scope ?? place.bare.text
            }
        }
        if let lines = listed(clause) { intents = [.type(lines, into: nil, line: false)] }
        if intents == nil { intents = inFile(clause) }
        let found = intents ?? frame(clause) ?? [.perform(clause.text)]
        return found.map { Subgoal(text: clause.text, scope: scope, intent: $0) }
    }

    /// "Type 1 to 5 in gedit, one per line", "make a copy of a.txt with thunar": the application that a clause is to be carried
    /// out in, where it is called by its name behind the verb, and the clause without it.
    private static func applicationPlace(_ clause: Phrase, _ applications: Set<String>) -> (
        rest: Phrase, place: Phrase
    )? {
        if let found = trailingPlace(clause, applications), isApplication(found.place, applications),
            found.rest.words.count > 1
        {
            return found
        }
        for index in clause.words.indices.dropFirst(2) where trailing.contains(clause.words[index].folded) {
            for end in [index + 3, index + 2] where end < clause.words.endIndex {
                let (place, next) = (clause.slice(index + 1..<end), clause.words[end])
                let isComma = place.words.last?.after == .comma
                guard !place.words.contains(where: \.isQuoted),
                    isApplication(place, applications) || isKind(place),
                    isComma || !next.isQuoted && goingOn.contains(next.folded)
                else { continue }
                let before = clause.slice(clause.words.startIndex..<index)
                let after = clause.slice(end..<clause.words.endIndex)
                return (Phrase(before.written + (isComma ? ", " : " ") + after.written), place)
            }
        }
        return nil
    }

    /// Whether a place is an application by its kind: "a terminal".
    private static func isKind(_ place: Phrase) -> Bool {
        guard place.words.count > 1, let first = place.words.first, let last = place.words.last else {
            return false
        }
        return ["a", "the"].contains(first.folded) && ["terminal", "console", "shell"].contains(last.folded)
    }

    private static let goingOn: Set<String> = ["with", "that", "which", "saying", "containing", "each", "to"]

    /// What a clause says to use and nothing else: "use the calculator".
    static func tool(_ clause: Phrase, _ applications: Set<String>) -> String? {
        guard let place = useOnly.match(clause)?["place"], place.words.count <= 3 else { return nil }
        return Scope.isPlace(place) || isApplication(place, applications) ? place.bare.text : nil
    }

    static func isApplication(_ place: Phrase, _ applications: Set<String>) -> Bool {
        applications.contains(Match.normalized(place.bare.text))
    }

    /// Leaves out how a thing is to be done where that is what would be done anyway: "with the buttons", "by clicking".
    private static func withoutManner(_ clause: Phrase) -> Phrase {
        for manner in manners where clause.words.count > manner.count {
            let end = clause.words.suffix(manner.count)
            if zip(end, manner).allSatisfy({ !$0.isQuoted && $1.contains($0.folded) }) {
                return clause.dropLast(manner.count)
            }
        }
        return clause
    }

    private static let manners: [[Set<String>]] = [
        [["with", "using", "on"], ["the"], ["button", "buttons", "keys", "keyboard", "mouse", "keypad"]],
        [["by"], ["clicking", "typing", "hand", "mouse", "keyboard"]],
    ]

    private static func frame(_ clause: Phrase) -> [Intent]? {
        for frame in Frame.all {
            if let intents = frame.read(clause), !intents.isEmpty { return intents }
        }
        return statement(clause).map { [$0] }
    }

    /// "In the calculator press 7", "use the calculator to add": a place before the verb.
    private static func leadingPlace(_ clause: Phrase) -> (place: Phrase, rest: Phrase)? {
        if let found = useTo.match(clause), let place = found["place"], let rest = found["rest"],
            let verb = rest.words.first, Frame.verbs.contains(verb.folded)
        {
            return (place, rest)
        }
        guard let first = clause.words.first, !first.isQuoted, prepositions.contains(first.folded) else {
            return nil
        }
        // A comma ends the place, or a noun that names a kind of place.
        let end = clause.words.indices.dropFirst(2).prefix(8).first { index in
            clause.words[index - 1].after == .comma
                || Scope.nouns.contains(clause.words[index - 1].folded)
                    && Frame.verbs.contains(clause.words[index].folded)
        }
        // "In the sheet write 1 in A1, 2 in A2": the comma belongs to what is done there.
        if let end, !clause.words[clause.words.startIndex + 1..<end].contains(where: isVerb) {
            return (
                clause.slice(clause.words.startIndex + 1..<end), clause.slice(end..<clause.words.endIndex)
            )
        }
        for index in clause.words.indices.dropFirst(2).prefix(12) {
            let word = clause.words[index]
            guard !word.isQuoted, Frame.verbs.contains(word.folded) else { continue }
            // A comma before the verb, or a noun that names a place, ends the place for certain;
            // otherwise the first verb does.
            return (
                clause.slice(clause.words.startIndex + 1..<index), clause.slice(index..<clause.words.endIndex)
            )
        }
        return nil
    }

    private static func isVerb(_ word: Word) -> Bool { !word.isQuoted && Frame.verbs.contains(word.folded) }

    /// "Write it in gedit": a place behind the verb; "with" says one where an application is called so.
    private static func trailingPlace(_ clause: Phrase, _ applications: Set<String>) -> (
        rest: Phrase, place: Phrase
    )? {
        let end = clause.words.endIndex
        guard
            let index = clause.words.indices.last(where: { index in
                let word = clause.words[index]
                guard !word.isQuoted, index + 1 < end else { return false }
                return trailing.contains(word.folded)
                    || word.folded == "with" && isApplication(clause.slice(index + 1..<end), applications)
            }), index > clause.words.startIndex
        else { return nil }
        let place = clause.slice(index + 1..<end)
        guard place.words.count <= 6, !Rewording.isNumber(place),
            !prepositions.contains(place.words.first?.folded ?? ""), !place.words.contains(where: \.isQuoted)
        else { return nil }
        return (clause.slice(clause.words.startIndex..<index), place)
    }

    /// "Replace old with new in notes.txt": the file is where it is done, not a part of what is written.
    private static func inFile(_ clause: Phrase) -> [Intent]? {
        guard let (rest, place) = trailingPlace(clause, []), let name = place.named, name.words.count == 1,
            !PlaceNames.of(name.text).isEmpty, let read = frame(rest), read.count == 1
        else { return nil }
        if case .replace = read[0] { return read }
        if case .find = read[0] { return read }
        if case .rewrite = read[0] { return read }
        if case .answer = read[0] { return read }
        return nil
    }

    /// All lines that are counted and listed to be written; `nil` where none are.
    private static func listed(_ clause: Phrase) -> String? {
        guard let verb = clause.words.first, !verb.isQuoted, ["write", "type", "enter"].contains(verb.folded)
        else { return nil }
        let lines = ListedLines.of(clause)
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }

    /// "The name is Ada", "Name: Ada", "city = London": a statement of what a field should hold.
    private static func statement(_ clause: Phrase) -> Intent? {
        for pattern in statements {
            guard let captures = pattern.match(clause), let field = captures["field"],
                let value = captures["value"]
            else { continue }
            if field.words.count > 5 { continue }
            // "The name is Bruno and the town Ghent" tells of two fields.
            let pairs = zip(value.words, value.words.dropFirst())
            if pairs.contains(where: { !$0.isQuoted && $0.folded == "and" && $1.folded == "the" }) {
                continue
            }
            if SpokenSum.isBeyond(clause) { continue }
            // A question asks for what it is, and "to" behind a verb says what something is to be made.
            if Self.questions.contains(field.words.first?.folded ?? "") { continue }
            // What begins with a verb of files or windows says what to do, not what is.
            if let verb = field.words.first?.folded, deeds.contains(verb) { continue }
            return .set(field: field.bare.text, value: value.text)
        }
        return nil
    }

    private static let questions: Set<String> = ["what", "how", "which", "where", "when", "who", "why", "if"]
    private static let deeds: Set<String> = [
        "copy", "move", "rename", "jump", "use", "convert", "order", "prepend", "increase", "decrease",
        "correct", "fix", "make",
        "calculate", "compute", "sum", "raise", "get", "relocate", "transfer", "turn", "see", "browse",
        "agree", "i'd", "ensure",
    ]

    /// "Fill in the form: the name is …, the city is …": an announced list of fields and values.
    private static func enumeration(_ clause: Phrase) -> [Intent]? {
        guard
            let colon = clause.words.firstIndex(where: { $0.after == .colon && !$0.isQuoted }),
            colon + 1 < clause.words.endIndex,
            let opener = clause.words.first, !opener.isQuoted, fillVerbs.contains(opener.folded)
        else {
            return withList(clause) ?? repeated(clause)
        }
        let announcer = clause.words[colon].folded
        if verbatimNouns.contains(announcer) { return nil }
        return pairs(clause.slice(colon + 1..<clause.words.endIndex))
    }

    /// "Fill in the form with name Ada and city London".
    private static func withList(_ clause: Phrase) -> [Intent]? {
        guard
            let list = Pattern("fill|complete in|out? {form} with|using {list}").match(clause)?["list"],
            list.items.count > 1
        else { return nil }
        return pairs(list)
    }

    /// "Set the width to 4 and the height to 3", "enter 1 in A, 2 in B": one verb for several fields.
    private static func repeated(_ clause: Phrase) -> [Intent]? {
        guard let verb = clause.words.first, !verb.isQuoted, repeatVerbs.contains(verb.folded) else {
            return nil
        }
        let items = clause.dropFirst().items
        guard items.count > 1 else { return nil }
        var intents: [Intent] = []
        for item in items {
            if let found = toValue.match(item), let field = found["field"], let value = found["value"],
                setVerbs.contains(verb.folded)
            {
                intents.append(.set(field: field.bare.text, value: value.text))
            } else if let found = asField.match(item), let field = found["field"], let value = found["value"]
            {
                intents.append(.set(field: field.bare.text, value: value.text))
            } else if let found = intoField.match(item), let field = found["field"],
                let value = found["value"]
            {
                intents.append(.type(value.text, into: field.bare.text, line: false))
            } else {
                return nil
            }
        }
        return intents
    }

    private static let toValue = Pattern("{field} to {value}")
    private static let asField = Pattern("{value} as|for {field}")
    private static let intoField = Pattern("{value} in|into {field}")
    private static let setVerbs: Set<String> = ["set", "change", "switch", "adjust"]
    private static let repeatVerbs: Set<String> = setVerbs.union([
        "enter", "type", "put", "write", "insert", "input", "fill",
    ])

    private static func pairs(_ list: Phrase) -> [Intent]? {
        var intents: [Intent] = []
        for item in list.items {
            if let statement = statement(item) {
                intents.append(statement)
            } else if let read = Pattern("{value} as|for {field}").match(item), let value = read["value"],
                let field = read["field"]
            {
                intents.append(.set(field: field.bare.text, value: value.text))
            } else if item.words.count == 1, case .fill(let last) = intents.last {
                // "and" inside a value: "street Marks and Spencer".
                intents[intents.count - 1] = .fill(last + " and " + item.text)
            } else {
                intents.append(.fill(item.bare.text))
            }
        }
        return intents.isEmpty ? nil : intents
    }

    private static func negated(_ clause: Phrase) -> Phrase? {
        let patterns = ["do not {what}", "don't {what}", "never {what}", "avoid {what}", "without {what}"]
        for pattern in patterns {
            if let what = Pattern(pattern).match(clause)?["what"] { return what }
        }
        return nil
    }

    private static let useOnly = Pattern("use the|a? {place} for? it|this|that?")
    private static let useTo = Pattern("use|with {place} to|and {rest}")
    private static let trailing: Set<String> = ["in", "on", "inside", "within", "using"]
    private static let fillVerbs: Set<String> = [
        "fill", "enter", "complete", "type", "put", "set", "use", "register", "provide", "input", "write",
        "give",
        "add", "create",
    ]
    private static let verbatimNouns: Set<String> = [
        "command", "commands", "text", "line", "words", "sentence", "message", "following",
    ]
    private static let statements = [
        "{field} should|must be|read|say {value}", "{field} is|are be? {value}", "{field} to be? {value}",
        "{field} : {value}",
        "{field} = {value}",
    ].map(Pattern.init)
}

import Core

/// Files and texts.
extension Frame {
    /// The text that a phrase such as "the word lead" holds; `nil` for "the text file" and others.
    private static func content(_ phrase: Phrase) -> String? {
        let words = phrase.bare
        guard words.words.count > 1, let kind = words.words.first, let next = words.words.dropFirst().first,
            ["word", "words", "text", "line", "sentence", "phrase", "number"].contains(kind.folded),
            !["file", "document", "in", "of", "you", "that", "i", "from"].contains(next.folded)
        else { return nil }
        return words.dropFirst().text
    }

    private static let endings: Set<String> = ["csv", "txt", "ods", "odt", "xlsx", "docx", "xls", "doc"]

    static let files: [Frame] = [
        Frame(
            "save|store in|keeping the|its? same|own|original|present|current|csv|text|xls|xlsx|ods|odt|doc|docx? format",
            "save|store {what} in|keeping the|its? same|own|original|present|current|csv|text|xls|xlsx|ods|odt|doc|docx? format"
        ) { _ in [.save(name: nil)] },
        Frame(
            "save|store|export it|this|everything? as|under|to|into|in the|a? name|file|filename? called|named|of? {name}",
            "save|store|export {what} as|under|to|into|in the|a? name|file|filename? called|named|of? {name}",
            "save|store|export {what} with|by|giving|using it? the? file? name|filename {name}",
            "save|store call|name it {name}"
        ) { captures in
            // A comma ends a name: "save it as a.txt, overwriting the old one".
            guard let said = captures.phrases["name"]?.items.first else { return nil }
            // "Save it as csv" tells the format that the file has.
            if endings.contains(said.bare.text.lowercased()) { return [.save(name: nil)] }
            let name = Moving.destination(said) ?? said.text
            // "Save the word lead as lead.txt": it is to be written first.
            let text = captures.phrases["what"].flatMap(Self.content).map {
                Intent.type($0, into: nil, line: false)
            }
            return [text, .save(name: name)].compactMap(\.self)
        },
        Frame(
            "create|make|write|start a|an? new? text|plain? file|document|note called|named? {name} with|containing|holding the? text|words|content|contents|line? {text}",
            "create|make|write|start a|an? new? text|plain? file|document|note called|named? {name} that|which contains|says|holds|reads {text}",
            "write|put|type <text> in|into|to a|the? new? text? file|document called|named? {name}"
        ) { captures in
            guard
                captures.phrases["name"].map({ $0.words.count == 1 && !PlaceNames.of($0.text).isEmpty })
                    ?? false
            else { return nil }
            let lines = captures.phrases["text"].map(ListedLines.of) ?? []
            let text = lines.isEmpty ? captures.exact("text") : lines.joined(separator: "\n")
            return [.type(text, into: nil, line: false), .save(name: captures.text("name"))]
        },
        Frame("save", "save {what}") { captures in
            // "Save" with something that is no document is a thing on the screen.
            let what = captures.text("what").lowercased()
            let words = Set(what.split(separator: " ").map(String.init))
            let documents: Set<String> = [
                "it", "file", "document", "changes", "text", "everything", "work", "sheet", "spreadsheet",
                "note",
                "all", "now", "letter",
            ]
            return words.isEmpty || !words.isDisjoint(with: documents) ? [.save(name: nil)] : nil
        },
        Frame(
            "make|create a copy|duplicate of {what} called|named|as {name}",
            "make|create a copy|duplicate of {what} and call|name it {name}",
            "duplicate|copy {what} as|to {name}"
        ) { captures in
            guard let name = captures.phrases["name"],
                captures.verb != "copy"
                    || name.text.split(separator: "/").last?.dropFirst().contains(".") ?? false
            else { return nil }
            return Moving.copy(of: captures.phrases["what"], as: name).map { [$0] }
        },
        Frame(
            "create|make|add a|an|one? new|empty? {kind} called|named|titled {name}",
            "create|make|add a|an|one? new|empty? {kind} with the|a? name|title {name}",
            "create|make|add a|an|one? new|empty? {kind} and call|name it {name}"
        ) { captures in Creating.intents(captures.text("kind"), captures.items("name")) },
        Frame("create|make|add a|an|the|one? new? folder|directory|folders|directories {name}") { captures in
            Creating.intents("folder", captures.items("name"))
        },
        Frame("rename {old} to|as|into {new}", "change the? name of {old} to|into {new}") { captures in
            guard let old = captures.phrases["old"]?.named else { return nil }
            return [.rename(old.text, to: captures.text("new"))]
        },
        Frame("go|navigate|switch|change|move|cd to|into|inside {folder}") { captures in
            captures.phrases["folder"].flatMap(Moving.place).map { [.visit($0)] }
        },
        Frame("delete|remove|erase|trash {what}") { captures in
            captures.phrases["what"].flatMap(Moving.removal).map { [.remove($0)] }
        },
        Frame("move|copy|put {what} to|into|in|inside {folder}") { captures in
            Moving.intents(
                captures.items("what"),
                to: captures.phrases["folder"],
                isCopy: captures.verb == "copy"
            )
        },
        Frame(
            "run|execute|issue|enter|type the? following|shell? command|commands in|into the? terminal|shell : {command}",
            "run|execute|issue|enter|type|do the|this|these? following|shell? command|commands|line : {command}",
            "run|execute|do <command> in|on the? shell|terminal|console",
            "run|execute|issue the? following|shell? command? <command> in|into|on {scope}",
            "run|execute|issue the? following|shell? command? <command>",
            "enter|type the? following|shell? command <command>",
            "run|execute|issue the? following|shell? command {command}"
        ) { captures in [.run(captures.exact("command"))] },
        Frame("run|execute {command}") { captures in
            // One plain word is more likely a program's name than a shell command.
            let command = captures.exact("command")
            let isPlain = command.allSatisfy { $0.isLetter || $0.isNumber || $0 == " " }
            return isPlain && captures.phrases["command"]?.words.first?.text.first?.isUppercase == true
                ? [.open(command)] : [.run(command)]
        },
    ]

    static let texts: [Frame] = [
        Frame(
            "replace|change|swap|substitute|convert|turn|make every|all|each|any the? {old} with|by|to|into|for the? a? {new}",
            "delete|remove|erase every|all|each|any the? {old} from|in {scope}",
            "delete|remove|erase every|all|each|any the? {old}"
        ) { captures in
            // Marks are told by their names.
            guard !captures.isQuoted("old"), let old = Marks.of(captures.text("old")) else { return nil }
            let new = captures.phrases["new"].map {
                $0.isQuoted ? $0.text : Marks.of($0.bare.text) ?? $0.text
            }
            return [.replace(old, with: new ?? "")]
        },
        Frame("type|write|enter|insert|add|append|put|create|make|compose|draft {text}") { captures in
            Speech.intents(captures.clause)
        },
        Frame(
            "type|write|enter|insert|add|put {items} each on|in a|its|their|an own|separate|new|different? line",
            "type|write|enter|insert|add|put {items} on|in separate|different|individual|their lines",
            "type|write|enter|insert|add|put {items} on separate|different|individual|their own lines",
            "type|write|enter|insert|add|put {items} one per|on|in each|a|every? line",
            "type|write|enter|insert|add|put {items} on a separate|different|new|own line",
            "type|write|enter the? lines {items}"
        ) { captures in
            let lines = captures.phrases["items"].map(Enumeration.lines) ?? []
            let text = lines.joined(separator: "\n")
            return lines.count > 1 ? [.type(text, into: nil, line: false)] : nil
        },
        Frame(
            "type|write|enter|insert|add|put the? word|words|text|sentence|phrase? {text} in|on a one? row|line",
            "type|write|enter|insert|add|put the? word|words|text|sentence|phrase? {text}"
        ) { captures in
            let times = captures.phrases["text"].map(Enumeration.repeats) ?? []
            return times.isEmpty
                ? nil : [.type(times.joined(separator: " "), into: nil, line: false)]
        },
        Frame(
            "type|write|enter|insert|add|put|input {first} then|and then? on|in|below|under a|the new|next|second line {second}"
        ) { captures in
            [.type("\(captures.exact("first"))\n\(captures.exact("second"))", into: nil, line: false)]
        },
        Frame(
            "replace|change|substitute every|all|each|any occurrence|occurrences|instance|instances? of? the? word|words|text? {old} with|by|to|into|for {new} in|inside|within|throughout {scope}",
            "replace|change|substitute every|all|each|any occurrence|occurrences|instance|instances? of? the? word|words|text? {old} with|by|to|into|for {new}",
            "replace|substitute the? word|words|text? <old> with|by {new} in|inside|within|throughout|everywhere {scope}",
            "replace|substitute the? word|words|text? <old> with|by {new} everywhere?"
        ) { captures in [.replace(captures.text("old"), with: captures.exact("new"))] },
        Frame(
            "delete|remove|erase every|all|each|any occurrence|occurrences|instance|instances? of? the? word|words|text|line? <old> from|in {scope}",
            "delete|remove|erase every|all|each|any? occurrence|occurrences|instance|instances? of? the? word|words|text? <old>"
        ) { captures in [.replace(captures.text("old"), with: "")] },
        Frame("delete|remove|erase the? word {old} from|in {scope}", "delete|remove|erase the? word {old}") {
            captures in
            guard let old = captures.phrases["old"], old.words.count == 1 else { return nil }
            return [.replace(old.text, with: "")]
        },
        Frame(
            "delete|remove|erase|clear everything",
            "delete|remove|erase|clear all? of? the? text|content|contents",
            "delete|remove|erase|clear all? of? the? text|content|contents of|in {what}"
        ) { _ in
            [.key(KeyCombination("a", modifiers: [.control])), .key(KeyCombination("Delete"))]
        },
        Frame(
            "clear|empty|delete|erase the? content|contents|value of|in|from cell|cells {cells}",
            "clear|empty|delete|erase cell|cells {cells}",
            "clear|empty|delete|erase {cells}"
        ) { captures in
            // A whole row or column is more than the cells that are filled.
            CellNames.isLine(captures.phrases["cells"])
                ? nil : CellNames.of(captures.text("cells")).map { $0.map { .cell($0.name, value: "") } }
        },
        Frame("clear|empty the? {field} field|box|entry|input") { captures in
            Phrase.articles.contains(captures.text("field").lowercased())
                ? nil : [.set(field: captures.text("field"), value: "")]
        },
        Frame(
            "replace|overwrite|change|substitute {what} with|by {new} everywhere|throughout",
            "replace|overwrite {what} with|by {new}"
        ) { captures in
            let what = captures.text("what").lowercased()
            let words = Set(what.split(separator: " ").map(String.init))
            let wholes: Set<String> = [
                "it", "them", "everything", "text", "selection", "content", "contents", "all",
            ]
            return words.isDisjoint(with: wholes)
                ? [.replace(captures.text("what"), with: captures.exact("new"))]
                : [.overwrite(captures.exact("new"))]
        },
        Frame(
            "type|write|enter|insert|add|put|input {text} as the? first|top line {rest}",
            "type|write|enter|insert|add|put|input {text} as the? first|top line",
            "type|write|enter|insert|add|put the? new? text|word|words|sentence|phrase|line? <text> at|on the? very? top of {rest}",
            "type|write|enter|insert|add|put the? new? text|word|words|sentence|phrase|line? <text> at|on the? very? top"
        ) { captures in
            [
                .key(KeyCombination("Home", modifiers: [.control])),
                .type(captures.exact("text"), into: nil, line: false), .key(KeyCombination("Return")),
            ]
        },
        Frame(
            "type|write|enter|insert|add|append|put|place|attach the? new? text|word|words|sentence|phrase|line? <text> at|to|on|onto the? very? end|bottom of {rest}",
            "type|write|enter|insert|add|append|put|place|attach the? new? text|word|words|sentence|phrase|line? <text> at|to|on|onto the? very? end|bottom"
        ) { captures in
            [
                .key(KeyCombination("End", modifiers: [.control])),
                .type(captures.exact("text"), into: nil, line: true),
            ]
        },
        Frame(
            "type|write|enter|insert|add|append|put|input the? following|new? line {text} in|into|to|at|on {field}",
            "type|write|enter|insert|add|append|put|input a|the? following|new? line : {text}",
            "type|write|enter|insert|add|append|put|input a|the? following|new? line {text}"
        ) { captures in [.type(captures.exact("text"), into: captures.place("field"), line: true)] },
        Frame(
            "type|write|enter|insert|add|append|put|input {text} as the? last|final|bottom line {rest}",
            "type|write|enter|insert|add|append|put|input {text} as the? last|final|bottom line",
            "append {text} to|at the? end? of? the? list|text|document|file|note|notes|lines|letter"
        ) { captures in
            [
                .key(KeyCombination("End", modifiers: [.control])),
                .type(captures.exact("text"), into: nil, line: true),
            ]
        },
        Frame(
            "type|write|enter|insert|add|append|put|input the? text|word|words|sentence? <text> instead|there|here|now|too|again|please|first",
            "type|write|enter|insert|add|append|put|input in|into {field} the? text|word|words|sentence? <text>",
            "type|write|enter|insert|add|append|put|input the? following? text|word|words|sentence|message|note|number|value|name|phrase? <text> in|into|to|at|on|inside|under {field}",
            "type|write|enter|insert|add|append|put|input the? following? text|word|words|sentence|message|note|number|value|name|phrase? <text>",
            "type|write|enter|insert|add|append|put|input the? following? text|word|words|sentence|message|note : {text}",
            "type|write|enter|insert|add|append|put|input the? following : {text}"
        ) { captures in [.type(captures.exact("text"), into: captures.place("field"), line: false)] },
    ]
}

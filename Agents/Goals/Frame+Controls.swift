import Core

/// Fields, choices, buttons, keys and windows.
extension Frame {
    static let fields: [Frame] = [
        Frame(
            "set|change|switch|adjust|put {field} to {value} in|on {scope}",
            "set|change|switch|adjust|put {field} to {value}"
        ) { captures in
            // "In" may belong to the value; a scope names a kind of window or form.
            if let scope = captures.phrases["scope"], !Scope.isPlace(scope) { return nil }
            return [.set(field: captures.text("field"), value: captures.exact("value"))]
        },
        Frame("choose|select|pick|set|enter {value} with|on|using {field}") { captures in
            // A number on a slider or spinner; other things are chosen from lists.
            let value = captures.exact("value")
            guard Double(value.hasSuffix("%") ? String(value.dropLast()) : value) != nil,
                captures.names("field", anyOf: ["slider", "spinner", "scale", "dial", "knob"])
            else { return nil }
            return [.set(field: captures.text("field"), value: value)]
        },
        Frame("turn|move|slide|bring|drag {field} up|down? to {value}") { captures in
            // Other things are dragged to places.
            let value = captures.exact("value")
            guard Double(value.hasSuffix("%") ? String(value.dropLast()) : value) != nil else { return nil }
            return [.set(field: captures.text("field"), value: value)]
        },
        Frame(
            "enter|type|put|write|input|insert|give|use|choose|select|pick {value} as|for the? {field}",
            "fill {value} in|into {field}",
            "fill in|out {field} with|as {value}",
            "fill {field} with {value}"
        ) { captures in
            // "For me" and "for us to see" name no field.
            ["me", "us", "you", "him", "her"].contains(captures.phrases["field"]?.words.first?.folded)
                ? nil : [.set(field: captures.text("field"), value: captures.exact("value"))]
        },
        Frame(
            "type|write|enter|insert|append|put|input|paste {text} in|into {field}"
        ) { captures in
            // "Put it into the box" is about what was spoken of before.
            let bare = captures.text("text").lowercased()
            if !captures.isQuoted("text"), ["it", "that", "this", "them", "those"].contains(bare) {
                return nil
            }
            // "Put the lines into order" is about what is there.
            if let text = captures.phrases["text"], text.words.count > 1, text.words.first?.folded == "the" {
                return nil
            }
            return [.type(captures.exact("text"), into: captures.place("field"), line: false)]
        },
        Frame("type|write|append|input {text}", "enter {text}") { captures in
            guard let phrase = captures.phrases["text"] else { return nil }
            // "Enter the address: …" announces an enumeration.
            if phrase.words.contains(where: { $0.after == .colon && !$0.isQuoted }) { return nil }
            // "Enter the sum into the field" speaks of a text that is to be found first.
            if phrase.words.first?.folded == "the", captures.names("text", anyOf: ["into"]) { return nil }
            // What is not quoted may name its field: "enter the password abc".
            return [.fill(phrase.text)]
        },
    ]

    static let choices: [Frame] = [
        Frame(
            "select|mark|highlight all",
            "select|mark|highlight all of? {what}",
            "select|mark|highlight everything",
            "select|mark|highlight everything|whole {what}"
        ) { captures in
            // "All" of a kind of thing is not all of the text.
            let what = captures.text("what").lowercased()
            let words = Set(what.split(separator: " ").map(String.init))
            let texts: Set<String> = [
                "text", "document", "it", "content", "contents", "words", "lines", "file",
            ]
            return words.isEmpty || !words.isDisjoint(with: texts)
                ? [.key(KeyCombination("a", modifiers: [.control]))] : nil
        },
        Frame(
            "choose|select|pick|take|mark {value} from {container}",
            "choose|select|pick|take|mark {value} from|in|out|among|as|for|under|on of? {container}",
            "from|in {container} choose|select|pick|take|mark {value}",
            "choose|select|pick|take|mark {value}"
        ) { captures in
            // What a sum would give is nothing to choose.
            SpokenSum.isBeyond(captures.clause)
                ? nil
                : captures.items("value").map { .choose($0.bare.text, from: captures.optional("container")) }
        },
        Frame(
            "turn|switch on {what}",
            "turn|switch {what} on",
            "enable|activate|tick|check {what}",
            "show|display the? {what}"
        ) { captures in captures.items("what").map { .toggle($0.bare.text, on: true) } },
        Frame(
            "turn|switch off {what}",
            "turn|switch {what} off",
            "disable|deactivate|untick|uncheck|unmark {what}",
            "hide the? {what}"
        ) { captures in captures.items("what").map { .toggle($0.bare.text, on: false) } },
        Frame("answer|reply|respond to? {question} with|by {value}", "answer|reply|say {value} to {question}")
        {
            [.press($0.text("value"), .element)]
        },
        Frame("answer|reply|say with? {value}") { [.press($0.text("value"), .element)] },
        Frame(
            "confirm|accept|acknowledge|approve|submit|finish it|this? with|by|using pressing|clicking|choosing? {button}",
            "confirm|accept|acknowledge|approve|submit|finish {what} with|by|using pressing|clicking|choosing? {button}"
        ) { captures in captures.items("button").map { .press($0.bare.text, .element) } },
        Frame(
            "confirm|accept|acknowledge|approve|submit",
            "confirm|accept|acknowledge|approve|submit {what}"
        ) { _ in [.accept] },
        Frame("cancel|dismiss|decline|reject|abort", "cancel|dismiss|decline|reject|abort {what}") { _ in
            [.dismiss]
        },
    ]

    static let presses: [Frame] = [
        Frame(
            "press|hit|push|tap|strike {items} {count} times",
            "press|hit|push|tap|strike {items} {adverb}",
            "press|hit|push|tap|strike {items}"
        ) { captures in
            var count = 1
            if let phrase = captures.phrases["adverb"] {
                guard let times = Numbers.times[phrase.text.lowercased()] else { return nil }
                count = times
            } else if let phrase = captures.phrases["count"] {
                guard let times = Numbers.reading(phrase).flatMap({ Int($0) }) else { return nil }
                count = min(max(1, times), 50)
            }
            let items = Pressing.intents(captures.items("items"))
            return items.isEmpty ? nil : Array(repeatElement(items, count: count).joined())
        },
        Frame("double-click|doubleclick on|at? {items}", "double click on|at? {items}") { captures in
            captures.items("items").map { .click($0.bare.text, button: .left, count: 2) }
        },
        Frame("right-click|rightclick on|at? {items}", "right click on|at? {items}") { captures in
            captures.items("items").map { .click($0.bare.text, button: .right, count: 1) }
        },
        Frame("click|activate on|at? {items}") { captures in
            captures.items("items").map { .click($0.bare.text, button: .left, count: 1) }
        },
        Frame("copy|cut everything") { captures in
            [("a", ["copy", "cut"]), ("c", ["copy"]), ("x", ["cut"])].filter { $0.1.contains(captures.verb) }
                .map { .key(KeyCombination($0.0, modifiers: [.control])) }
        },
        Frame("copy", "copy {what}") { captures in
            // "Copy a to b" is about files, and what is somewhere else must be gone to first.
            captures.names("what", anyOf: ["to", "into", "in", "from", "below", "above"])
                ? nil : [.key(KeyCombination("c", modifiers: [.control]))]
        },
        Frame("paste", "paste {what}") { captures in
            captures.names("what", anyOf: ["into", "in", "below", "above"])
                ? nil
                : Array(
                    repeating: .key(KeyCombination("v", modifiers: [.control])),
                    count: captures.times("what")
                )
        },
        Frame("cut", "cut it|selection|text|this") { _ in [.key(KeyCombination("x", modifiers: [.control]))]
        },
        Frame("undo", "undo {what}") { captures in
            Array(repeating: .key(KeyCombination("z", modifiers: [.control])), count: captures.times("what"))
        },
        Frame("redo", "redo {what}") { _ in [.key(KeyCombination("z", modifiers: [.control, .shift]))] },
        Frame(
            "go|move|jump|scroll|navigate to? the? very? end|bottom",
            "go|move|jump|scroll|navigate to? the? very? end|bottom of {what}",
            "put|place|move|set the? cursor|caret at|to the? very? end",
            "put|place|move|set the? cursor|caret at|to the? very? end of {what}"
        ) { _ in [.key(KeyCombination("End", modifiers: [.control]))] },
        Frame(
            "go|move|jump|scroll|navigate to? the? very? start|beginning|top",
            "go|move|jump|scroll|navigate to? the? very? start|beginning|top of {what}",
            "put|place|move|set the? cursor|caret at|to the? very? start|beginning",
            "put|place|move|set the? cursor|caret at|to the? very? start|beginning of {what}"
        ) { _ in [.key(KeyCombination("Home", modifiers: [.control]))] },
    ]

    static let windows: [Frame] = [
        Frame("close|quit|exit|leave", "close|quit|exit|leave {what}") { [.close($0.optional("what"))] },
        Frame(
            "search|look|scan|browse in|through|inside? {scope} for {text}",
            "search|look|google for? the? word|words|text|phrase? {text} in|on|with|using {scope}",
            "search|look|google for? the? word|words|text|phrase? {text}",
            "find the? word|words|text|phrase? {text} in|on {scope}",
            "find the? word|words|text|phrase? {text}"
        ) {
            // "Find out how long it is" asks a question.
            $0.exact("text").lowercased().hasPrefix("out ") || SpokenSum.isBeyond($0.clause)
                ? nil : [.find($0.text("text"))]
        },
        Frame("wait for? {count} seconds|second", "wait a|one second|moment|bit") { captures in
            [.wait(min(60, captures.phrases["count"].flatMap(Numbers.reading).flatMap { Double($0) } ?? 1))]
        },
        Frame("scroll up", "scroll up {rest}") { [.scroll(.up, amount: 5 * $0.times("rest"))] },
        Frame("scroll down", "scroll down {rest}") { [.scroll(.down, amount: 5 * $0.times("rest"))] },
        Frame("drag|move {from} up by|for? {count} position|positions|place|places|row|rows|step|steps") {
            captures in
            captures.count.map { [.drag(captures.text("from"), to: "up by \($0)")] }
        },
        Frame("drag|move {from} down by|for? {count} position|positions|place|places|row|rows|step|steps") {
            captures in
            captures.count.map { [.drag(captures.text("from"), to: "down by \($0)")] }
        },
        Frame("drag {from} to|onto|into|on {to}") { [.drag($0.text("from"), to: $0.text("to"))] },
        Frame("open|launch|start|load up? {what}", "fire|bring|start up {what}") { captures in
            captures.items("what").map { .open($0.bare.text) }
        },
        Frame("go|switch|navigate|change|move|jump to {what}") {
            [.click($0.text("what"), button: .left, count: 1)]
        },
    ]
}

/// What is meant by "press X".
enum Pressing {
    /// What is meant by an enumeration; modifiers go with the key that follows them: "control, shift and N".
    static func intents(_ items: [Phrase]) -> [Intent] {
        var held: [String] = []
        var found: [Intent] = []
        for item in items {
            let name = item.bare.text
            if modifiers.contains(name.lowercased()) {
                held.append(name)
            } else if held.isEmpty {
                found += [intent(item)].compactMap(\.self)
            } else {
                found.append(.press((held + [name]).joined(separator: "+"), .key))
                held = []
            }
        }
        return found + held.map { .press($0, .key) }
    }

    private static let modifiers: Set<String> = ["control", "ctrl", "shift", "alt", "super"]

    static func intent(_ phrase: Phrase) -> Intent? {
        let phrase = phrase.bare
        if phrase.words.count > 1, let first = phrase.words.first?.folded, first == "button" || first == "key"
        {
            return phrase.isEmpty ? nil : .press(phrase.dropFirst().text, first == "key" ? .key : .element)
        }
        if phrase.words.count > 1, let last = phrase.words.last?.folded {
            if last == "key" || last == "keys" { return .press(phrase.dropLast().text, .key) }
            if last == "button" || last == "buttons" { return .press(phrase.dropLast().text, .element) }
        }
        return phrase.isEmpty ? nil : .press(phrase.text, .either)
    }
}

/// Phrases that say where something is to be done.
enum Scope {
    /// Returns whether a phrase names a kind of window, form or document rather than a value.
    static func isPlace(_ phrase: Phrase) -> Bool {
        guard let last = phrase.words.last, !last.isQuoted else { return false }
        return nouns.contains(last.folded)
    }

    static let nouns: Set<String> = [
        "form", "dialog", "dialogue", "window", "page", "list", "app", "application", "program", "document",
        "file", "editor", "calculator", "table", "menu", "toolbar", "terminal", "console", "manager",
        "browser",
        "tab", "panel", "screen", "settings", "preferences", "options", "sheet", "spreadsheet", "desktop",
    ]
}

extension Frame.Captures {
    /// How often something is to be done, by the word or number in a capture; once where none is said.
    func times(_ name: String) -> Int {
        let words = phrases[name]?.words.map(\.folded) ?? []
        if let count = words.lazy.compactMap({ Numbers.times[$0] }).first { return count }
        guard words.contains(where: ["times", "changes", "steps", "edits", "actions"].contains),
            let count = words.lazy.compactMap({ Numbers.reading(Phrase($0)) }).first.flatMap({ Int($0) })
        else { return 1 }
        return min(max(1, count), 20)
    }

    /// The whole number that was captured as `count`.
    fileprivate var count: Int? { phrases["count"].flatMap(Numbers.reading).flatMap { Int($0) } }
}

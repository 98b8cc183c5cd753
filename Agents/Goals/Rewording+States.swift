/// What should be, or be done, said as what to do: "word wrap should be off", "a.txt should be moved to Photos".
extension Rewording {
    static let states = [
        Rewording(should("not be \(shown)"), as: "turn {x} off") { isSubject($0["x"]) },
        Rewording(should("be \(shown)") + should("be turned|switched on"), as: "turn {x} on") {
            isSubject($0["x"])
        },
        Rewording(should("be \(hidden)") + should("be turned|switched off"), as: "turn {x} off") {
            isSubject($0["x"])
        },
        Rewording(should("be empty|blank"), as: "clear {x}") { isSubject($0["x"]) },
        Rewording("make|leave|keep {x} empty|blank", as: "clear {x}"),
        Rewording("make|keep {x} \(shown)", as: "turn {x} on"),
        Rewording("make|keep {x} \(hidden)", as: "turn {x} off"),
        Rewording("set|put|turn|switch|flip|toggle {x} to? on|enabled", as: "turn {x} on"),
        Rewording("set|put|turn|switch|flip|toggle {x} to? off|disabled", as: "turn {x} off"),
        Rewording("{x} : on", "{x} on", as: "turn {x} on") { isBrief($0["x"]) },
        Rewording("{x} : off", "{x} off", as: "turn {x} off") { isBrief($0["x"]) },
        Rewording("{deed:turn|switch} {state:on|off} both {x} and {y}", as: "turn {state} {x} and {y}"),
        Rewording("{x} turned|switched {state:on|off}", as: "turn {x} {state}") { isBrief($0["x"]) },
        Rewording(
            should("be in? all? {letters:\(Letters.names)} case|letters?")
                + should("be in? {letters:capital|small} letters"),
            as: "convert {x} to {letters} letters"
        ) { $0["x"]?.isAllText() ?? false },
        Rewording(should("end with {text}"), as: "add {text} at the end"),
        Rewording("end|finish|close|conclude {x} with the? line <text>", as: "add {text} as the last line") {
            isDocument($0["x"])
        },
        Rewording("end|finish|close|conclude {x} with <text>", as: "add {text} at the end") {
            isDocument($0["x"])
        },
        Rewording(should("begin|start with {text}"), as: "add {text} at the top"),
        Rewording("begin|start {x} with <text>", as: "add {text} at the top") { isDocument($0["x"]) },
        Rewording(
            should("have|contain|hold|equal|show the|a? value|number? {value}"),
            as: "{x} should be {value}"
        ) {
            $0["x"].flatMap { CellNames.of($0.text) } != nil || isNumber($0["value"])
        },
        Rewording(should("be at|equal to? {value}"), as: "{x} should be {value}") { isNumber($0["value"]) },
        Rewording(should("say|read|contain <text>"), as: "write {text}") {
            isDocument($0["x"]) && isSubject($0["x"])
        },
        Rewording("make it say|read {text}", as: "write {text}"),
        Rewording(should("become <new>"), as: "replace {x} with {new}") {
            $0["x"]?.words.last?.isQuoted ?? false
        },
        Rewording(should("be called|named {name}"), as: "save it as {name}") { isDocument($0["x"]) },
        Rewording(should("be called|named {name}"), as: "rename {x} to {name}") { isSubject($0["x"]) },
        Rewording(
            should("be in the? folder|directory {folder}") + should("be in the? {folder} folder|directory")
                + [
                    "{x} belongs in the? folder|directory {folder}",
                    "{x} belongs in the? {folder} folder|directory",
                ],
            as: "move {x} to the folder {folder}"
        ) { isSubject($0["x"]) },
    ]

    /// Passives: each participle with the verb it is of.
    static let passives = [
        Rewording(should("be thrown|taken away|out"), as: "delete {x}") { isSubject($0["x"]) },
        Rewording(should("be {done:\(done)} {rest}"), as: "{do} {x} {rest}") { isSubject($0["x"]) },
        Rewording(should("be {done:\(done)}"), as: "{do} {x}") { isSubject($0["x"]) },
    ]

    /// Other ways of saying "should be", for statements of values.
    static let duties = [
        Rewording("{x} needs|need|has|have|ought to be {value}", as: "{x} should be {value}") {
            isSubject($0["x"])
        }
    ]

    private static func should(_ predicate: String) -> [String] {
        [
            "{x} should|must|shall|ought|can|may to? \(predicate)", "{x} needs|need|has|have to \(predicate)",
        ] + (predicate.hasPrefix("be ") ? ["{x} is|are to \(predicate)"] : [])
    }

    /// Whether it may be what a statement is about: nothing that begins a command, or announces a list.
    private static func isSubject(_ phrase: Phrase?) -> Bool {
        guard let phrase, phrase.words.count <= 8,
            !asking.contains(phrase.words.first?.folded ?? "")
        else { return false }
        return !phrase.isCommand && !phrase.words.contains { $0.after == .colon && !$0.isQuoted }
    }

    /// What begins a question, or says when.
    private static let asking: Set<String> = [
        "everywhere", "wherever", "what", "how", "if", "is", "are", "was", "does", "do", "did", "should",
        "can", "when", "has",
    ]

    private static func isDocument(_ phrase: Phrase?) -> Bool {
        phrase?.words.last.map {
            !$0.isQuoted && ["document", "file", "text", "it", "note", "page", "letter"].contains($0.folded)
        } ?? false
    }

    /// Whether it may be the name of a switch: a few words that tell of no deed.
    private static func isBrief(_ phrase: Phrase?) -> Bool {
        phrase.map {
            $0.words.count < 5 && !$0.isCommand && !asking.contains($0.words.first?.folded ?? "")
                && !$0.words.contains { GoalSplitter.prepositions.contains($0.folded) }
        }
            ?? false
    }

    private static let shown = "on|enabled|active|activated|ticked|checked|visible|shown|displayed"
    private static let hidden = "off|disabled|inactive|deactivated|unticked|unchecked|invisible|hidden|gone"
    /// How a thing stands, or what was done to it.
    static let standing = "\(shown)|\(hidden)|\(done)"
    static let done = participles.keys.sorted().joined(separator: "|")

    /// What was done, and the verb for it.
    static let participles = [
        "typed": "type", "written": "write", "entered": "enter", "inserted": "insert", "added": "add",
        "appended": "append",
        "prepended": "prepend", "put": "put", "placed": "put", "replaced": "replace", "changed": "change",
        "renamed": "rename",
        "moved": "move", "copied": "copy", "saved": "save", "stored": "save", "deleted": "delete",
        "removed": "delete",
        "erased": "delete", "cleared": "clear", "emptied": "clear", "sorted": "sort", "ordered": "sort",
        "arranged": "sort",
        "set": "set", "opened": "open", "closed": "close", "pressed": "press", "clicked": "click",
        "selected": "select",
        "chosen": "choose", "created": "create", "made": "make", "converted": "convert",
        "multiplied": "multiply",
        "divided": "divide", "started": "start", "launched": "launch", "increased": "set", "decreased": "set",
        "reduced": "set", "raised": "set", "substituted": "replace", "swapped": "swap", "undone": "undo",
        "run": "run", "used": "use", "cancelled": "cancel", "canceled": "cancel", "confirmed": "confirm",
        "accepted": "accept",
        "dismissed": "dismiss", "declined": "decline", "double-clicked": "double-click",
        "right-clicked": "right-click",
        "pasted": "paste", "found": "find", "counted": "count", "capitalized": "capitalize",
        "capitalised": "capitalize",
        "executed": "execute", "centered": "center", "centred": "center", "underlined": "underline",
        "trashed": "delete",
    ]
}

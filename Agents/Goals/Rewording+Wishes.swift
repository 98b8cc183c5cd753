/// Courtesies, and wishes for how things should be.
extension Rewording {
    /// What surrounds a request and says nothing of it.
    static let courtesies = [
        Rewording("{rest} please|thanks", "{rest} for me|us", "{rest} thank you", as: "{rest}") {
            !isDictated($0["rest"])
        },
        Rewording("{deed} for me|us {rest}", as: "{deed} {rest}") { !isDictated($0["deed"]) },
        Rewording("{deed:make|create|write} me|us {rest}", as: "{deed} {rest}"),
        Rewording("let's|know|learn {rest}", "let us {rest}", as: "{rest}"),
        Rewording("{deed:show|display|hide} {rest} again", as: "{deed} {rest}"),
        Rewording(
            "go|move|jump|get|head|come back|over|up|down|straight to {place}",
            "take|bring me to {place}",
            as: "go to {place}"
        ),
        Rewording(
            ["please|kindly|just", "can|could|would|will you please|kindly?", "i|we need|have to know"]
                + wanting.map { $0 + " you? to" },
            followedBy: "{rest}",
            as: "{rest}"
        ) { !["see", "have", "be"].contains($0["rest"]?.words.first?.folded) },
    ]

    /// Wishes become statements of what should be, and those become commands.
    static let wishes = [
        Rewording(ensuring, followedBy: "{x} is|are not {state}", as: "{x} should not be {state}"),
        Rewording(ensuring, followedBy: "{x} isn't|aren't {state}", as: "{x} should not be {state}"),
        Rewording(ensuring, followedBy: "{x} is|are {state}", as: "{x} should be {state}"),
        Rewording(
            [
                "i|we? don't want|need to see", "i|we? do not want|need to see", "i|we? don't want|need",
                "i|we? do not want|need",
            ]
                + ["stop showing|displaying", "don't show|display", "do not show|display"],
            followedBy: "{x}",
            as: "hide {x}"
        ) { isThing($0["x"]) },
        Rewording(wanting.map { $0 + " to see" } + ["let me see"], followedBy: "{x}", as: "show {x}"),
        Rewording(wanting, followedBy: "{x} to {deed}", as: "{x} should {deed}") {
            isThing($0["x"]) && isPredicate($0["deed"])
        },
        Rewording(wanting, followedBy: "{x} at|on|to {value}", as: "set {x} to {value}") {
            isThing($0["x"]) && isNumber($0["value"])
        },
        Rewording(wanting, followedBy: "{value} in|into {cell}", as: "put {value} in {cell}") {
            $0["cell"].flatMap { CellNames.of($0.text) } != nil
        },
        Rewording(wanting, followedBy: "{x} in|inside|into {folder}", as: "{x} should be in {folder}") {
            $0["folder"]?.words.contains { Phrase.folderWords.contains($0.folded) } ?? false
        },
        Rewording(
            wanting + ["have"],
            followedBy: "{x} in {order} order",
            as: "sort {x} in {order} order"
        ),
        Rewording(
            wanting + ["there should|must be", "set up"],
            followedBy: "{kind} called|named {name}",
            as: "create {kind} called {name}"
        ) { isNamed($0["kind"]) },
        Rewording(wanting, followedBy: "{kind} with the|a? name {name}", as: "create {kind} called {name}") {
            isNamed($0["kind"])
        },
        Rewording(wanting + ["use"], followedBy: "a|an {field} of {value}", as: "set the {field} to {value}")
        {
            isNumber($0["value"])
        },
        Rewording(
            wanting + ["have"],
            followedBy: "{x} {done:turned|switched} {state:on|off}",
            as: "turn {x} {state}"
        ) {
            isThing($0["x"])
        },
        Rewording(wanting + ["have"], followedBy: "{x} {done:\(standing)}", as: "{x} should be {done}") {
            isThing($0["x"], orIt: true)
        },
        Rewording(
            wanting + ["have"],
            followedBy: "{x} {done:\(done)} {rest}",
            as: "{x} should be {done} {rest}"
        ) {
            isThing($0["x"], orIt: true)
        },
        Rewording(
            "let {x} disappear|vanish",
            "make|get {x} to? disappear|vanish",
            "make|get {x} to? go away",
            as: "hide {x}"
        ),
        Rewording(
            "let {x} appear",
            "make|get {x} to? appear|show",
            "make|get {x} to? show|turn up",
            as: "show {x}"
        ),
        Rewording(
            "let|make|have {x} {does:be|read|say|contain|hold|have|show} {rest}",
            as: "{x} should {does} {rest}"
        ),
    ]

    private static let wanting = [
        "i|we want|need|wish", "i'd|we'd like|love|want", "i|we would|'d like|love",
    ]
    private static let ensuring = ["make|be sure that?", "ensure that?", "see to it that"]

    private init(
        _ openings: [String],
        followedBy rest: String,
        as template: String,
        where fits: @escaping @Sendable ([String: Phrase]) -> Bool = { _ in true }
    ) {
        self.init(openings.map { "\($0) \(rest)" }, as: template, where: fits)
    }

    /// Whether what is to be written follows without quotes: then courtesies may be a part of it.
    private static func isDictated(_ phrase: Phrase?) -> Bool {
        guard let phrase, let verb = phrase.words.first?.folded else { return false }
        return ["type", "write", "enter", "insert", "add", "append", "put", "input"].contains(verb)
            && !phrase.words.contains(where: \.isQuoted)
    }

    /// Whether words say what something should do or be.
    private static func isPredicate(_ phrase: Phrase?) -> Bool {
        guard let phrase, let verb = phrase.words.first?.folded else { return false }
        return phrase.isCommand
            || ["be", "have", "say", "contain", "begin", "end", "become", "equal"].contains(verb)
    }

    /// Whether a phrase names something, rather than whoever is asked or what is to be done.
    private static func isThing(_ phrase: Phrase?, orIt: Bool = false) -> Bool {
        if orIt, phrase?.text.lowercased() == "it" { return true }
        return !["you", "to", "it", "any", "this", "that", "me", "anything"].contains(
            phrase?.words.first?.folded
        )
    }

    /// Whether it is a kind of thing that is made with a name.
    private static func isNamed(_ kind: Phrase?) -> Bool {
        kind?.words.contains { Phrase.folderWords.contains($0.folded) } ?? false
    }

    /// Whether it is a number, in digits or words, or a percentage.
    static func isNumber(_ phrase: Phrase?) -> Bool {
        guard let phrase else { return false }
        if phrase.words.count > 1, phrase.words.last?.folded == "percent" {
            return isNumber(phrase.dropLast())
        }
        let text = phrase.text.hasSuffix("%") ? String(phrase.text.dropLast()) : phrase.text
        return Double(text) != nil || Numbers.reading(phrase) != nil
    }
}

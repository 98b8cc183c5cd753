/// Verbs that mean the same as those the frames know, and requests that name the result of a deed instead of it.
extension Rewording {
    static let synonyms = texts + documents + replacements + things

    private static let texts = [
        Rewording(
            "jot|note|write|put|set|take down : {text}",
            "jot|note|write down {text}",
            "put|take down the? text|word|words|sentence? <text>",
            "key in {text}",
            "note <text>",
            as: "write {text}"
        ),
        Rewording("note <text> in|into|to|on {place}", as: "write {text} in {place}"),
        Rewording(
            "at|to|on the? very? end|bottom of the? {whole} {deed:\(writing)} {text}",
            "at the? very? end|bottom {deed:\(writing)} {text}",
            as: "{deed} {text} at the end"
        ),
        Rewording(
            "at|on the? very? start|beginning|top of the? {whole} {deed:\(writing)} {text}",
            "at|on the? very? start|beginning|top {deed:\(writing)} {text}",
            as: "{deed} {text} at the top"
        ),
        Rewording(
            "prepend {text} to|before the? {whole}",
            "prepend {text}",
            "\(writing) {text} at|to|on|as the? very? start|beginning|front of the? {whole}",
            "\(writing) {text} at|to|on the? very? start|beginning|front",
            "\(writing) the? new? text|word|words|sentence|phrase|line? {text} in front of|before|above the? everything|rest|text|document|all {rest}",
            "\(writing) the? new? text|word|words|sentence|phrase|line? {text} in front of everything|all else?",
            "\(writing) the? new? text|word|words|sentence|phrase|line? {text} before|above the? everything|rest|text|document|all else?",
            as: "add {text} at the top"
        ) { isQuoted($0["text"]) },
        Rewording(
            "attach|place|stick|tack|affix {text} at|on|to|onto the? {place}",
            as: "add {text} at the {place}"
        ) {
            ["start", "beginning", "top", "end", "bottom", "very"].contains($0["place"]?.words.first?.folded)
        },
        Rewording("insert|place|stick <text>", as: "write {text}"),
        Rewording(
            "\(writing) the? new? line saying|reading|with|containing <text> {place}",
            "\(writing) a new? line saying|reading|with|containing <text> {place}",
            as: "add the line {text} {place}"
        ),
        Rewording("\(writing) the text|word|words|sentence|phrase {text}", as: "write \"{text}\"") {
            $0["text"]?.words.count == 1
        },
        Rewording(
            "in|into the? {field} field|box|entry \(writing) {value}",
            as: "type {value} into the {field} field"
        ),
        Rewording(
            "\(writing) {one} on|in one|the? first? line and {other} on|in the? next|second|other|another line?",
            as: "write {one} then on a new line {other}"
        ),
        Rewording(
            "\(writing) {text} on|in a|the new|next|separate|another line",
            "\(writing) {text} on|in another line",
            as: "write a new line {text}"
        ) { $0["text"]?.items.count == 1 },
        Rewording("insert|paste what is|stands on|in the? clipboard", "insert the? clipboard", as: "paste"),
        Rewording("put|insert|add|enter|write {value} in as the? {field}", as: "put {value} as the {field}"),
        Rewording("for|as the? {field} enter|type|put|write|use {value}", as: "put {value} as the {field}"),
    ]

    private static let documents = [
        Rewording("number|enumerate {lines}", as: "put line numbers before all lines") {
            $0["lines"].map(isAllLines) ?? false
        },
        Rewording(
            "reverse|flip|invert the order of {lines}",
            "reverse|flip|invert {lines}",
            as: "put the lines in the opposite order"
        ) { $0["lines"].map(isAllLines) ?? false },
        Rewording(
            "start|begin|prefix every|all|each of? the? lines|line with {text}",
            as: "put {text} before every line"
        ),
        Rewording(
            "end|finish every|all|each of? the? lines|line with|in {text}",
            as: "put {text} after every line"
        ),
        Rewording("read out? {line}", "read me {line}", as: "tell me {line}") {
            $0["line"].flatMap(LineChoice.init(reading:)) != nil
        },
        Rewording("\(wiping) {whole}", "\(wiping) {whole} from {place}", as: "clear everything") {
            $0["whole"]?.isAllText() ?? false
        },
        Rewording("select|mark|highlight {whole}", as: "select all") { $0["whole"]?.isAllText() ?? false },
        Rewording(
            "{deed:copy|cut} {whole} to|into|onto the? clipboard",
            "{deed:copy|cut} {whole}",
            as: "{deed} everything"
        ) {
            $0["whole"]?.isAllText(saidWhole: true) ?? false
        },
        Rewording(
            "overwrite|change|replace {whole} with|by|to|into <text>",
            as: "replace everything with {text}"
        ) {
            $0["whole"]?.isAllText() ?? false
        },
        Rewording(
            "take back the? {what}",
            "revert|reverse|roll back? the? last {what}",
            as: "undo the {what}"
        ),
        Rewording("order|arrange|rank the? {lines} {how}", as: "sort the {lines} {how}") {
            $0["lines"]?.words.last.map { ["lines", "text"].contains($0.folded) } ?? false
        },
        Rewording("sort {whole} {how}", "put {whole} in|into {how} order", as: "sort the lines {how}") {
            $0["whole"]?.isAllText() ?? false
        },
        Rewording("reverse sort the? {lines}", as: "sort the {lines} in reverse"),
        Rewording("{lines} should|must be in {how} order", as: "sort {lines} in {how} order"),
        Rewording("put {lines} in|into {how:descending|ascending} order", as: "sort {lines} {how}"),
        Rewording("count up|out {rest}", as: "count {rest}"),
        Rewording("count how many {rest}", as: "how many {rest}"),
        Rewording(
            "which|what lines|line|rows|row number? of|in the? {file} {rest}",
            as: "tell me which line {rest}"
        ) {
            $0["file"]?.words.count == 1 && LineChoice.ways.contains($0["rest"]?.words.first?.folded ?? "")
        },
        Rewording("which lines|line|rows|row number? {rest}", as: "tell me which line {rest}") {
            LineChoice.ways.contains($0["rest"]?.words.first?.folded ?? "")
        },
        Rewording(
            "in|on which|what line|row does|is the? word|text|phrase? {text} appear|occur|stand|found|mentioned|there in {file}",
            "in|on which|what line|row does|is the? word|text|phrase? {text} appear|occur|stand|found|mentioned|there?",
            "which|what line|row does|is the? word|text|phrase? {text} appear|occur|stand|found|mentioned? in|on",
            as: "tell me which line contains {text}"
        ),
        Rewording("get|fetch|give|bring|hand me? the? file? {name}", as: "open {name}") {
            isFile($0["name"])
        },
        Rewording("show|display|view me? the? file? {name} in|with {tool}", as: "open {name} in {tool}") {
            isFile($0["name"])
        },
        Rewording("show|display|view me? the? file? {name}", as: "open {name}") { isFile($0["name"]) },
        Rewording("write {what} to the? disk as {name}", as: "save it as {name}"),
        Rewording(
            "keep {what} in|under|as a? file? called|named? {name}",
            as: "save it as {name}"
        ) { $0["name"].map { !PlaceNames.of($0.text).isEmpty } ?? false },
    ]

    /// Whether a phrase is the name of a file by its ending.
    private static func isFile(_ phrase: Phrase?) -> Bool {
        phrase.map { $0.words.count == 1 && !PlaceNames.of($0.text).isEmpty } ?? false
    }

    /// Whether a phrase is about the lines of a text: "all the lines of notes.txt".
    private static func isAllLines(_ phrase: Phrase) -> Bool {
        lines.contains { $0.match(phrase) != nil }
    }

    private static let lines = [
        Pattern("all? of? the? lines"), Pattern("all? of? the? lines of|in|from {text}"),
    ]

    private static let wiping = "clear|empty|wipe|delete|erase|remove|blank"

    private static let replacements = [
        Rewording(
            "{deed:replace|change|substitute|swap} the word|text {old} with|by|to|for {new}",
            as: "replace {old} with {new}"
        ) { $0["old"]?.words.count == 1 && $0["old"]?.isQuoted == false },
        Rewording("turn|convert|make every|each|all {old} into|to {new}", as: "replace {old} with {new}") {
            // "Convert all text to lower case" is about its letters.
            $0["old"].map { $0.words.count == 1 && Marks.of($0.text) == nil && !$0.isAllText() } ?? false
        },
        Rewording(
            "swap|exchange every|each|all? the? word|words|text? {old} for|with|against {new} everywhere|throughout?",
            "make|turn <old> into <new>",
            "use|put|write|have <new> instead of|for <old> everywhere?",
            "rewrite {old} as|to|into {new}",
            "correct|fix|mend the? spelling|misspelling|typo|mistake|error? {old} to|into|as|with {new}",
            "everywhere|wherever it says|reads {old} it should|must say|read {new}",
            "find and replace {old} with|by|to {new}",
            "replace of {old} with|by|to {new}",
            as: "replace {old} with {new}"
        ),
        Rewording(
            "substitute {new} for {old} in the? text|document|file",
            "substitute {new} for {old}",
            as: "replace {old} with {new}"
        ),
        Rewording(
            "change {old} to|into {new} everywhere|throughout|overall",
            as: "replace {old} with {new} everywhere"
        ),
        Rewording(
            "take|drop|cut|strip the? word|words|text? <old> out? of|from {place}",
            "take out the? word|words|text? <old>",
            as: "delete every {old}"
        ),
        Rewording(
            "\(wiping) every|each|all|any occurrence|occurrences|mention|mentions|instance|instances|case|cases of the? word|text? {old}",
            as: "delete every \"{old}\""
        ),
        Rewording("replace {old} with|by the word|words|text|phrase {new}", as: "replace {old} with {new}"),
        Rewording(
            "replace every|each|all instance|instances|occurrence|occurrences|mention|mentions of the? word|text? {old} with|by {new}",
            as: "replace {old} with {new}"
        ),
    ]

    private static let things = [
        Rewording(
            "get rid of {what}",
            "throw away|out {what}",
            "dispose of {what}",
            "bin {what}",
            "scrap {what}",
            as: "delete {what}"
        ),
        Rewording("wipe out|away? {what}", "strike out? {what}", as: "delete {what}"),
        Rewording(
            "move|put|send|throw|drop|dump|chuck|stick {what} to|in|into the? trash|bin|wastebasket|dustbin",
            "move {what} to the? recycle bin",
            as: "delete {what}"
        ),
        Rewording(
            "relocate|transfer|shift {what} to|into {folder}",
            "drop|stick|dump {what} in|into {folder}",
            as: "move {what} to {folder}"
        ),
        Rewording(
            "put|place|make|create|save|store a|one copy of {what} in|into|inside {folder}",
            as: "copy {what} to {folder}"
        ),
        Rewording(
            "give {what} the new? name {name}",
            "call {what} {name} from now on",
            as: "rename {what} to {name}"
        ) {
            $0["what"].map { $0.words.count < 4 } ?? false
        },
        Rewording("give {what} the value|number {value}", as: "set {what} to {value}"),
        Rewording("duplicate {what} to|in|into {folder}", as: "copy {what} to {folder}"),
        Rewording("give {x} a|an {field} of {value}", as: "set {x} {field} to {value}") {
            isNumber($0["value"])
        },
        Rewording("new folder|directory : {name}", as: "create a folder called {name}"),
        Rewording("shut {what}", as: "close {what}"),
        Rewording(
            "browse to {folder}",
            "enter|show|display me? the? folder|directory {folder}",
            as: "go to the folder {folder}"
        ),
        Rewording("enter|show|display me? the? {folder} folder|directory", as: "go to the folder {folder}"),
        Rewording(
            "locate {what}",
            "look up {what} in {place}",
            "look up {what}",
            "find? where does? it say|says|read|reads {what}",
            "where is|stands <what>",
            as: "find {what}"
        ),
        Rewording(
            "find the? next|first|last|previous? occurrence|instance|mention|place of {what}",
            as: "find {what}"
        ),
        Rewording("modify|alter|edit {what} to|into {value}", as: "change {what} to {value}"),
        Rewording(
            "pause|sleep for? {count} seconds|second",
            "hold on for? {count} seconds|second",
            as: "wait {count} seconds"
        ),
        Rewording("refuse|disagree", as: "decline"),
        Rewording("agree", "agree to it|this|that", "give consent", as: "confirm"),
        Rewording(
            "put|set|place a|the? tick|check|checkmark|cross mark? at|in|by|on|for|to|before|beside {what}",
            as: "tick {what}"
        ),
        Rewording(
            "remove|take|clear away? a|the? tick|check|checkmark|cross mark? away? at|in|by|on|for|from {what}",
            as: "untick {what}"
        ),
        Rewording(
            "{deed:tick|untick|check|uncheck|enable|disable|toggle|choose|select} the? box|checkbox|option|setting|switch {what}",
            as: "{deed} {what}"
        ),
        Rewording("respond|reply|answer with|by? {answer}", as: "answer {answer}"),
    ]

    static let writing = "type|write|enter|insert|add|append|put|input|place"

    private static func isQuoted(_ phrase: Phrase?) -> Bool { phrase?.words.last?.isQuoted ?? false }
}

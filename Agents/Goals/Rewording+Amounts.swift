/// Amounts of things that can be set, and how many of what a text has.
extension Rewording {
    static let amounts = [
        Rewording(
            "{deed:set|change|adjust} the? value|amount|level of {field} to {value}",
            as: "set {field} to {value}"
        ),
        Rewording("the? value|amount|level of {field} should|must be {value}", as: "set {field} to {value}"),
        Rewording(
            "increase|decrease|raise|lower|reduce|enlarge|bump|crank|shrink|grow {field} up|down? to {value}",
            "put|set|move|drag|slide|bring|adjust|turn {field} up|down? to|on|at {value}",
            "make|set|use {field} : {value}",
            as: "set {field} to {value}"
        ) { isNumber($0["value"]) },
        Rewording(
            "make|set|use a|the? {field} {value}",
            "use a|the? {value} as? {field}",
            as: "set {field} to {value}"
        ) {
            isNumber($0["value"]) && measures($0["field"])
        },
        Rewording("{deed:change|set|switch} {field} from {old} to {value}", as: "set {field} to {value}") {
            isNumber($0["old"])
        },
        Rewording("set {field} : {value}", as: "set {field} to {value}"),
        Rewording("set|use the? {field:font|theme|language|typeface} {value}", as: "set {field} to {value}") {
            !["to", "of", "size", "color", "colour", "in"].contains($0["value"]?.words.first?.folded)
        },
        Rewording(
            "\(telling) the? number|amount|count of {unit:\(units)} in|of {what}",
            "\(telling) the? {unit:\(units)} count of|in {what}",
            "how long is {what} in {unit:\(units)}",
            "\(telling) how many {unit:\(units)} {what} has|have|contains|contain|holds",
            "\(telling) how many {unit:\(units)} there are|is in {what}",
            "\(telling) how many {unit:\(units)} are|is in {what}",
            as: "count the {unit} in {what}"
        ),
        Rewording(
            "\(telling) the? number|amount|count of {unit:\(units)}",
            "\(telling) the? {unit:\(units)} count",
            "\(telling) how many {unit:\(units)} there are|is",
            "how many {unit:\(units)} are|is there",
            as: "count the {unit}"
        ),
    ]

    private static let units = "word|words|line|lines"
    private static let telling = "what|what's|tell|give|show|count|find|determine|say|get is|me|out?"

    /// Whether a thing has a size: "the font size".
    private static func measures(_ phrase: Phrase?) -> Bool {
        phrase?.words.last.map { !$0.isQuoted && measured.contains($0.folded) } ?? false
    }

    private static let measured: Set<String> = [
        "size", "width", "height", "length", "volume", "slider", "scale", "zoom", "margin", "indent",
        "spacing", "level", "opacity",
        "brightness", "speed", "depth", "button", "spinner", "number", "count", "quantity",
    ]
}

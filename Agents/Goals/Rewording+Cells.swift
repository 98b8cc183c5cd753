/// Cells of sheets: what is put into them, said in other ways than "put 5 in A1".
extension Rewording {
    static let cells = [
        Rewording(
            "{deed:set|change|make} the? value|content|contents|number of|in {cell} to? {value}",
            "replace|overwrite the? value|content|contents|number of|in {cell} with|by|to {value}",
            "overwrite|replace {cell} with|by {value}",
            "the? value|content|contents|number of|in {cell} should|must be {value}",
            "store|place|record|save|note|key|have {value} in|into|at {cell}",
            "make {cell} equal to? {value}",
            "make the? cell {cell} {value}",
            "make {cell} {value}",
            "{value} goes|belongs|comes in|into {cell}",
            as: "put {value} in {cell}"
        ) { isCells($0["cell"]) },
        Rewording(
            "fill {cells} with the? numbers from? {first} to|through {last}",
            as: "put the numbers {first} to {last} in {cells}"
        ) {
            isCells($0["cells"]) && isNumber($0["first"]) && isNumber($0["last"])
        },
        Rewording(
            "fill {cells} with the? numbers|values|words|texts {value}",
            "fill {cells} with {value}",
            as: "put {value} in {cells}"
        ) { isCells($0["cells"]) },
        Rewording(
            "\(clearing) the? value|content|contents|number|text of|in|from {cells}",
            "\(clearing) what's|everything in {cells}",
            "\(clearing) what is in {cells}",
            "\(clearing) {cells}",
            as: "clear {cells}"
        ) { isCells($0["cells"]) && !CellNames.isLine($0["cells"]) },
        Rewording(
            "select|mark|highlight the? range|cells|area from? {first} to|through|until {last}",
            "select|mark|highlight {first} to|through|until {last}",
            as: "select {first} to {last}"
        ) { isCells($0["first"]) && isCells($0["last"]) },
        Rewording(
            "select|mark|highlight the? range|cells|area {cells}",
            "mark|highlight {cells}",
            as: "select {cells}"
        ) {
            isCells($0["cells"])
        },
        Rewording(
            "into|in {one} \(writing) {value} and into|in {other} \(writing)? {another}",
            as: "put {value} in {one} and {another} in {other}"
        ) { isCells($0["one"]) && isCells($0["other"]) },
        Rewording("sum|total|add up? {cells} in|into {cell}", as: "put the sum of {cells} in {cell}") {
            areCells($0)
        },
        Rewording("in|into {cell} {formula}", as: "put {formula} in {cell}") {
            isCells($0["cell"]) && CellFormula.text($0["formula"]?.text ?? "", after: []).hasPrefix("=")
        },
        Rewording("average {cells} in|into {cell}", as: "put the average of {cells} in {cell}") {
            areCells($0)
        },
        Rewording(
            "count the? numbers|values|cells|entries in|of|from {cells} in|into {cell}",
            as: "put the count of {cells} in {cell}"
        ) { areCells($0) },
        Rewording(
            "calculate|compute|show|find|get|give|display|insert {value} in|into {cell}",
            "in|into {cell} calculate|compute|show|find|get|give|display|insert {value}",
            "work out {value} in|into {cell}",
            as: "put {value} in {cell}"
        ) { isCells($0["cell"]) },
    ]

    private static let clearing = "clear|empty|delete|erase|remove|wipe"

    private static func isCells(_ phrase: Phrase?) -> Bool { phrase.flatMap { CellNames.of($0.text) } != nil }

    private static func areCells(_ captures: [String: Phrase]) -> Bool {
        isCells(captures["cells"]) && isCells(captures["cell"])
    }
}

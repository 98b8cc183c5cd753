/// What is to be written into a cell, as a sheet wants it: "the sum of A1 and A2" as a formula.
enum CellFormula {
    /// Returns the text to type for a value in a user's words.
    ///
    /// - Parameter earlier: The cells that the goal filled before, which "their sum" is about.
    static func text(_ value: String, after earlier: [Cell]) -> String {
        guard !value.hasPrefix("=") else { return value }
        let phrase = Phrase(value).bare
        if let formula = formula.match(phrase)?["formula"]?.text {
            return formula.hasPrefix("=") ? formula : "=" + formula
        }
        if let found = theirs.match(Phrase(value)), let kind = found["kind"]?.text.lowercased(),
            let function = functions[kind], let text = call(function, earlier)
        {
            return text
        }
        if let found = named.match(phrase), let kind = found["kind"]?.text.lowercased(),
            let function = functions[kind], let cells = found["cells"].flatMap({ CellNames.of($0.text) }),
            let text = call(function, cells)
        {
            return text
        }
        for (pattern, sign) in signs {
            guard let found = pattern.match(phrase), let left = found["left"].flatMap(operand),
                let right = found["right"].flatMap(operand), Double(left) == nil || Double(right) == nil
            else { continue }
            return "=\(left)\(sign)\(right)"
        }
        for (pattern, times) in multiples {
            if let cell = pattern.match(phrase)?["cell"].flatMap({ Cell($0.text) }) {
                return "=\(cell.name)*\(times)"
            }
        }
        return value
    }

    /// A cell or a number.
    private static func operand(_ phrase: Phrase) -> String? {
        Cell(phrase.bare.text)?.name ?? Numbers.reading(phrase)
    }

    /// A function of cells, as a range where they lie side by side; a sum is added up where they do not.
    private static func call(_ function: String, _ cells: [Cell]) -> String? {
        guard let first = cells.first, let last = cells.last, cells.count > 1 else { return nil }
        let isColumn =
            cells.allSatisfy { $0.column == first.column } && last.row - first.row == cells.count - 1
        let isRow = cells.allSatisfy { $0.row == first.row } && last.column - first.column == cells.count - 1
        if isColumn || isRow { return "=\(function)(\(first.name):\(last.name))" }
        return function == "SUM" ? "=" + cells.map(\.name).joined(separator: "+") : nil
    }

    private static let formula = Pattern("formula {formula}")
    private static let theirs = Pattern("their|the {kind} of? them|both|all|these?")
    private static let named = Pattern("{kind} value|number|values|numbers? of|in|from|among {cells}")
    private static let functions = [
        "sum": "SUM", "total": "SUM", "average": "AVERAGE", "mean": "AVERAGE", "product": "PRODUCT",
        "maximum": "MAX", "max": "MAX", "largest": "MAX", "highest": "MAX", "biggest": "MAX",
        "greatest": "MAX",
        "minimum": "MIN", "min": "MIN", "smallest": "MIN", "lowest": "MIN", "count": "COUNT",
    ]
    private static let signs = [
        ("{left} plus|+ {right}", "+"), ("add {left} and|to {right}", "+"),
        ("{left} minus|less|- {right}", "-"),
        ("difference between|of {left} and {right}", "-"), ("subtract {right} from {left}", "-"),
        ("{left} times|*|x {right}", "*"), ("{left} multiplied by|with {right}", "*"),
        ("multiply {left} by|with|and {right}", "*"),
        ("{left} over|/ {right}", "/"), ("{left} divided by {right}", "/"), ("divide {left} by {right}", "/"),
        ("quotient of {left} and {right}", "/"),
    ].map { (Pattern($0.0), $0.1) }
    private static let multiples = [
        (Pattern("twice|double {cell}"), 2), (Pattern("thrice|triple {cell}"), 3),
    ]
}

import Core

/// Cells of sheets in goals: what is to stand in which.
extension GoalSplitter {
    /// "Put 5 in A1, 7 in A2 and their sum in A3"; `nil` where no cells are named.
    static func cells(_ clause: Phrase) -> [Intent]? {
        guard let verb = clause.words.first, !verb.isQuoted, writing.contains(verb.folded) else { return nil }
        var intents: [Intent] = []
        var start: Int?
        for item in clause.dropFirst().items {
            let begin = start ?? item.words.startIndex
            // A list of values for several cells is cut as the values and cells of a list of pairs are.
            let part = clause.slice(begin..<item.words.endIndex)
            if let (value, place) = entry(part) {
                intents.append(.type(value.text, into: place.text, line: false))
                start = nil
            } else {
                start = begin
            }
        }
        return start == nil && !intents.isEmpty ? intents : nil
    }

    /// "5 in A1", "the sum of A1 to A9 in B1".
    private static func entry(_ part: Phrase) -> (value: Phrase, place: Phrase)? {
        for pattern in into {
            if let found = pattern.match(part), let place = found["place"], let value = found["value"],
                CellNames.of(place.text, values: Enumeration.values(value).count) != nil
            {
                return (value, place)
            }
        }
        return nil
    }

    /// The subgoals with those that fill or choose cells as such, one for each cell.
    static func withCells(_ subgoals: [Subgoal]) -> [Subgoal] {
        var filled: [Cell] = []
        return subgoals.flatMap { subgoal -> [Subgoal] in
            var subgoal = subgoal
            let scope = subgoal.scope
            if scope.flatMap({ CellNames.of($0) }) != nil { subgoal.scope = nil }
            let intents: [Intent]?
            switch subgoal.intent {
            case .type(let text, let field, _): intents = entries(text, field ?? scope, &filled)
            case .fill(let text): intents = entries(text, scope, &filled)
            case .set(let field, let value): intents = entries(value, field, &filled)
            case .choose(let what, _), .click(let what, .left, 1): intents = place(what).map { [$0] }
            default: intents = nil
            }
            guard let intents else { return [subgoal] }
            return intents.map { Subgoal(text: subgoal.text, scope: subgoal.scope, intent: $0) }
        }
    }

    private static func entries(_ text: String, _ place: String?, _ filled: inout [Cell]) -> [Intent]? {
        guard let place else { return nil }
        let text =
            number.match(Phrase(text), where: { Rewording.isNumber($0["number"]) })?["number"]?.text ?? text
        let values = Enumeration.values(Phrase(text))
        guard let cells = CellNames.of(place, values: values.count) else { return nil }
        defer { filled += cells }
        if cells.count == values.count, cells.count > 1 {
            return zip(cells, values).map {
                .cell($0.name, value: CellFormula.text($1, after: filled))
            }
        }
        let isEmpty = ["empty", "nothing", "blank"].contains(text.lowercased())
        let value = isEmpty ? "" : CellFormula.text(text, after: filled)
        return cells.map { .cell($0.name, value: value) }
    }

    /// "Go to cell B7", "select A1:B3".
    private static func place(_ what: String) -> Intent? {
        guard let cells = CellNames.of(what), let first = cells.first, let last = cells.last else {
            return nil
        }
        return .cell(first == last ? first.name : "\(first.name):\(last.name)", value: nil)
    }

    private static let number = Pattern("the? number|value {number}")
    private static let writing: Set<String> = [
        "put", "type", "enter", "write", "insert", "input", "add", "set", "fill",
    ]
    private static let into = ["{value} in|into|at {place}", "{value} to {place}"].map(Pattern.init)
}

import Core

extension BrowserOracle {
    /// Tasks whose answer is to be read or worked out from the page.
    static let reading: [String: Rule] = [
        "read-table": { view in
            let key = try view.part(after: "value of ", before: " into the text field")
            let cells = view.all(.tableCell).map(\.name)
            guard let place = cells.firstIndex(of: key), cells.indices.contains(place + 1) else {
                throw OracleProblem("no cell is called \"\(key)\"")
            }
            return try enter(cells[place + 1], view)
        },
        "find-word": { view in
            let words = try paragraph(view).split(separator: " ").map { $0.filter { $0.isLetter } }
            let place = try view.ordinal(of: "word")
            guard words.indices.contains(place - 1) else {
                throw OracleProblem("there are \(words.count) words")
            }
            return try enter(words[place - 1], view)
        },
        "scroll-text": { view in
            let text = view.all(.entry).first { $0.states.contains(.multiLine) }?.value ?? ""
            guard let word = text.split(whereSeparator: \.isWhitespace).last else {
                throw OracleProblem("the text is empty")
            }
            return try enter(word.filter { $0.isLetter || $0.isNumber }, view)
        },
        "text-transform": { view in
            let letters = view.texts.filter { $0.count == 1 }.joined()
            guard !letters.isEmpty else { throw OracleProblem("there are no letters") }
            return try enter(letters, view)
        },
        "simple-arithmetic": { view in
            for text in view.texts { if let sum = arithmetic(text) { return try enter("\(sum)", view) } }
            throw OracleProblem("there is no sum")
        },
        "simple-algebra": { view in
            for text in view.texts { if let x = algebra(text) { return try enter("\(x)", view) } }
            throw OracleProblem("there is no equation")
        },
    ]

    /// The text just above the field.
    private static func paragraph(_ view: OracleView) throws -> String {
        guard let field = view.elements.firstIndex(where: { $0.role == .entry }),
            let text = view.elements[..<field].last(where: { $0.role == Role("static") })
        else { throw OracleProblem("there is no paragraph") }
        return text.name
    }

    /// The result of "4 x 7 =".
    static func arithmetic(_ text: String) -> Int? {
        let parts = text.split(separator: " ")
        guard parts.count == 4, parts[3] == "=", let a = Int(parts[0]), let b = Int(parts[2]) else {
            return nil
        }
        switch parts[1] {
        case "+": return a + b
        case "-": return a - b
        case "x": return a * b
        default: return nil
        }
    }

    /// The x of "x - 3 = 9" or "3 + x = 9".
    static func algebra(_ text: String) -> Int? {
        let parts = text.split(separator: " ")
        guard parts.count == 5, parts[3] == "=", let result = Int(parts[4]) else { return nil }
        switch (parts[0], parts[1], parts[2]) {
        case ("x", "+", let other): return Int(other).map { result - $0 }
        case ("x", "-", let other): return Int(other).map { result + $0 }
        case (let other, "+", "x"): return Int(other).map { result - $0 }
        case (let other, "-", "x"): return Int(other).map { $0 - result }
        default: return nil
        }
    }
}

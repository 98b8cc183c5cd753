import Core

extension BrowserOracle {
    /// Tasks of one or two presses on what the goal names.
    static let clicking: [String: Rule] = [
        "click-test": { view in view.click(try view.one(.pushButton, number: 1)) },
        "click-test-2": { view in try view.press("ONE") },
        "click-test-transfer": { view in
            try view.press(try view.part(after: "button ", before: "."))
        },
        "click-button": { view in try view.press(try view.quote(0)) },
        "unicode-test": { view in try view.press(try view.quote(0)) },
        "click-button-sequence": { view in
            let first = try view.one(.pushButton, "ONE")
            return view.did("click", to: first) ? try view.press("TWO") : view.click(first)
        },
        "click-dialog": { view in try view.press("Close") },
        "click-dialog-2": { view in
            let name = try view.quote(0)
            return try view.press(name == "x" ? "Close" : name)
        },
        "click-link": { view in view.click(try view.one(.link, try view.quote(0))) },
        "click-widget": { view in view.click(try widget(try view.quote(0), view)) },
        "focus-text": { view in view.click(try view.one(.entry, number: 1)) },
        "focus-text-2": { view in
            view.click(try view.one(.entry, number: try view.ordinal(of: "input")))
        },
        "buy-ticket": { view in view.click(try ticket(view)) },
        "odd-or-even": { view in try parity(view) },
    ]

    /// The widget of a kind, as pages call kinds.
    private static func widget(_ kind: String, _ view: OracleView) throws -> UIElement {
        switch kind {
        case "radio": return try view.one(.radioButton, number: 1)
        case "checkbox": return try view.one(.checkBox, number: 1)
        case "button": return try view.one(.pushButton, number: 1)
        case "text", "textarea":
            let isLong = kind == "textarea"
            let found = view.all(.entry).first { $0.states.contains(.multiLine) == isLong }
            guard let found else { throw OracleProblem("there is no \(kind)") }
            return found
        default: throw OracleProblem("\"\(kind)\" is no kind of widget")
        }
    }

    /// The button of the ticket with the lowest or highest price or duration.
    private static func ticket(_ view: OracleView) throws -> UIElement {
        let wish = try view.part(after: "ticket with the ", before: ".")
        let buttons = view.all(.pushButton).filter { $0.name.hasPrefix("Book for $") }
        let durations = view.texts.compactMap(minutes)
        guard !buttons.isEmpty, durations.count == buttons.count else {
            throw OracleProblem("\(buttons.count) tickets have \(durations.count) durations")
        }
        let byDuration = wish.hasSuffix("duration")
        let figures = buttons.indices.map { index in
            byDuration ? durations[index] : Int(buttons[index].name.dropFirst(10)) ?? 0
        }
        let wantsLeast = wish.hasPrefix("cheapest") || wish.hasPrefix("shortest")
        let best = wantsLeast ? figures.min() : figures.max()
        guard let position = figures.firstIndex(where: { $0 == best }) else {
            throw OracleProblem("no ticket")
        }
        return buttons[position]
    }

    /// Minutes of a duration such as "13h 5m".
    static func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: " ")
        guard parts.count == 2, parts[0].hasSuffix("h"), parts[1].hasSuffix("m"),
            let hours = Int(parts[0].dropLast()), let rest = Int(parts[1].dropLast())
        else { return nil }
        return hours * 60 + rest
    }

    /// Marks each number by the button left or right of it, then submits.
    private static func parity(_ view: OracleView) throws -> Action? {
        let marks = view.all(.pushButton).filter { $0.name == "Odd" || $0.name == "Even" }
        let numbers = view.texts.compactMap { Int($0.replacing("−", with: "-")) }
        guard marks.count == numbers.count * 2, !numbers.isEmpty else {
            throw OracleProblem("\(numbers.count) numbers have \(marks.count) buttons")
        }
        for (index, number) in numbers.enumerated() {
            let button = marks[index * 2 + (number.isMultiple(of: 2) ? 1 : 0)]
            if !view.did("click", to: button) { return view.click(button) }
        }
        return try view.press("Submit")
    }
}

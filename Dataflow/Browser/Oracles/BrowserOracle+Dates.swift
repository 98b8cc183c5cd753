import Core

extension BrowserOracle {
    /// Tasks of dates and times.
    static let dates: [String: Rule] = [
        "choose-date-easy": { view in try pick(view) },
        "choose-date-nodelay": { view in try pick(view) },
        "enter-date": { view in
            let date = try view.part(after: "Enter ", before: " as the date")
            return try spin(date.split(separator: "/").map(String.init), view)
        },
        "enter-time": { view in
            let time = try view.part(after: "Enter ", before: " as the time")
            return try spin(time.split { !$0.isLetter && !$0.isNumber }.map(String.init), view)
        },
    ]

    /// Types the parts of a date or time, one after the other; the field goes on by itself.
    private static func spin(_ parts: [String], _ view: OracleView) throws -> Action? {
        guard parts.count == 3 else { throw OracleProblem("a date or time has three parts") }
        let first = try view.one(.spinButton, number: 1)
        if !view.did("click", to: first) { return view.click(first) }
        let typed = parts.enumerated().map { index, part in
            // A single digit would wait for another one; of the year all four are typed.
            part.allSatisfy(\.isNumber) && part.count == 1
                ? "0" + part : index == 2 ? part.lowercased() : part
        }.joined()
        if view.count(of: .type(typed)) == 0 { return .type(typed) }
        return try view.press("Submit")
    }

    /// Opens the calendar, goes to the month, presses the day.
    private static func pick(_ view: OracleView) throws -> Action? {
        let wanted = try view.part(after: "Select ", before: " as the date").split(separator: "/").compactMap
        { Int($0) }
        guard wanted.count == 3 else { throw OracleProblem("the goal gives no date") }
        let entry = try view.one(.entry, number: 1)
        if let value = entry.value, !value.isEmpty { return try view.press("Submit") }
        let shown =
            view.texts.compactMap { months.firstIndex(of: $0) }.last ?? view.texts.compactMap(month).last
        guard let shown else { return view.click(entry) }
        if shown + 1 == wanted[0] {
            return view.click(try view.one(.link, "\(wanted[1])"))
        }
        return view.click(try view.one(.link, shown + 1 > wanted[0] ? "Prev" : "Next"))
    }

    /// The month of a heading such as "December 2016", from 0.
    static func month(_ text: String) -> Int? {
        text.split(separator: " ").first.flatMap { months.firstIndex(of: String($0)) }
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]
}

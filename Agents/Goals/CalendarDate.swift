/// A day as people write it: `04/01/2016`, `2016-04-01`, "1 April 2016", "April 1st".
package struct CalendarDate: Hashable, Sendable {
    /// The year, where one is told.
    package var year: Int?
    /// The month, 1 to 12.
    package var month: Int
    /// The day, 1 to 31.
    package var day: Int

    /// Reads a phrase that is one date; `nil` for others.
    ///
    /// Of two numbers before a year the month comes first, as in the United States, unless it can only be the day.
    package init?(reading text: String) {
        // A time has three numbers too.
        guard !text.contains(":") else { return nil }
        let parts = text.lowercased().split { !($0.isLetter || $0.isNumber) }.map(String.init)
            .filter { !["the", "of"].contains($0) }
        guard (2...3).contains(parts.count) else { return nil }
        let numbers = parts.map { Int($0) ?? Numbers.ordinal($0) }
        if let place = parts.firstIndex(where: { Self.month(of: $0) != nil }) {
            guard let month = Self.month(of: parts[place]) else { return nil }
            let rest = numbers.indices.filter { $0 != place }.compactMap { numbers[$0] }
            guard rest.count == parts.count - 1 else { return nil }
            let day = rest.first { (1...31).contains($0) }
            guard let day, let other = rest.count == 1 ? 0 : rest.first(where: { $0 != day }) else {
                return nil
            }
            self.init(year: other == 0 ? nil : other, month: month, day: day)
        } else {
            let whole = numbers.compactMap(\.self)
            guard whole.count == 3 else { return nil }
            let isISO = whole[0] > 31
            let year = isISO ? whole[0] : whole[2]
            var (month, day) = isISO ? (whole[1], whole[2]) : (whole[0], whole[1])
            if month > 12 { swap(&month, &day) }
            self.init(year: year < 100 ? 2000 + year : year, month: month, day: day)
        }
    }

    private init?(year: Int?, month: Int, day: Int) {
        guard (1...12).contains(month), (1...31).contains(day),
            year.map({ (1000...9999).contains($0) }) ?? true
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Returns the number of a month, 1 to 12, by its English name or the first three letters of it.
    package static func month(of word: String) -> Int? {
        let word = word.lowercased()
        return names.firstIndex { $0 == word || $0.prefix(3) == word }.map { $0 + 1 }
    }

    private static let names = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december",
    ]
}

import Core

/// Choosing a day in a calendar that shows one month at a time.
extension Grounding {
    /// The ways on to a day: the field that opens the calendar, the month before or after, the day.
    func picking(_ date: CalendarDate, for field: String) -> [Proposal] {
        let days = days
        guard let shown = shownMonth, days.count >= Self.shortest else {
            return matches(field) { $0.isField && !$0.isInput }.map {
                Proposal(.click($0.widget.target), $0.score, "\"\($0.widget.name)\" is chosen in a calendar")
            }
        }
        let year = shown.year ?? date.year ?? 0
        let months = ((date.year ?? year) - year) * 12 + date.month - shown.month
        if months == 0 {
            let fitting = days.filter { $0.name == "\(date.day)" }
            // Days of the month before come first, those of the month after last.
            guard let day = date.day > 15 ? fitting.last : fitting.first else { return [] }
            return [Proposal(.click(day.target), Self.sure, "the calendar shows the month")]
        }
        let names = months < 0 ? Self.earlier : Self.later
        return scene.inFront.filter {
            $0.isShowing && $0.isPressable && names.contains(Match.normalized($0.name))
        }
        .map { Proposal(.click($0.target), Self.sure, "the month is \(abs(months)) away") }
    }

    /// Whether the day was pressed.
    func isPicked(_ date: CalendarDate) -> Bool {
        attempts.contains { attempt in
            guard attempt.worked, case .click = attempt.action else { return false }
            return attempt.widget?.name == "\(date.day)"
        }
    }

    /// The days that can be pressed, in reading order.
    private var days: [Widget] {
        let days = scene.inFront.filter { $0.isShowing && Int($0.name).map((1...31).contains) ?? false }
        let pressed = days.filter { [.link, .pushButton, .toggleButton].contains($0.role) }
        return pressed.count >= Self.shortest ? pressed : days.filter { $0.role == .tableCell }
    }

    /// The month that is told above the days, with its year where that is told too.
    private var shownMonth: (year: Int?, month: Int)? {
        let texts = scene.observation.elements.filter { $0.isOnScreen && $0.name.count <= 20 }.map(\.name)
        for (place, text) in texts.enumerated().reversed() {
            let words = text.split { !($0.isLetter || $0.isNumber) }.map(String.init)
            guard let month = words.first.flatMap(CalendarDate.month(of:)), words.count <= 2 else { continue }
            if words.count == 2 {
                guard let year = Self.year(words[1]) else { continue }
                return (year, month)
            }
            return (texts.dropFirst(place + 1).prefix(2).compactMap(Self.year).first, month)
        }
        return nil
    }

    private static func year(_ text: String) -> Int? {
        Int(text).flatMap { (1000...9999).contains($0) ? $0 : nil }
    }

    /// Days of the shortest month.
    private static let shortest = 28
    private static let sure = 0.98
    private static let earlier: Set<String> = ["prev", "previous", "previous month", "<", "«", "‹", "◀", "←"]
    private static let later: Set<String> = ["next", "next month", ">", "»", "›", "▶", "→"]
}

import Core
import Desktop

extension Executor {
    /// Waits until a condition holds, looking again each time the screen has changed.
    func wait(for condition: Condition, timeout: Double) async throws -> Performance {
        let start = ContinuousClock.now
        let limit = max(0, min(timeout.isFinite ? timeout : 3600, 3600))
        let deadline = start + .seconds(limit)
        var after: Observation
        if condition == .settled {
            after = try await sensor.settled(timeout: limit)
            keep(after)
            return Performance(
                outcome: Outcome(.confirmed, evidence: ["the screen has settled"]),
                after: after
            )
        }
        while true {
            after = try await sensor.observe()
            if let line = holds(condition, on: after) {
                keep(after)
                return Performance(outcome: Outcome(.confirmed, evidence: [line]), after: after)
            }
            try Task.checkCancellation()
            let left = (deadline - ContinuousClock.now) / .seconds(1)
            if left <= 0 { break }
            // A window's change ends the pause early; a change inside one shows at its end.
            let seen = await display.changeCount
            _ = try await display.wait(within: min(left, 0.1)) { display in display.changeCount != seen }
        }
        keep(after)
        let seconds = (limit * 10).rounded() / 10
        return Performance(
            outcome: Outcome(
                .failed,
                message: "\(seconds) seconds went by before \(condition.words)",
                candidates: near(condition, on: after)
            ),
            after: after
        )
    }

    private func holds(_ condition: Condition, on screen: Observation) -> String? {
        switch condition {
        case .appears(let query):
            switch screen.resolve(query) {
            case .unique(let element) where element.isOnScreen:
                return "\(screen.words(for: element)) is there"
            case .ambiguous(let elements) where elements.contains(where: \.isOnScreen):
                return "\(elements.count) elements fit \(query)"
            default: return nil
            }
        case .disappears(let query):
            switch screen.resolve(query) {
            case .unique(let element) where element.isOnScreen: return nil
            case .ambiguous(let elements) where elements.contains(where: \.isOnScreen): return nil
            default: return "no \(query) is on the screen"
            }
        case .window(let text):
            return screen.windows.first { $0.matches(text) }.map { "window \"\($0.title)\" is open" }
        case .noWindow(let text):
            return screen.windows.contains { $0.matches(text) } ? nil : "no window \"\(text)\" is open"
        case .settled: return "the screen has settled"
        }
    }

    private func near(_ condition: Condition, on screen: Observation) -> [String] {
        switch condition {
        case .appears(let query):
            if case .missing(let near) = screen.resolve(query) { return near.map(screen.words) }
            return []
        case .window: return screen.windows.map { "window \"\($0.title)\" of \($0.application)" }
        case .disappears, .noWindow, .settled: return []
        }
    }
}

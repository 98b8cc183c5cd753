import Core

/// A reading of the screen and when it was complete.
struct Frame: Sendable {
    let time: Double
    let observation: Observation
}

/// The last few readings of the screen.
struct Frames: Sendable {
    /// Enough for what happens within one pending step.
    private static let limit = 16
    private var all: [Frame] = []

    /// Adds a reading, in the order of time; the last one at the `needed` time is kept.
    mutating func add(_ frame: Frame, keeping needed: Double) {
        let index = all.lastIndex { $0.time <= frame.time }.map { $0 + 1 } ?? 0
        all.insert(frame, at: index)
        guard all.count > Self.limit else { return }
        let anchor = all.lastIndex { $0.time <= needed } ?? 0
        all.remove(at: anchor == 0 ? 1 : 0)
    }

    /// Returns the last reading that was complete at `time`.
    func last(at time: Double) -> Frame? { all.last { $0.time <= time } }

    /// Returns the last reading that was complete after one time and not after another.
    func last(after start: Double, until end: Double) -> Frame? {
        all.last { $0.time > start && $0.time <= end }
    }

    /// Returns the newest description of an object of the accessibility tree.
    func element(_ object: AccessibleID) -> UIElement? {
        for frame in all.reversed() {
            if let found = frame.observation.element(object) { return found }
        }
        return nil
    }
}

extension Observation {
    /// Returns the element that is an object of the accessibility tree.
    func element(_ object: AccessibleID) -> UIElement? {
        elements.first { $0.source == .accessibility(object) }
    }
}

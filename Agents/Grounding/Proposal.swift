package import Core

/// An action that could serve a subgoal, with the evidence for it.
package struct Proposal: Hashable, Sendable {
    package var action: Action
    /// How well it fits what was asked for, 0 to 1.
    package var score: Double
    /// Why, in a few words.
    package var reason: String

    package init(_ action: Action, _ score: Double, _ reason: String) {
        self.action = action
        self.score = score
        self.reason = reason
    }

    /// Below this, nothing on the screen speaks for an action, and doing it would be guessing.
    package static let threshold = 0.4
}

/// Something that was tried for a subgoal, and what came of it.
package struct Attempt: Hashable, Sendable {
    package var action: Action
    package var status: Outcome.Status
    /// The titles of the windows before and after.
    package var windowsBefore: Set<String>
    package var windowsAfter: Set<String>
    /// The widget it was aimed at, as it was then.
    package var widget: Widget?
    /// The number that stood alone on the screen afterwards, as a slider shows it.
    package var readout: Double?

    /// Whether the run may go on as if it had worked.
    var worked: Bool {
        switch status {
        case .confirmed, .partial, .unverifiable: true
        case .suspectedNoop, .refused, .failed: false
        }
    }

    /// Whether it was sent at all.
    var wasSent: Bool { status != .refused && status != .failed }
}

import Core

/// The screen at the moment an action is carried out.
struct Scene {
    /// The observation the action was decided on.
    let decided: Observation
    /// The screen as it is now.
    let live: Observation

    var targeting: Targeting { Targeting(decided: decided, live: live) }
}

/// One way of carrying out an action.
struct Way {
    /// "pointer", "accessibility" or "keyboard".
    var route: String
    /// Does it; what it throws lets the next way be tried.
    var act: () async throws -> Void
}

/// What was sent, and to what.
struct Deed {
    /// The action with which the evidence is judged.
    var action: Action
    /// The element it concerns, as it was before.
    var target: UIElement?
    var ways: [Way]
    /// Whether doing it once more does no harm when nothing happened the first time.
    var mayRepeat = true
    /// What is to be said besides the evidence.
    var notes: [String] = []
    /// The text as it is typed, which the outcome must not show.
    var revealed: Revealed?
}

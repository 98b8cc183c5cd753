/// How actions may be carried out.
public enum Route: String, Hashable, Sendable, Codable, CaseIterable {
    /// What fits best: pointer and keyboard where the target shows, the accessibility bus where it
    /// does not, the next way when one had no effect.
    case automatic
    /// The accessibility bus wherever it offers a way, else pointer and keyboard.
    case accessibility
    /// Pointer and keyboard alone (XTest), as a hand works.
    case pointer
}

/// How the executor works.
public struct ExecutorOptions: Hashable, Sendable {
    /// How actions may be carried out.
    public var route: Route
    /// Seconds to wait at most for the screen to settle after an action.
    public var settle: Double
    /// Seconds to wait at most for the window of what was opened.
    public var opening: Double
    /// Seconds an element must keep still to be above suspicion of changing by itself.
    public var calm: Double

    /// Creates options.
    public init(route: Route = .automatic, settle: Double = 3, opening: Double = 30, calm: Double = 1.1) {
        self.route = route
        self.settle = settle
        self.opening = opening
        self.calm = calm
    }
}

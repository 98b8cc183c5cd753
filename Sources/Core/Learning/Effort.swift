/// What a task took: beside whether it succeeded, what tells one way of deciding from another.
public struct Effort: Hashable, Sendable, Codable {
    /// Seconds of each step: looking, deciding and acting.
    public var stepSeconds: [Double]
    /// Tokens a model read and wrote.
    public var tokens: Int
    /// Decisions for which a model was asked.
    public var calls: Int
    /// Actions that the safety policy refused.
    public var refused: Int
    /// Actions of the task's own steps; `nil` where it has none.
    public var oracle: Int?

    /// Creates a record; of nothing when all is left out.
    public init(
        stepSeconds: [Double] = [],
        tokens: Int = 0,
        calls: Int = 0,
        refused: Int = 0,
        oracle: Int? = nil
    ) {
        self.stepSeconds = stepSeconds
        self.tokens = tokens
        self.calls = calls
        self.refused = refused
        self.oracle = oracle
    }
}

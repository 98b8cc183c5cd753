public import Core

/// Does one of the browser tasks that may be trained on, seeing what any planner sees.
public struct BrowserOracle: Sendable {
    typealias Rule = @Sendable (OracleView) throws -> Action?

    /// The name of the task.
    public let task: String
    private let rule: Rule

    /// Returns the oracle of a task; `nil` where there is none.
    public init?(_ task: String) {
        guard let rule = Self.rules[task] else { return nil }
        self.task = task
        self.rule = rule
    }

    /// The names of the tasks that have an oracle, in alphabetical order.
    public static var tasks: [String] { rules.keys.sorted() }

    /// Chooses the next action.
    ///
    /// - Returns: `done` when nothing is left to do, `fail` where it does not know what to do.
    public func next(goal: String, after steps: [Step], seeing observation: Observation) -> Action {
        do {
            let view = OracleView(goal: goal, observation: observation, steps: steps)
            return try rule(view) ?? .done(answer: nil)
        } catch {
            return .fail(reason: "\(error)")
        }
    }

    private static let rules: [String: Rule] = [
        clicking, choosing, tabs, typing, reading, dates, moving, mail, search,
    ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }
}

import Core

/// Carries out the steps of a task file in order, waiting for each step's element to appear.
struct ScriptPlanner: Planner {
    /// The steps, in order.
    let steps: [Action]
    /// Looks again while an element is not there yet.
    let sensor: any Sensor
    /// Seconds to wait for a step's element.
    var patience = 10.0
    /// Whether waiting for an element is a step of its own, so that the next one sees the element.
    var waitsInSteps = false

    func decide(after trajectory: Trajectory, seeing observation: Observation) async throws -> Decision {
        let position = trajectory.steps.count { $0.decision.subgoal != Self.waiting }
        if let last = trajectory.steps.last, last.decision.subgoal != Self.waiting,
            last.outcome.status == .refused || last.outcome.status == .failed
        {
            return Decision(
                .fail(reason: "step \(position) (\(last.decision.text)): \(last.outcome.message)"),
                text: "stop",
                decidedBy: .script,
                reason: "a step could not be carried out"
            )
        }
        guard steps.indices.contains(position) else {
            return Decision(
                .done(answer: nil),
                text: "done",
                decidedBy: .script,
                reason: "all steps are done"
            )
        }
        let action = steps[position]
        if waitsInSteps, trajectory.steps.last?.decision.subgoal != Self.waiting,
            let missing = Self.queries(of: action).first(where: { Self.isMissing($0, observation) })
        {
            let wait = Action.wait(.appears(missing), timeout: patience)
            return Decision(
                wait,
                text: wait.words(on: observation),
                decidedBy: .script,
                reason: "the element of step \(position + 1) is not there yet",
                subgoal: Self.waiting
            )
        }
        try await waitForTargets(of: action, from: observation)
        return Decision(
            action,
            text: action.words(on: observation),
            decidedBy: .script,
            reason: "step \(position + 1) of \(steps.count)"
        )
    }

    /// What steps that only wait say they serve.
    private static let waiting = "waiting"

    private static func queries(of action: Action) -> [ElementQuery] {
        action.targets.compactMap { if case .query(let query) = $0 { query } else { nil } }
    }

    private static func isMissing(_ query: ElementQuery, _ observation: Observation) -> Bool {
        if case .missing = observation.resolve(query) { true } else { false }
    }

    /// A dialog that the last step opened may still be on its way.
    private func waitForTargets(of action: Action, from observation: Observation) async throws {
        let queries = Self.queries(of: action)
        guard !queries.isEmpty else { return }
        let deadline = ContinuousClock.now + .seconds(patience)
        var current = observation
        while ContinuousClock.now < deadline {
            if !queries.contains(where: { Self.isMissing($0, current) }) { return }
            current = try await sensor.settled(timeout: 1)
        }
    }
}

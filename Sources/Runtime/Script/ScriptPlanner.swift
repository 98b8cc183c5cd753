import Core

/// Carries out the steps of a task file in order, waiting for each step's element to appear.
struct ScriptPlanner: Planner {
    /// The steps, in order.
    let steps: [Action]
    /// Looks again while an element is not there yet.
    let sensor: any Sensor
    /// Seconds to wait for a step's element.
    var patience = 10.0

    func decide(after trajectory: Trajectory, seeing observation: Observation) async throws -> Decision {
        let position = trajectory.steps.count
        if let last = trajectory.steps.last, last.outcome.status == .refused || last.outcome.status == .failed
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
        try await waitForTargets(of: action, from: observation)
        return Decision(
            action,
            text: action.words(on: observation),
            decidedBy: .script,
            reason: "step \(position + 1) of \(steps.count)"
        )
    }

    /// A dialog that the last step opened may still be on its way.
    private func waitForTargets(of action: Action, from observation: Observation) async throws {
        let queries = action.targets.compactMap { target -> ElementQuery? in
            if case .query(let query) = target { query } else { nil }
        }
        guard !queries.isEmpty else { return }
        let deadline = ContinuousClock.now + .seconds(patience)
        var current = observation
        while ContinuousClock.now < deadline {
            let missing = queries.contains { if case .missing = current.resolve($0) { true } else { false } }
            if !missing { return }
            current = try await sensor.settled(timeout: 1)
        }
    }
}

import Core

extension Planner {
    /// The steps of a run over one screen after another, where whatever is decided takes effect.
    func steps(towards goal: String, over screens: [Observation]) async throws -> [Step] {
        let head = TrajectoryHead(id: "t", goal: goal, started: 0, origin: "test")
        var steps: [Step] = []
        for (number, screen) in screens.enumerated() {
            let decision = try await decide(after: Trajectory(head: head, steps: steps), seeing: screen)
            let step = Step(
                index: number,
                before: screen,
                decision: decision,
                outcome: Outcome(.confirmed),
                after: screens.dropFirst(number + 1).first ?? screen
            )
            steps.append(step)
        }
        return steps
    }
}

import Core

extension EventReducer {
    /// Ends the pending step, because something else happened at `now`.
    mutating func close(at now: Double) -> [Step] {
        guard let pending else { return [] }
        self.pending = nil
        let steps: [Step]
        switch pending {
        case .click(let run): return [step(of: run, now: now)]
        case .wheel(let run): steps = self.steps(of: run, now: now)
        case .typing(let run): steps = self.steps(of: run, now: now)
        case .key(let press):
            steps = [step(.key(press.combination), from: press.time, to: press.time, now: now)]
        case .drag(let press, let point, let end):
            steps = [dragStep(press, to: point, end: end, now: now)]
        }
        // Any other input closes a menu or shows that none was open.
        opener = nil
        return steps
    }

    /// Makes the step of an action that began and ended at these times.
    mutating func step(
        _ action: Action,
        from start: Double,
        to end: Double,
        now: Double,
        note: String = ""
    ) -> Step {
        let before =
            frames.last(at: start)?.observation
            ?? Observation(
                time: start,
                screen: Size(width: 0, height: 0),
                degraded: [Degradation(subject: "recording", reason: "nobody looked before this input")]
            )
        let decision = Decision(
            action,
            text: action.words(on: before),
            decidedBy: .person,
            reason: note
        )
        defer { count += 1 }
        return Step(
            index: count,
            before: before,
            decision: decision,
            outcome: Outcome(.unverifiable, route: "person"),
            after: frames.last(after: end, until: now)?.observation,
            timings: ["act": ((end - start) * 1000).rounded()]
        )
    }
}

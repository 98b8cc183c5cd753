public import Core

/// The loop: observe, decide, perform, record, stop.
///
/// What the world or the model does wrong becomes a step and the loop goes on. What is broken on
/// our own side is thrown, after the end of the trajectory was recorded.
public struct Agent: Sendable {
    let sensor: any Sensor
    let actuator: any Actuator
    let planner: any Planner
    let sink: any StepSink
    let budget: Budget
    let settings: Settings

    /// Creates an agent from the four ports it works through.
    ///
    /// - Parameter actuator: The guarding actuator, so that the safety policy always applies.
    public init(
        sensor: any Sensor,
        actuator: any Actuator,
        planner: any Planner,
        sink: any StepSink,
        budget: Budget = Budget(),
        settings: Settings = Settings()
    ) {
        self.sensor = sensor
        self.actuator = actuator
        self.planner = planner
        self.sink = sink
        self.budget = budget
        self.settings = settings
    }

    /// Works towards the goal of `head` until it is reached, given up, or out of budget.
    ///
    /// Cancelling the task pauses: the trajectory is saved and ends as `interrupted`. Passing the
    /// steps of such a trajectory as `earlier` goes on where it stopped.
    ///
    /// - Throws: What the ports throw; the trajectory has its end by then.
    public func pursue(_ head: TrajectoryHead, after earlier: [Step] = []) async throws -> RunEnd {
        try await sink.begin(head)
        var trajectory = Trajectory(head: head, steps: earlier)
        do {
            let end = try await run(&trajectory)
            try await sink.end(end)
            return end
        } catch {
            let end =
                error is CancellationError || Task.isCancelled
                ? RunEnd(.interrupted, message: "interrupted after \(trajectory.steps.count) steps")
                : RunEnd(.failed, message: "\(error)")
            try await sink.end(end)
            if end.kind == .interrupted { return end }
            throw error
        }
    }

    private func run(_ trajectory: inout Trajectory) async throws -> RunEnd {
        var meter = Meter(budget: budget, now: settings.now)
        var loops = LoopDetector(patience: settings.patience)
        var next: Observation?
        while true {
            let reached = settings.now()
            if await settings.pause?(trajectory.steps.count) == true {
                meter.leaveOut(settings.now() - reached)
                next = nil
            }
            try Task.checkCancellation()
            if let end = meter.exhausted { return end }
            let (before, observing) = try await timed { [next] in try await look(next) }
            if let end = meter.exhausted { return end }
            let (decision, deciding) = try await timed { [trajectory] in
                try await planner.decide(after: trajectory, seeing: before)
            }
            try Task.checkCancellation()
            meter.add(decision)
            await settings.announce?(decision, before)
            let performance = try await perform(decision, on: before)
            var step = Step(
                index: trajectory.steps.count,
                before: before,
                decision: decision,
                outcome: performance.outcome,
                after: performance.after,
                timings: performance.timings
            )
            step.timings["observe"] = observing
            step.timings["decide"] = deciding
            try await sink.record(step)
            trajectory.steps.append(step)
            meter.steps += 1
            await settings.report?(step)
            if let end = ending(of: step) { return await judged(end, trajectory) }
            if let reason = loops.absorb(step) { return RunEnd(.failed, message: reason) }
            next = performance.after
        }
    }
}

extension Agent {
    private func look(_ known: Observation?) async throws -> Observation {
        if let known { return known }
        return try await sensor.settled(timeout: settings.settling)
    }

    private func perform(_ decision: Decision, on before: Observation) async throws -> Performance {
        switch decision.action {
        case .ask(let question):
            guard let answer = await settings.answer?(question) else {
                return Performance(
                    outcome: Outcome(.refused, message: "nobody is there to answer: \(question)")
                )
            }
            return Performance(outcome: Outcome(.confirmed, route: "answer", evidence: [answer]))
        case .done, .fail:
            return Performance(outcome: Outcome(.confirmed, message: decision.reason))
        default:
            // A started action is finished, so that its outcome is in the record.
            return try await actuator.perform(decision.action, on: before)
        }
    }

    /// Returns the end of the run when a step brings it about.
    private func ending(of step: Step) -> RunEnd? {
        switch step.decision.action {
        case .done(let answer): RunEnd(.unverified, message: step.decision.reason, answer: answer)
        case .fail(let reason): RunEnd(.failed, message: reason)
        case .ask(let question) where !step.outcome.isSuccess: RunEnd(.needsUser, message: question)
        case _ where step.outcome.status == .refused && step.outcome.route == Policy.route:
            // Another way to the same effect would go round the policy.
            RunEnd(.refused, message: step.outcome.message)
        default: nil
        }
    }

    private func judged(_ end: RunEnd, _ trajectory: Trajectory) async -> RunEnd {
        guard end.kind == .unverified, let judge = settings.judge else { return end }
        return await judge(end, trajectory)
    }

    private func timed<T: Sendable>(
        _ work: @Sendable () async throws -> T
    ) async rethrows -> (T, milliseconds: Double) {
        let clock = ContinuousClock()
        let start = clock.now
        let value = try await work()
        let spent = (clock.now - start).components
        return (value, Double(spent.seconds) * 1000 + Double(spent.attoseconds) / 1e15)
    }
}

import Core

/// Counts what a run uses while it goes on.
actor Tally {
    private(set) var steps = 0
    private(set) var tokens = 0
    private(set) var usage: ModelUsage?
    private(set) var failedChecks: [String] = []
    private(set) var effort = Effort()
    /// Whether an element could not be found again or told from others.
    private(set) var refusedTarget = false

    func add(_ step: Step) {
        steps += 1
        tokens += step.decision.tokensRead + step.decision.tokensWritten
        if let spent = step.decision.usage {
            var sum = usage ?? ModelUsage()
            sum += spent
            usage = sum
        }
        effort.stepSeconds.append(step.timings.values.reduce(0, +) / 1000)
        effort.tokens = tokens
        if step.decision.usage != nil { effort.calls += 1 }
        if step.outcome.status == .refused, step.outcome.route == "policy" { effort.refused += 1 }
        if step.outcome.status == .refused, step.outcome.route != "policy" { refusedTarget = true }
    }

    func failed(_ checks: [String]) { failedChecks = checks }
}

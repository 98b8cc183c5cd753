import Core

/// Counts what a run uses up.
struct Meter {
    let budget: Budget
    var steps = 0
    private var tokens = 0
    private let now: @Sendable () -> ContinuousClock.Instant
    private var started: ContinuousClock.Instant

    init(budget: Budget, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.budget = budget
        self.now = now
        started = now()
    }

    mutating func add(_ decision: Decision) { tokens += decision.tokensRead + decision.tokensWritten }

    /// Does not count a time in which the run waited for a person.
    mutating func leaveOut(_ time: Duration) { started += time }

    /// The end of the run, once one of the budgets is used up.
    var exhausted: RunEnd? {
        if steps >= budget.steps {
            return RunEnd(.budget, message: "the budget of \(budget.steps) steps is used up")
        }
        if tokens >= budget.tokens {
            return RunEnd(
                .budget,
                message: "the budget of \(budget.tokens) tokens is used up (\(tokens) used)"
            )
        }
        if now() - started >= .seconds(budget.seconds) {
            return RunEnd(.budget, message: "the budget of \(budget.seconds) seconds is used up")
        }
        return nil
    }
}

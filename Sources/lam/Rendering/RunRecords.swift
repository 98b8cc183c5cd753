import Core

/// Something other than a step as a JSON line; `at` counts milliseconds since the process started.
struct EventRecord: Encodable {
    /// "desktop" or "model" that is ready, or "decided": an action that is about to be carried out.
    var event: String
    var at = ProcessClock.milliseconds
    var name: String?
    var action: String?
}

/// A step as a JSON line.
struct StepRecord: Encodable {
    var event = "step"
    var at = ProcessClock.milliseconds
    var step: Int
    var action: String
    var decidedBy: String
    var probability: Double?
    var subgoal: String?
    var outcome: String
    var route: String
    var message: String
    var milliseconds: [String: Double]
    var tokens: Int
    var model: ModelUsage?

    init(_ step: Step) {
        self.step = step.index + 1
        action = step.decision.text
        decidedBy = step.decision.decidedBy.rawValue
        probability = step.decision.probability
        subgoal = step.decision.subgoal
        outcome = step.outcome.status.rawValue
        route = step.outcome.route
        message = step.outcome.message
        milliseconds = step.timings
        tokens = step.decision.tokensRead + step.decision.tokensWritten
        model = step.decision.usage
    }
}

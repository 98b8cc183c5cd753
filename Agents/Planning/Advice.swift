import Core

/// What the rules make of a goal while a trained model decides: a second opinion where the model is unsure.
///
/// Rules know where a goal stands by the steps that served its parts, so they are heard only as long as every step
/// was one of theirs; once the model went a way of its own they cannot tell.
struct Advice: Sendable {
    /// What the part of the goal that is next is called in a record; `nil` where all parts are served.
    let label: String?
    /// The actions that serve it, the best first.
    let proposals: [Proposal]
    /// Whether the rules can tell the effect of all that was done.
    let isClear: Bool

    /// What is called exactly as the goal says.
    var exact: Proposal? { proposals.first.flatMap { $0.score >= PlanningCore.Question.exact ? $0 : nil } }

    /// Whether the goal is reached, as far as the rules can tell.
    var isServed: Bool { label == nil && isClear }

    /// The part of the goal an action serves, if the rules thought of it too.
    func label(of action: Action) -> String? {
        proposals.contains { $0.action == action } ? label : nil
    }
}

extension PlanningCore {
    /// Returns what the rules make of a screen; `nil` where they cannot tell how far the goal is reached.
    func advice(_ turn: Turn) -> Advice? {
        let plan = turn.plan
        let told = plan.trajectory.steps.filter(\.isTold)
        guard !plan.subgoals.isEmpty, told.allSatisfy({ $0.decision.subgoal != nil }) else { return nil }
        guard let (index, grounding) = plan.current(seeing: turn.scene) else {
            let isUnclear = plan.subgoals.indices.contains { plan.grounding($0, turn.scene).isUnclear }
            return Advice(label: nil, proposals: [], isClear: !isUnclear)
        }
        let allowed = grounding.proposals.filter { !isForbidden($0.action, plan, turn.names) }
        return Advice(label: plan.label(index), proposals: allowed, isClear: true)
    }
}

extension Step {
    /// Whether a model is told of it: it did something, as the steps of examples did, in an application that is open.
    var isTold: Bool {
        switch decision.action {
        case .wait, .focus, .open, .ask, .done, .fail: false
        default: outcome.isSuccess
        }
    }
}

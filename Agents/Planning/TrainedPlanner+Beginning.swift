import Core

/// How a run begins where what it needs is not open yet; a trained model has learnt what to do in an application that is.
extension TrainedPlanner {
    /// Opens the application a goal names or needs; asks for it where nothing is open and none is named.
    ///
    /// `nil` where the model can begin.
    func begin(_ turn: PlanningCore.Turn, _ advice: Advice?) -> Decision? {
        guard turn.plan.trajectory.isUntouched else { return nil }
        if let contradiction = core.contradiction(turn) { return contradiction }
        guard !turn.plan.hasOpened else { return nil }
        let isEmpty = turn.scene.observation.windows.isEmpty
        if let best = advice?.proposals.first, case .open = best.action,
            isEmpty ? best.score >= Self.fitting : best.score >= Self.named && turn.plan.beginsWithOpening
        {
            return core.rule(best.action, turn.names, best.reason, advice?.label)
        }
        guard isEmpty else { return nil }
        if let application = core.applications.named(in: turn.plan.goal) {
            let open = Action.open(application.id)
            if core.isForbidden(open, turn.plan, turn.names) { return nil }
            return core.rule(open, turn.names, "nothing is open, and the goal names \(application.name)", nil)
        }
        let question = "Nothing is open. Which application should it be done in?"
        return core.rule(.ask(question), turn.names, "the goal names no application", nil)
    }

    /// From this score on, 0 to 1, an application is called by its name or kind.
    private static let named = 0.9
    /// From this score on, 0 to 1, an application fits what is needed; where nothing is open it is better begun with than
    /// asked about.
    private static let fitting = 0.5
}

extension Plan {
    /// Whether an application was opened.
    var hasOpened: Bool {
        trajectory.steps.contains { step in
            if case .open = step.decision.action { step.outcome.isSuccess } else { false }
        }
    }

    /// Whether the first part of the goal is to open something.
    var beginsWithOpening: Bool {
        if case .open? = subgoals.first?.intent { true } else { false }
    }

    /// The goal as a model is told it: without the opening, once that is done.
    var asked: String {
        guard hasOpened, subgoals.count > 1, beginsWithOpening, let first = subgoals.first?.text,
            goal.lowercased().hasPrefix(first.lowercased())
        else { return goal }
        var rest = goal.dropFirst(first.count)
        while let joint = Self.joints.first(where: { rest.lowercased().hasPrefix($0) }) {
            rest = rest.dropFirst(joint.count)
        }
        guard let initial = rest.first else { return goal }
        return initial.uppercased() + rest.dropFirst()
    }

    /// What stands between two parts of a goal.
    private static let joints = [" ", ",", ";", ".", "and ", "then "]
}

extension [KnownApplication] {
    /// The application that is named in a text; `nil` where none or several are.
    func named(in text: String) -> KnownApplication? {
        let words = Match.words(text)
        let phrases = (1...3).flatMap { length in
            words.indices.dropLast(Swift.min(length - 1, words.count)).map { start in
                words[start..<Swift.min(start + length, words.count)].joined(separator: " ")
            }
        }
        let scored = map { application in
            (application, score: phrases.map { application.match($0) }.max() ?? 0)
        }
        guard let best = scored.map(\.score).max(), best >= 0.9 else { return nil }
        return scored.first { $0.score == best }?.0
    }
}

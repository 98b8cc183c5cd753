import Core

/// When a run is at its end, and how that is said.
extension TrainedPlanner {
    /// Whether all that was foreseen is done, and nothing came of it that was not.
    func isFinished(_ trajectory: Trajectory) -> Bool {
        if let last = trajectory.steps.last, last.decision.action == Self.another, last.outcome.isSuccess {
            return false
        }
        return foresights[trajectory.head.id]?.isFinished(in: trajectory) ?? false
    }

    /// Whether the goal is reached, by what the model says and, where it is not certain, the rules.
    ///
    /// Where all that was foreseen is done, only certainty keeps it from being the end.
    func isBelieved(_ verdict: PlanningCore.Verdict, _ advice: Advice?, isFinished: Bool) -> Bool {
        if isFinished { return verdict.probability > 1 - trust.certain }
        guard let advice else { return verdict.isReached }
        if advice.exact != nil { return verdict.probability >= trust.certain }
        if advice.isServed { return verdict.probability > 1 - trust.certain }
        return verdict.isReached
    }

    /// Whether another window is to be waited for where none is left: once, and for longer by who doubts that the goal is
    /// reached.
    func isAwaited(_ turn: PlanningCore.Turn, _ verdict: PlanningCore.Verdict) -> Bool {
        guard turn.scene.observation.windows.isEmpty else { return false }
        let waited = turn.plan.trajectory.steps.reversed().prefix { $0.decision.action == Self.another }.count
        return waited < (verdict.isReached ? 1 : 3)
    }

    /// The wait for a window after the last one closed: the next question of a program may be on its way.
    private static let another = Action.wait(.appears(ElementQuery()), timeout: 0.7)

    /// The decision to wait for another window.
    func awaitAnother() -> Decision {
        Decision(
            Self.another,
            text: ActionText.write(Self.another) { _ in "" },
            decidedBy: .rule,
            reason: "no window is open, and another may be on its way"
        )
    }

    /// Asks the closed question whether the goal is reached.
    func isReached(_ goal: String, _ builder: PromptBuilder) async throws -> PlanningCore.Verdict {
        let prompt = builder.reply(towards: goal)
        let scores = try await model.score(
            [PromptBuilder.yes, PromptBuilder.no],
            after: prompt,
            closed: false
        )
        guard scores.count == 2 else {
            throw AgentsError(.model, "\(model.name) scored \(scores.count) of 2 answers")
        }
        return PlanningCore.Verdict(
            model: model.name,
            probability: Weigher.softmax(scores.map(\.logProbability))[0],
            tokensRead: try await model.count(prompt),
            tokensWritten: scores.map(\.tokens).reduce(0, +)
        )
    }

    /// The decision that the goal is reached.
    func done(_ verdict: PlanningCore.Verdict) -> Decision {
        Decision(
            .done(answer: nil),
            text: "done",
            decidedBy: .model,
            reason: "\(verdict.model) finds the goal reached",
            probability: verdict.probability,
            candidates: [
                Candidate(text: "yes, the goal is reached", probability: verdict.probability),
                Candidate(text: "no", probability: 1 - verdict.probability),
            ],
            tokensRead: verdict.tokensRead,
            tokensWritten: verdict.tokensWritten
        )
    }
}

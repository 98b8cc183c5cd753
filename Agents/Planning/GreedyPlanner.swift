public import Core

/// A planner for models of a billion parameters and more: where several actions fit, the model
/// writes one of them, under a grammar that admits nothing else.
public struct GreedyPlanner: Planner {
    private let core: PlanningCore
    private let weigher: Weigher
    private let model: any LanguageModel

    /// Creates a planner.
    ///
    /// - Parameter applications: What can be started.
    public init(model: any LanguageModel, applications: [KnownApplication] = []) {
        core = PlanningCore(applications: applications)
        weigher = Weigher(model: model, prior: 1, trust: 0.5)
        self.model = model
    }

    /// Chooses the next action; asks the model where the rules leave a choice.
    public func decide(after trajectory: Trajectory, seeing observation: Observation) async throws -> Decision
    {
        let mind = PlanningCore.Mind { question in
            if question.proposals.isEmpty { return try await weigher.unknown(question) }
            let close = question.closest(within: 0.2)
            guard close.count > 1 else { return PlanningCore.best(question) }
            return try await write(one: close, question)
        } conclude: { question in
            try await weigher.conclude(question)
        }
        return try await core.decide(after: trajectory, seeing: observation, mind)
    }

    private func write(one proposals: [Proposal], _ question: PlanningCore.Question) async throws
        -> PlanningCore.Choice?
    {
        let builder = PromptBuilder(question.scene, names: question.names, steps: question.steps)
        let prompt = builder.prompt(goal: question.goal, step: question.subgoal.text)
        let grammar = ActionGrammar.of(proposals.map(\.action), names: question.names)
        var (text, belief, written) = ("", 0.0, 0)
        for try await piece in model.generate(prompt, under: grammar, sampling: .greedy, limit: 160) {
            text += piece.text
            belief += piece.logProbability
            written += piece.tokens
        }
        // A reply that was cut off is no action; then the rules' best stands.
        guard let action = try? ActionParser(question.names).parse(text),
            let proposal = proposals.first(where: { $0.action == action })
        else { return PlanningCore.best(question) }
        let share = Weigher.exponential(min(0, belief))
        return PlanningCore.Choice(
            action: action,
            decidedBy: .model,
            reason: "\(model.name) wrote it out of \(proposals.count) actions; \(proposal.reason)",
            probability: share,
            candidates: [Candidate(text: text, probability: share)],
            tokensRead: try await model.count(prompt),
            tokensWritten: written
        )
    }
}

/// Which planner suits a model.
public enum PlannerKind: String, Hashable, Sendable, CaseIterable {
    /// No model.
    case overlap
    /// A small model that scores.
    case scoring
    /// A larger model that writes.
    case greedy
    /// A model with an adapter that was trained on recorded steps.
    case trained

    /// Returns the kind for a model of so many parameters; `nil` stands for no model.
    ///
    /// Measured: below half a billion greedy decoding picks by the names' sound rather than the
    /// goal, above a billion it is the better choice.
    public static func automatic(for parameters: Int?) -> PlannerKind {
        guard let parameters else { return .overlap }
        return parameters < 800_000_000 ? .scoring : .greedy
    }
}

public import Core

/// A planner for small models: where several actions fit, the model scores each of them.
///
/// A small model's bias for some names is taken out by a contrastive prior: what counts is how much
/// likelier the goal makes an action, log P(action | goal) − w · log P(action | no goal). Word
/// overlap and role rules weigh in with it.
public struct ScoringPlanner: Planner {
    private let core: PlanningCore
    private let weigher: Weigher

    /// Creates a planner.
    ///
    /// - Parameter applications: What can be started.
    public init(model: any LanguageModel, applications: [KnownApplication] = []) {
        core = PlanningCore(applications: applications)
        weigher = Weigher(model: model, prior: 1, trust: 0.25)
    }

    /// Chooses the next action; asks the model where the rules leave a choice.
    public func decide(after trajectory: Trajectory, seeing observation: Observation) async throws -> Decision
    {
        let mind = PlanningCore.Mind { question in
            if question.proposals.isEmpty { return try await weigher.unknown(question) }
            let close = question.closest(within: 0.1)
            guard close.count > 1 else { return PlanningCore.best(question) }
            return try await weigher.weigh(close, question)
        } conclude: { question in
            try await weigher.conclude(question)
        }
        return try await core.decide(after: trajectory, seeing: observation, mind)
    }
}

extension PlanningCore.Question {
    /// The proposals that fit nearly as well as the best.
    func closest(within margin: Double) -> [Proposal] {
        guard let best = proposals.first else { return [] }
        // What is called exactly as the goal says is meant, unless another is too.
        let margin = best.score >= Self.exact ? best.score - Self.exact : margin
        return Array(proposals.prefix { $0.score >= best.score - margin }.prefix(12))
    }

    /// From here on names are the same but for articles and endings.
    static var exact: Double { 0.97 }
}

import Core

/// Weighs actions by a model's scores and by the evidence of the rules.
struct Weigher: Sendable {
    let model: any LanguageModel
    /// How much of the model's bias is taken out, 0 to 1.
    let prior: Double
    /// What a nat of the model's is worth against the rules' evidence.
    let trust: Double

    /// Scores proposals and chooses the best.
    func weigh(_ proposals: [Proposal], _ question: PlanningCore.Question) async throws -> PlanningCore
        .Choice?
    {
        let texts = proposals.map { question.names.write($0.action) }
        let (gains, read, written) = try await gains(texts, question)
        // Word overlap spans 0 to 1; six nats between "the same" and "nothing in common" is about
        // what the scores of the small models span.
        let weights = zip(proposals, gains).map { $0.score * 6 + $1 * trust }
        let shares = Self.softmax(weights)
        guard let best = shares.indices.max(by: { shares[$0] < shares[$1] }) else { return nil }
        return PlanningCore.Choice(
            action: proposals[best].action,
            decidedBy: .model,
            reason: "\(model.name) weighed \(proposals.count) actions; \(proposals[best].reason)",
            probability: shares[best],
            candidates: Self.ranked(texts, shares),
            tokensRead: read,
            tokensWritten: written
        )
    }

    /// Chooses among all actions of the screen where no rule knows one.
    ///
    /// The goal must make the choice clearly likelier, or nothing is chosen.
    func unknown(_ question: PlanningCore.Question) async throws -> PlanningCore.Choice? {
        let actions = Candidates(question.scene, goal: question.subgoal.text, limit: 24).actions
            .filter { action in !question.steps.suffix(3).contains { $0.decision.action == action } }
        guard !actions.isEmpty, case .perform = question.subgoal.intent else { return nil }
        let texts = actions.map(question.names.write)
        let (gains, read, written) = try await gains(texts, question)
        let shares = Self.softmax(gains.map { $0 })
        guard let best = shares.indices.max(by: { shares[$0] < shares[$1] }),
            gains[best] >= Self.evidence, shares[best] >= Self.certainty
        else { return nil }
        return PlanningCore.Choice(
            action: actions[best],
            decidedBy: .model,
            reason: "\(model.name) finds it \(Int(gains[best].rounded())) nats likelier with the goal",
            probability: shares[best],
            candidates: Self.ranked(texts, shares),
            tokensRead: read,
            tokensWritten: written
        )
    }

    /// Nats by which the goal must make an action likelier where no rule knows one.
    private static let evidence = 4.0
    /// The share of the belief such an action must have.
    private static let certainty = 0.6

    /// Answers whether the goal is reached: yes or no, by how much the goal speaks for either.
    func conclude(_ question: PlanningCore.Question) async throws -> PlanningCore.Verdict {
        let builder = PromptBuilder(question.scene, names: question.names, steps: question.steps)
        let (gains, read, written) = try await gains(
            ["yes", "no"],
            after: builder.question(goal: question.goal),
            without: builder.question(goal: nil)
        )
        return PlanningCore.Verdict(
            model: model.name,
            probability: Self.softmax(gains)[0],
            tokensRead: read,
            tokensWritten: written
        )
    }

    private func gains(
        _ texts: [String],
        _ question: PlanningCore.Question
    ) async throws -> (gains: [Double], read: Int, written: Int) {
        let builder = PromptBuilder(question.scene, names: question.names, steps: question.steps)
        return try await gains(
            texts,
            after: builder.prompt(goal: question.goal, step: question.subgoal.text),
            without: builder.prompt(goal: nil, step: nil)
        )
    }

    /// How much likelier the goal makes each text, in nats.
    private func gains(
        _ texts: [String],
        after asked: Prompt,
        without goal: Prompt
    ) async throws -> (gains: [Double], read: Int, written: Int) {
        let given = try await model.score(texts, after: asked, closed: true)
        let bare = try await model.score(texts, after: goal, closed: true)
        guard given.count == texts.count, bare.count == texts.count else {
            throw AgentsError(.model, "\(model.name) scored \(given.count) of \(texts.count) actions")
        }
        let gains = zip(given, bare).map { $0.logProbability - prior * $1.logProbability }
        let written = given.map(\.tokens).reduce(0, +) + bare.map(\.tokens).reduce(0, +)
        return (gains, try await model.count(asked), written)
    }

    static func softmax(_ weights: [Double]) -> [Double] {
        let top = weights.max() ?? 0
        let powers = weights.map { exponential($0 - top) }
        let total = powers.reduce(0, +)
        return powers.map { $0 / total }
    }

    static func ranked(_ texts: [String], _ shares: [Double]) -> [Candidate] {
        zip(texts, shares).map { Candidate(text: $0, probability: $1) }
            .sorted { $0.probability > $1.probability }.prefix(5).map(\.self)
    }

    /// e to the power of x, for x of at most zero.
    ///
    /// By halving the argument until a short series is exact; this module has no mathematics library.
    static func exponential(_ x: Double) -> Double {
        guard x > -60 else { return 0 }
        let part = x / 64
        var term = 1.0
        var sum = 1.0
        for index in 1...8 {
            term *= part / Double(index)
            sum += term
        }
        for _ in 0..<6 { sum *= sum }
        return sum
    }
}

import Core

/// What all planners share: which subgoal is next, what could serve it, and when to stop.
///
/// A planner only chooses where several actions fit about equally well.
struct PlanningCore: Sendable {
    /// What a planner has to choose from.
    struct Question: Sendable {
        let scene: Scene
        let names: ElementNames
        let goal: String
        let subgoal: Subgoal
        let steps: [Step]
        /// The actions that fit, the best first; empty when only the model could know.
        let proposals: [Proposal]
    }

    /// What a planner chose.
    struct Choice: Sendable {
        var action: Action
        var decidedBy: Decider
        var reason: String
        var probability: Double?
        var candidates: [Candidate] = []
        var tokensRead = 0
        var tokensWritten = 0
    }

    /// What a model says to the question whether the goal is reached.
    struct Verdict: Sendable {
        var model: String
        /// The share of "yes", 0 to 1.
        var probability: Double
        var tokensRead: Int
        var tokensWritten: Int

        var isReached: Bool { probability >= 0.5 }
    }

    /// The two things a planner can be asked; both may leave it to the rules.
    struct Mind {
        /// Chooses an action; `nil` when nothing on the screen is meant.
        var choose: (Question) async throws -> Choice?
        /// Says whether the goal is reached; `nil` when no model can tell.
        var conclude: (Question) async throws -> Verdict? = { _ in nil }
    }

    /// What a decision is taken on.
    struct Turn {
        let plan: Plan
        let scene: Scene
        let names: ElementNames

        func question(_ grounding: Grounding, _ proposals: [Proposal]) -> Question {
            Question(
                scene: scene,
                names: names,
                goal: plan.goal,
                subgoal: grounding.subgoal,
                steps: plan.trajectory.steps,
                proposals: proposals
            )
        }
    }

    let applications: [KnownApplication]
    /// What they are called, normalized.
    let applicationNames: Set<String>

    init(applications: [KnownApplication]) {
        self.applications = applications
        applicationNames = Set(applications.flatMap(\.calls).map(Match.normalized))
    }

    /// Below this, a command may well have a better place in a menu that was not opened yet.
    private static let doubtful = 0.6

    /// Takes one decision, asking the mind where the rules leave a choice or cannot tell the end.
    func decide(after trajectory: Trajectory, seeing observation: Observation, _ mind: Mind) async throws
        -> Decision
    {
        let plan = Plan(trajectory, applications: applicationNames)
        let scene = Scene(observation, applications: applications)
        let turn = Turn(
            plan: plan,
            scene: scene,
            names: ElementNames(scene.widgets, in: observation)
        )
        if let question = inEnglish(plan) { return question }
        guard !plan.subgoals.isEmpty else { return noGoal(plan) }
        if let pause = pause(turn) { return pause }
        guard let (index, grounding) = plan.current(seeing: scene) else { return try await end(turn, mind) }
        return try await serve(index, grounding, turn, mind)
    }

    /// The action that serves a subgoal.
    private func serve(_ index: Int, _ grounding: Grounding, _ turn: Turn, _ mind: Mind) async throws
        -> Decision
    {
        let (plan, names) = (turn.plan, turn.names)
        let label = plan.label(index)
        let proposals = grounding.proposals
        let allowed = proposals.filter { !isForbidden($0.action, plan, names) }
        if let contradiction = contradiction(index, grounding, turn) { return contradiction }
        if let stuck = exhausted(grounding) { return rule(.fail(reason: stuck), names, stuck, label) }
        if let best = allowed.first, best.score < Self.doubtful, grounding.isCommand,
            let look = look(grounding, plan.asides(index), names, plan.asideLabel(index))
        {
            return look
        }
        if let choice = try await mind.choose(turn.question(grounding, allowed)) {
            return decision(choice, names, label)
        }
        return try await stuck(grounding, index, turn, mind)
    }

    /// What there is to say where the next part of a goal is what the goal forbids; `nil` where it is not.
    func contradiction(_ turn: Turn) -> Decision? {
        guard !turn.plan.forbidden.isEmpty, let (index, grounding) = turn.plan.current(seeing: turn.scene)
        else {
            return nil
        }
        return contradiction(index, grounding, turn)
    }

    private func contradiction(_ index: Int, _ grounding: Grounding, _ turn: Turn) -> Decision? {
        let (plan, names) = (turn.plan, turn.names)
        let proposals = grounding.proposals
        let allowed = proposals.filter { !isForbidden($0.action, plan, names) }
        guard let refused = proposals.first, isContradiction(refused, allowed) else { return nil }
        let reason =
            "the goal asks for \"\(plan.subgoals[index].text)\" and forbids \(names.write(refused.action))"
        return rule(.fail(reason: reason), names, reason, plan.label(index))
    }

    /// Whether what a goal asks for is what it forbids, rather than something that can be had otherwise too.
    private func isContradiction(_ best: Proposal, _ allowed: [Proposal]) -> Bool {
        guard let next = allowed.first else { return true }
        return best.score >= Question.exact && next.score < Question.exact
    }

    /// A choice as a decision.
    func decision(_ choice: Choice, _ names: ElementNames, _ label: String) -> Decision {
        Decision(
            choice.action,
            text: names.write(choice.action),
            decidedBy: choice.decidedBy,
            reason: choice.reason,
            probability: choice.probability,
            candidates: choice.candidates,
            subgoal: label,
            tokensRead: choice.tokensRead,
            tokensWritten: choice.tokensWritten
        )
    }

    /// The rule's choice: the proposal that fits best.
    static func best(_ question: Question) -> Choice? {
        guard let best = question.proposals.first else { return nil }
        let total = question.proposals.prefix(5).map(\.score).reduce(0, +)
        return Choice(
            action: best.action,
            decidedBy: .rule,
            reason: best.reason,
            candidates: question.proposals.prefix(5).map {
                Candidate(text: question.names.write($0.action), probability: $0.score / max(total, 1e-9))
            }
        )
    }

    /// Whether the goal says that an action must not be done.
    func isForbidden(_ action: Action, _ plan: Plan, _ names: ElementNames) -> Bool {
        guard !plan.forbidden.isEmpty else { return false }
        let words = Set(Match.words(names.write(action)) + Self.verbs + Self.meaning(of: action))
        return plan.forbidden.contains { Match.content($0).allSatisfy(words.contains) }
    }

    /// What keys do wherever they are pressed, in the words of goals.
    private static func meaning(of action: Action) -> [String] {
        guard case .key(let keys) = action else { return [] }
        let isControl = keys.modifiers.contains(.control)
        switch keys.key.lowercased() {
        case "s" where isControl: return ["save", "it", "file", "document", "note", "changes", "text"]
        case "w" where isControl, "q" where isControl:
            return ["close", "quit", "it", "window", "application"]
        case "f4" where keys.modifiers.contains(.alt):
            return ["close", "quit", "it", "window", "application"]
        case "p" where isControl: return ["print", "it"]
        case "delete": return ["delete", "remove", "it"]
        default: return []
        }
    }

    /// Words for acting on something, which need not be in the text of an action.
    private static let verbs = [
        "press", "click", "hit", "push", "tap", "choose", "select", "use", "open", "touch",
    ]

    func rule(_ action: Action, _ names: ElementNames?, _ reason: String, _ label: String?) -> Decision {
        let text = names?.write(action) ?? ActionText.write(action) { _ in "" }
        return Decision(action, text: text, decidedBy: .rule, reason: reason, subgoal: label)
    }
}

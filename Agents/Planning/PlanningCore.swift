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

    let applications: [KnownApplication]

    /// Below this, a command may well have a better place in a menu that was not opened yet.
    private static let doubtful = 0.6

    /// Takes one decision, asking `choose` where the rules leave a choice.
    ///
    /// - Parameter choose: Returns `nil` when nothing on the screen is meant.
    func decide(
        after trajectory: Trajectory,
        seeing observation: Observation,
        choose: (Question) async throws -> Choice?
    ) async throws -> Decision {
        let plan = Plan(trajectory)
        let scene = Scene(observation, applications: applications)
        let names = ElementNames(scene.widgets, in: observation)
        guard !plan.subgoals.isEmpty else { return noGoal(plan) }
        if let pause = pause(plan, scene, names) { return pause }
        guard let (index, grounding) = plan.current(seeing: scene) else { return done(plan, scene) }
        let label = plan.label(index)
        let proposals = grounding.proposals
        let allowed = proposals.filter { !isForbidden($0, plan, names) }
        if allowed.isEmpty, let refused = proposals.first {
            let reason =
                "the goal asks for \"\(plan.subgoals[index].text)\" and forbids \(names.write(refused.action))"
            return rule(.fail(reason: reason), names, reason, label)
        }
        if let stuck = exhausted(grounding) { return rule(.fail(reason: stuck), names, stuck, label) }
        if let best = allowed.first, best.score < Self.doubtful, grounding.isCommand,
            let look = look(grounding, plan.asides(index), names, plan.asideLabel(index))
        {
            return look
        }
        let question = Question(
            scene: scene,
            names: names,
            goal: plan.goal,
            subgoal: grounding.subgoal,
            steps: trajectory.steps,
            proposals: allowed
        )
        if let choice = try await choose(question) {
            return Decision(
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
        return stuck(grounding, plan.asides(index), names, label, plan.asideLabel(index))
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

    // MARK: Waiting

    /// The wait for a dialog that is coming or going.
    private func pause(_ plan: Plan, _ scene: Scene, _ names: ElementNames) -> Decision? {
        guard scene.isBarren, let window = scene.frontWindow, !window.title.isEmpty else { return nil }
        let wait = Action.wait(.noWindow(window.title), timeout: 1.5)
        let waited = plan.trajectory.steps.reversed().prefix { $0.decision.action == wait }.count
        guard waited < 2 else { return nil }
        let label = plan.subgoals.indices.contains(plan.reached) ? plan.asideLabel(plan.reached) : nil
        return rule(wait, names, "the dialog shows nothing to use yet, or no more", label)
    }

    // MARK: Stopping

    private func noGoal(_ plan: Plan) -> Decision {
        let question = "What should be done?"
        if plan.goal.isEmpty {
            return rule(.ask(question), nil, "there is no goal", nil)
        }
        let reason = "the goal \"\(ScreenText.clean(plan.goal))\" says nothing to do"
        return rule(.fail(reason: reason), nil, reason, nil)
    }

    private func done(_ plan: Plan, _ scene: Scene) -> Decision {
        let answer = plan.subgoals.indices.reversed().lazy
            .compactMap { plan.grounding($0, scene).shownResult }.first
        let count = plan.subgoals.count
        let reason = count == 1 ? "what was asked for is done" : "all \(count) parts of the goal are done"
        return rule(.done(answer: answer), nil, reason, nil)
    }

    /// Why a subgoal should be given up, if it should.
    private func exhausted(_ grounding: Grounding) -> String? {
        let failures = grounding.attempts.filter { !$0.wasSent || $0.status == .suspectedNoop }.count
        guard failures >= 6 || grounding.attempts.count >= 60 else { return nil }
        return "\(grounding.attempts.count) attempts at \"\(grounding.subgoal.text)\" came to nothing"
    }

    private func stuck(
        _ grounding: Grounding,
        _ asides: [Attempt],
        _ names: ElementNames,
        _ label: String,
        _ aside: String
    ) -> Decision {
        let waits = asides.filter { if case .wait = $0.action { true } else { false } }.count
        if waits < 2 {
            return rule(.wait(.settled, timeout: 1.5), names, "what is needed may be on its way", aside)
        }
        if let look = look(grounding, asides, names, aside) { return look }
        let window = grounding.scene.frontWindow.map { "in the window \"\(ScreenText.clean($0.title))\"" }
        let reason =
            "nothing \(window ?? "on the screen") fits \"\(ScreenText.clean(grounding.subgoal.text))\""
        return rule(.fail(reason: reason), names, reason, label)
    }

    /// The next menu to open for what it offers, where the tree does not tell before.
    private func look(
        _ grounding: Grounding,
        _ asides: [Attempt],
        _ names: ElementNames,
        _ label: String
    ) -> Decision? {
        guard grounding.scene.frontWindow != nil, !grounding.scene.isDialog else { return nil }
        let opened = asides.filter { if case .click = $0.action { true } else { false } }
        let seen = Set(opened.compactMap { $0.widget?.element.frame })
        let isOpen = asides.last.map { if case .click = $0.action { true } else { false } } ?? false
        if isOpen {
            return rule(.key(KeyCombination("Escape")), names, "the menu does not offer it", label)
        }
        guard let menu = grounding.scene.closedMenus.first(where: { !seen.contains($0.element.frame) }),
            seen.count < 10
        else { return nil }
        return rule(.click(menu.target), names, "the menu may offer it", label)
    }

    private func isForbidden(_ proposal: Proposal, _ plan: Plan, _ names: ElementNames) -> Bool {
        guard !plan.forbidden.isEmpty else { return false }
        let text = names.write(proposal.action)
        return plan.forbidden.contains {
            Match.content($0).allSatisfy(Set(Match.words(text) + Self.verbs).contains)
        }
    }

    /// Words for acting on something, which need not be in the text of an action.
    private static let verbs = [
        "press", "click", "hit", "push", "tap", "choose", "select", "use", "open", "touch",
    ]

    private func rule(_ action: Action, _ names: ElementNames?, _ reason: String, _ label: String?)
        -> Decision
    {
        let text = names?.write(action) ?? ActionText.write(action) { _ in "" }
        return Decision(action, text: text, decidedBy: .rule, reason: reason, subgoal: label)
    }
}

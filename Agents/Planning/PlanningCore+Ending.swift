import Core

/// Waiting, looking further, giving up, and saying that the goal is reached.
extension PlanningCore {
    /// The wait for a window of which nothing was read because its program did not answer in time, such as one that
    /// is still loading; a few times at most.
    private func awaitAnswer(_ turn: Turn) -> Decision? {
        let reason = "the window's program does not answer yet"
        let lately = turn.plan.trajectory.steps.reversed().prefix {
            if case .wait = $0.decision.action { true } else { false }
        }
        guard lately.count(where: { $0.decision.reason == reason }) < 3,
            !turn.scene.observation.degraded.isEmpty, turn.scene.frontWindow != nil,
            !turn.scene.inFront.contains(where: { $0.isShowing && ($0.isPressable || $0.isInput) })
        else { return nil }
        return rule(.wait(.settled, timeout: 2), nil, reason, nil)
    }

    /// What to do about a dialog that shows nothing to use: it is waited for, as it may be coming or going, and then
    /// left by Escape once, as it cannot be read.
    func pause(_ turn: Turn) -> Decision? {
        if let wait = awaitAnswer(turn) { return wait }
        let (plan, scene) = (turn.plan, turn.scene)
        guard scene.isBarren, let window = scene.frontWindow, !window.title.isEmpty else { return nil }
        let wait = Action.wait(.noWindow(window.title), timeout: 1.5)
        let leave = Action.key(KeyCombination("Escape"))
        let label = plan.subgoals.indices.contains(plan.reached) ? plan.asideLabel(plan.reached) : nil
        let steps = plan.trajectory.steps
        let waits = steps.indices.filter {
            steps[$0].decision.action == wait && steps[$0].outcome.status == .failed
        }
        guard waits.count >= 2 else {
            return rule(wait, turn.names, "the dialog shows nothing to use yet, or no more", label)
        }
        guard !steps[waits[1]...].contains(where: { $0.decision.action == leave }) else { return nil }
        return rule(leave, turn.names, "nothing of the dialog can be read", label)
    }

    func noGoal(_ plan: Plan) -> Decision {
        let question = "What should be done?"
        if plan.goal.isEmpty {
            return rule(.ask(question), nil, "there is no goal", nil)
        }
        let reason = "the goal \"\(ScreenText.clean(plan.goal))\" says nothing to do"
        return rule(.fail(reason: reason), nil, reason, nil)
    }

    /// The question for a goal in English, where it is told in another language.
    func inEnglish(_ plan: Plan) -> Decision? {
        guard let tongue = plan.tongue else { return nil }
        let question =
            "The goal seems to be in \(tongue), and only English is understood. What should be done?"
        return rule(.ask(question), nil, "the goal is not in English", nil)
    }

    /// The end of a goal all of whose parts are served, as far as the rules can tell.
    ///
    /// Where no rule can tell a part's effect, the model answers the closed question whether the goal
    /// is reached. Its "no" is worth a second look, and another choice where it chose before.
    func end(_ turn: Turn, _ mind: Mind) async throws -> Decision {
        let plan = turn.plan
        let count = plan.subgoals.count
        let reason = count == 1 ? "what was asked for is done" : "all \(count) parts of the goal are done"
        let last = count - 1
        let grounding = plan.grounding(last, turn.scene)
        let question = turn.question(grounding, grounding.proposals)
        guard plan.subgoals.indices.contains(where: { plan.grounding($0, turn.scene).isUnclear }),
            let verdict = try await mind.conclude(question)
        else { return done(turn, .rule, reason) }
        if verdict.isReached { return done(turn, .model, "\(verdict.model) finds the goal reached", verdict) }
        if case .perform = grounding.subgoal.intent, grounding.attempts.count < 5,
            let choice = try await mind.choose(question)
        {
            return decision(choice, turn.names, plan.label(last))
        }
        if plan.waits(last) == 0 {
            let reason = "\(verdict.model) doubts that it is done, and the effect may be on its way"
            return rule(.wait(.settled, timeout: 1.5), turn.names, reason, plan.asideLabel(last))
        }
        return done(turn, .rule, "\(reason), although \(verdict.model) doubts it", verdict)
    }

    private func done(_ turn: Turn, _ decider: Decider, _ reason: String, _ verdict: Verdict? = nil)
        -> Decision
    {
        let answer = turn.plan.subgoals.indices.reversed().lazy
            .compactMap { turn.plan.grounding($0, turn.scene).shownResult }.first
        let action = Action.done(answer: answer)
        return Decision(
            action,
            text: ActionText.write(action) { _ in "" },
            decidedBy: decider,
            reason: reason,
            probability: decider == .model ? verdict?.probability : nil,
            candidates: verdict.map {
                [
                    Candidate(text: "yes, the goal is reached", probability: $0.probability),
                    Candidate(text: "no", probability: 1 - $0.probability),
                ]
            } ?? [],
            tokensRead: verdict?.tokensRead ?? 0,
            tokensWritten: verdict?.tokensWritten ?? 0
        )
    }

    /// Why a subgoal should be given up, if it should.
    func exhausted(_ grounding: Grounding) -> String? {
        let failures = grounding.attempts.filter { !$0.wasSent || $0.status == .suspectedNoop }.count
        guard failures >= 6 || grounding.attempts.count >= 60 else { return nil }
        return "\(grounding.attempts.count) attempts at \"\(grounding.subgoal.text)\" came to nothing"
    }

    /// What to do where nothing on the screen serves a subgoal.
    func stuck(_ grounding: Grounding, _ index: Int, _ turn: Turn, _ mind: Mind) async throws -> Decision {
        let (plan, names) = (turn.plan, turn.names)
        let aside = plan.asideLabel(index)
        if plan.waits(index) < 2 {
            return rule(.wait(.settled, timeout: 1.5), names, "what is needed may be on its way", aside)
        }
        if let look = look(grounding, plan.asides(index), names, aside) { return look }
        // What was done and leads no further may have been all there was to do.
        if index == plan.subgoals.count - 1, grounding.attempts.contains(where: \.wasSent),
            let verdict = try await mind.conclude(turn.question(grounding, [])),
            verdict.probability >= Self.certain
        {
            return done(turn, .model, "nothing is left to do, and \(verdict.model) finds it done", verdict)
        }
        let window = grounding.scene.frontWindow.map { "in the window \"\(ScreenText.clean($0.title))\"" }
        let reason =
            "nothing \(window ?? "on the screen") fits \"\(ScreenText.clean(grounding.subgoal.text))\""
        return rule(.fail(reason: reason), names, reason, plan.label(index))
    }

    /// How sure a model must be that the goal is reached where the rules would give up.
    private static let certain = 0.9

    /// The next menu to open for what it offers, where the tree does not tell before.
    func look(
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
}

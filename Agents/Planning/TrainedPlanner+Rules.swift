import Core

/// How the rules lead in goals all of whose verbs they know, and where the model goes first all the same.
extension TrainedPlanner {
    /// What is done next about a goal that the rules know; `nil` where they are stuck or would only guess.
    ///
    /// Before anything was done the model goes first where it is sure of all it wrote, and where the rules would only
    /// wait for something; later where they would only look for a way.
    func led(_ turn: PlanningCore.Turn, _ builder: PromptBuilder, _ advice: Advice) async throws -> Decision?
    {
        let trajectory = turn.plan.trajectory
        let isToTheLetter = isToTheLetter(turn, advice)
        if let pause = try await awaitPlace(turn, advice) { return pause }
        // A way that is doubtful gives way to the rules here, and need not be weighed against others.
        let reply =
            trajectory.isUntouched && !isToTheLetter ? try await write(builder, turn, weighing: false) : nil
        if let reply, isSure(reply, turn, advice) {
            return try await decide(on: reply, turn, builder, advice, 0)
        }
        guard let decision = try await lead(turn, advice) else { return nil }
        if isToTheLetter { return decision }
        if decision.isSearch, !(trajectory.steps.last?.decision.isSearch ?? false), reply == nil {
            let second = try await write(builder, turn, weighing: false)
            if isSure(second, turn, advice) { return try await decide(on: second, turn, builder, advice, 0) }
        }
        if case .wait = decision.action, trajectory.isUntouched, let reply, reply.action != nil,
            reply.probability >= trust.least, !turn.scene.observation.windows.isEmpty
        {
            return try await decide(on: reply, turn, builder, advice, 0)
        }
        return decision
    }

    /// The wait for what the rules would carry out as it is said and find no place for yet, such as a cell of a sheet that
    /// is still loading.
    private func awaitPlace(_ turn: PlanningCore.Turn, _ advice: Advice) async throws -> Decision? {
        guard advice.proposals.isEmpty,
            turn.plan.current(seeing: turn.scene)?.grounding.isToTheLetter ?? false,
            let decision = try await lead(turn, advice), case .wait = decision.action
        else { return nil }
        return decision
    }

    /// Whether the rules carry out what is next as it is said: a sum that they can read they enter without a slip, and so
    /// it is with cells and files.
    func isToTheLetter(_ turn: PlanningCore.Turn, _ advice: Advice) -> Bool {
        turn.plan.current(seeing: turn.scene)?.grounding.isToTheLetter ?? false
            && advice.proposals.first.map { $0.score >= trust.guess } ?? false
    }

    /// Whether the model is sure of all it wrote, and left out nothing that the goal says to the letter.
    ///
    /// Where it is not the way to the end, the next action counts alone, unless the rules know something called exactly as
    /// the goal says; one that no word of the goal speaks for has to be surer. Where they know that and it is not what the
    /// model begins with, or doubt its way, more is wanted of the model; where they do both, for keys that are told one by
    /// one and for sums, they go first.
    private func isSure(_ reply: Reply, _ turn: PlanningCore.Turn, _ advice: Advice) -> Bool {
        guard let action = reply.action, reply.tells(turn.plan.asked),
            turn.plan.savedAs.allSatisfy(reply.tells)
        else { return false }
        if advice.exact != nil, turn.plan.isOnlyPresses { return false }
        // Where a thing is to be dragged is counted out, if at all.
        if case .drag? = advice.exact?.action, advice.exact?.action != action { return false }
        guard reply.isWholeWay else {
            let least = isGroundless(action, turn) ? trust.sure : trust.foreseen
            return advice.exact == nil && reply.probability >= least
        }
        let isContradicted = advice.exact.map { $0.action != action } ?? false
        let isUnfounded = isUnfounded(action, turn, advice)
        if isContradicted, isUnfounded { return false }
        let isDoubted = isUnfounded || leavesOut(reply, turn)
        return trust.probability(reply.whole) >= (isContradicted || isDoubted ? trust.sure : trust.foreseen)
    }

    /// Whether the rules would begin otherwise, and no word of the goal speaks for what is clicked on.
    private func isUnfounded(_ action: Action, _ turn: PlanningCore.Turn, _ advice: Advice) -> Bool {
        guard case .click(.element(let ref), _, _, _) = action, let widget = turn.scene.widget(ref),
            let best = advice.proposals.first, best.score >= trust.guess, best.action != action
        else { return false }
        return Set(Match.words(turn.plan.asked)).isDisjoint(with: Match.words(widget.name))
    }

    /// Whether no word of the goal speaks for what is clicked on or chosen in a menu.
    private func isGroundless(_ action: Action, _ turn: PlanningCore.Turn) -> Bool {
        let names: [String]
        switch action {
        case .menu(let path): names = path
        case .click(.element(let ref), _, _, _):
            guard let widget = turn.scene.widget(ref), !widget.name.isEmpty else { return false }
            names = [widget.name]
        default: return false
        }
        return Set(Match.words(turn.plan.asked)).isDisjoint(with: names.flatMap(Match.words))
    }

    /// Whether a way leaves out an entry of a list or a box that the goal calls by its name.
    private func leavesOut(_ reply: Reply, _ turn: PlanningCore.Turn) -> Bool {
        let way = ([reply.text] + reply.rest.map(\.text)).joined(separator: "\n")
        return turn.scene.inFront.contains { widget in
            Self.entries.contains(widget.role) && widget.isShowing && widget.name.count >= 3
                && Match.holds(turn.plan.asked, widget.name) && !way.contains(widget.name)
        }
    }

    /// What lists and forms offer by name.
    private static let entries: Set<Role> = [.checkBox, .radioButton, .tableCell, .listItem]

    /// What the rules decide alone; `nil` where they are stuck or would only guess: then they look through menus that were
    /// not opened yet, if at all.
    private func lead(_ turn: PlanningCore.Turn, _ advice: Advice) async throws -> Decision? {
        let isGuess = advice.proposals.first.map { $0.score < trust.guess } ?? false
        let mind = PlanningCore.Mind { PlanningCore.best($0) }
        let decision = try await core.decide(
            after: turn.plan.trajectory,
            seeing: turn.scene.observation,
            mind
        )
        switch decision.action {
        case .fail: return nil
        case .done
        where !Places.areMet(turn.plan.asked, in: turn.plan.trajectory, seeing: turn.scene.observation):
            return nil
        default: return isGuess && !decision.isSearch ? nil : decision
        }
    }
}

extension Decision {
    /// Whether it only looks for a way, in menus that may offer one.
    fileprivate var isSearch: Bool {
        guard subgoal?.hasSuffix(Plan.aside) ?? false else { return false }
        if case .wait = action { return false }
        return true
    }
}

import Core

/// What is done about a question that nobody asked for.
extension TrainedPlanner {
    /// Declines a question that came up by itself within the window that is worked in while an action had no effect, and
    /// does that action again; `nil` where none came up, or the goal speaks of it.
    func decline(_ turn: PlanningCore.Turn) -> Decision? {
        guard !without.contains(.rules), let last = turn.plan.trajectory.steps.last else { return nil }
        if last.decision.reason == Self.uninvited { return again(turn) }
        guard last.outcome.status == .suspectedNoop, last.decision.decidedBy == .model,
            !last.before.windows.isEmpty, last.before.windows.count == turn.scene.observation.windows.count
        else { return nil }
        let before = Set(last.before.elements.map { Place($0) })
        let news = turn.scene.inFront.filter {
            $0.isShowing && $0.role == .pushButton && !before.contains(Place($0.element))
        }
        guard news.count > 1,
            news.contains(where: { Grounding.agreeing.contains(Match.normalized($0.name)) }),
            let no = news.first(where: { Grounding.declining.contains(Match.normalized($0.name)) }),
            !Wanted.holds(turn.plan.goal, no.name),
            !core.isForbidden(.click(no.target), turn.plan, turn.names)
        else { return nil }
        return core.rule(.click(no.target), turn.names, Self.uninvited, nil)
    }

    /// What had no effect before a question was declined.
    private func again(_ turn: PlanningCore.Turn) -> Decision? {
        guard let vain = turn.plan.trajectory.steps.dropLast().last,
            let action = ScreenGrammar.read(vain.decision.text, turn.scene, names: turn.names),
            !core.isForbidden(action, turn.plan, turn.names)
        else { return nil }
        return core.rule(action, turn.names, "a question kept it from having an effect", nil)
    }

    private static let uninvited = "it came up by itself, and the goal does not speak of it"

    /// What an element is known by from one screen to the next.
    private struct Place: Hashable {
        let role: Role
        let name: String
        let frame: Rect

        init(_ element: UIElement) {
            role = element.role
            name = element.name
            frame = element.frame
        }
    }
}

import Core

/// The name that a dialog asks for, where the model leaves it out.
extension TrainedPlanner {
    /// Gives a dialog's name field the one file that the goal names and that turned up nowhere yet; `nil` where the model's
    /// way tells it, or no dialog asks.
    ///
    /// - Parameter way: What the model wrote or foresees, a line each.
    func name(insteadOf way: [String], _ turn: PlanningCore.Turn) -> Decision? {
        guard turn.scene.isDialog,
            let name = Places.missing(
                turn.plan.asked,
                in: turn.plan.trajectory,
                seeing: turn.scene.observation
            ), !name.contains("@"), !name.contains("://"), !way.contains(where: { $0.contains(name) })
        else { return nil }
        let fields = turn.scene.inFront.filter {
            $0.isInput && !$0.isDocument && Match.score("name", $0.name) > 0.5
        }
        guard fields.count == 1, let field = fields.first else { return nil }
        return core.rule(
            .setText(field.target, text: name),
            turn.names,
            Self.naming,
            nil
        )
    }

    /// Whether a dialog that was given its name is still open: it wants to be answered before anything is done.
    func isNaming(_ turn: PlanningCore.Turn) -> Bool {
        turn.scene.isDialog && turn.plan.trajectory.steps.last?.decision.reason == Self.naming
    }

    private static let naming = "the dialog asks for a name, and the goal tells one"
}

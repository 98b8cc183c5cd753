import Core

/// What would undo or lead away from what a goal wants, whatever a model thinks of it: the click on a box that is as it is
/// wanted, and, before anything was done, going elsewhere where the goal does not say so.
struct Idle {
    /// The actions, as they are written.
    let actions: Set<String>

    init(_ turn: PlanningCore.Turn) {
        let (plan, scene) = (turn.plan, turn.scene)
        let marks = TickMarks(of: plan.goal)
        let said = Self.said(in: plan.goal)
        let widgets = scene.inFront.filter { widget in
            if widget.role == .checkBox, let wanted = marks.wants(widget.name) {
                return widget.isOn == wanted
            }
            return plan.trajectory.isUntouched && widget.role == .pushButton
                && Self.leaving.contains(Match.normalized(widget.name))
                && said.isDisjoint(with: Match.words(widget.name)) && said.isDisjoint(with: Self.directions)
        }
        actions = Set(widgets.map { turn.names.write($0.press) })
    }

    /// The words of a goal, without the "up" that goes with a verb: who sets up a folder goes nowhere.
    private static func said(in goal: String) -> Set<String> {
        let words = Match.words(goal)
        return Set(
            words.indices.filter { words[$0] != "up" || $0 == 0 || !makers.contains(words[$0 - 1]) }.map {
                words[$0]
            }
        )
    }

    /// Verbs that "up" goes with and means no direction.
    private static let makers: Set<String> = [
        "set", "bring", "open", "put", "make", "start", "fire", "back", "sum",
    ]

    /// Buttons of file managers and browsers that go to another place.
    private static let leaving: Set<String> = [
        "open parent", "open the parent folder", "parent folder", "up", "go up", "back", "go back", "forward",
        "home", "go home",
    ]
    /// Words for other places.
    private static let directions: Set<String> = [
        "parent", "up", "above", "back", "previous", "forward", "home", "leave", "return",
    ]
}

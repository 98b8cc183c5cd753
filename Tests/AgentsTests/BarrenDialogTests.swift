import Core
import TestSupport
import Testing

@testable import Agents

@Suite("A dialog that shows nothing to use")
struct BarrenDialogTests {
    private static let dialog: Observation = {
        var window = Screens.window(2, "Save File", active: true)
        window.isModal = true
        return Screens.screen([], windows: [window, Screens.window(1, "Page")])
    }()

    /// What is decided next, after actions that left the dialog as it is.
    private func decision(after actions: [Action]) async throws -> Action {
        let head = TrajectoryHead(id: "t", goal: #"Click the "Left" button."#, started: 0, origin: "test")
        let steps = actions.enumerated().map { number, action in
            let wait = if case .wait = action { true } else { false }
            return Step(
                index: number,
                before: Self.dialog,
                decision: Decision(action, text: "", decidedBy: .rule, reason: ""),
                outcome: Outcome(wait ? .failed : .suspectedNoop),
                after: Self.dialog
            )
        }
        return try await OverlapPlanner().decide(
            after: Trajectory(head: head, steps: steps),
            seeing: Self.dialog
        ).action
    }

    @Test("It is waited for twice, then left by Escape, and neither again")
    func leaving() async throws {
        let wait = Action.wait(.noWindow("Save File"), timeout: 1.5)
        let leave = Action.key(KeyCombination("Escape"))
        #expect(try await decision(after: []) == wait)
        #expect(try await decision(after: [wait]) == wait)
        #expect(try await decision(after: [wait, wait]) == leave)
        for actions in [[wait, wait, leave], [wait, wait, leave, .key(KeyCombination("ctrl+a"))]] {
            let next = try await decision(after: actions)
            #expect(next != wait && next != leave, "\(next)")
        }
    }
}

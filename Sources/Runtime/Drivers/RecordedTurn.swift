import Agents
import Core

/// A place of a recorded run at which something was decided: what had been done, and what was on the screen.
///
/// The record goes on as it was, whatever a planner would have done, so one mistake does not make the next.
struct RecordedTurn {
    /// The run so far.
    var run: Trajectory
    let screen: Observation
    /// What was done, aimed at what planners see; `nil` where they do not see it.
    let expected: Action?
    /// Whether the run ended here.
    let isEnd: Bool
    let names: ElementNames

    /// Returns the turns of a run without its waits.
    static func all(of trajectory: Trajectory) -> [RecordedTurn] {
        var run = Trajectory(head: trajectory.head, steps: [])
        var turns: [RecordedTurn] = []
        for step in trajectory.steps {
            let action = step.decision.action
            if case .wait = action { continue }
            let scene = Scene(step.before)
            let names = ElementNames(scene.widgets, in: step.before)
            let expected = action.isTerminal ? action : Lessons.aimed(action, scene)
            turns.append(
                RecordedTurn(
                    run: run,
                    screen: step.before,
                    expected: expected,
                    isEnd: action.isTerminal,
                    names: names
                )
            )
            var told = step
            told.decision.text = expected.map(names.write) ?? step.decision.text
            run.steps.append(told)
        }
        return turns
    }

    /// Returns what a planner decides other than to wait, as it does for what a record cannot show.
    func decision(of planner: any Planner) async throws -> Decision {
        var run = run
        var decision = try await planner.decide(after: run, seeing: screen)
        for _ in 0..<3 {
            guard case .wait = decision.action else { break }
            run.steps.append(
                Step(index: run.steps.count, before: screen, decision: decision, outcome: Outcome(.confirmed))
            )
            decision = try await planner.decide(after: run, seeing: screen)
        }
        return decision
    }
}

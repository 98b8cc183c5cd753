import Core
import Dataflow

/// Lets the oracle of a browser task decide.
struct OraclePlanner: Planner {
    let oracle: BrowserOracle
    let goal: String

    func decide(after trajectory: Trajectory, seeing observation: Observation) async throws -> Decision {
        let action = oracle.next(goal: goal, after: trajectory.steps, seeing: observation)
        return Decision(
            action,
            text: action.words(on: observation),
            decidedBy: .script,
            reason: "the oracle of \(oracle.task)"
        )
    }
}

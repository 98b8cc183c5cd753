import Core

/// A planner whose work ends when its episode is over.
///
/// Only that it is over is passed on, as anybody in front of the page would see; never the reward.
struct EpisodePlanner: Planner {
    let planner: any Planner
    let host: EpisodeHost

    func decide(after trajectory: Trajectory, seeing observation: Observation) async throws -> Decision {
        if try await host.state().done {
            return Decision(
                .done(answer: nil),
                text: "done",
                decidedBy: .rule,
                reason: "the page has ended the episode"
            )
        }
        return try await planner.decide(after: trajectory, seeing: observation)
    }
}

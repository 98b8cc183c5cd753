public import Core

/// A planner without a model: the frames of verbs, word overlap and roles decide alone.
public struct OverlapPlanner: Planner {
    private let core: PlanningCore

    /// Creates a planner.
    ///
    /// - Parameter applications: What can be started.
    public init(applications: [KnownApplication] = []) { core = PlanningCore(applications: applications) }

    /// Chooses the action that fits the next part of the goal best.
    public func decide(after trajectory: Trajectory, seeing observation: Observation) async throws -> Decision
    {
        try await core.decide(
            after: trajectory,
            seeing: observation,
            PlanningCore.Mind { PlanningCore.best($0) }
        )
    }
}

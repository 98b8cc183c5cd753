import Core
import Inference

/// A planner whose decisions say what they cost the engine.
struct MeteredPlanner: Planner {
    let planner: any Planner
    let engine: Engine

    func decide(after trajectory: Trajectory, seeing observation: Observation) async throws -> Decision {
        let before = engine.counters
        var decision = try await planner.decide(after: trajectory, seeing: observation)
        let spent = engine.counters - before
        if spent.requests > 0 { decision.usage = ModelUsage(spent) }
        return decision
    }
}

extension ModelUsage {
    /// What an engine did between two readings of its counters.
    init(_ counters: EngineCounters) {
        self.init()
        tokensRead = counters.tokensRead
        tokensReused = counters.tokensReused
        tokensWritten = counters.tokensWritten
        tokensScored = counters.tokensScored
        readMilliseconds = counters.readMilliseconds
        writeMilliseconds = counters.writeMilliseconds
        scoreMilliseconds = counters.scoreMilliseconds
        cacheBytes = counters.cacheBytes
    }
}

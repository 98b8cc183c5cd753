/// Something that sees the screen.
public protocol Sensor: Sendable {
    /// Reads the screen once, without changing it.
    func observe() async throws -> Observation

    /// Waits until the screen has stopped changing, or the time is over, then reads it.
    ///
    /// - Parameter timeout: Seconds to wait at most.
    func settled(timeout: Double) async throws -> Observation

    /// Returns the screen as it is now: an earlier observation's where nothing shows a change since, else read anew.
    func current(since earlier: Observation) async throws -> Observation
}

extension Sensor {
    /// Reads the screen anew.
    public func current(since earlier: Observation) async throws -> Observation { try await observe() }
}

/// Something that carries out actions.
public protocol Actuator: Sendable {
    /// Carries out an action that was decided on an observation, and says what came of it.
    ///
    /// What the world refuses is an `Outcome`; what is broken on our side is thrown.
    func perform(_ action: Action, on observation: Observation) async throws -> Performance
}

/// What an actuator did, and the screen it left behind.
public struct Performance: Hashable, Sendable {
    /// What came of the action.
    public var outcome: Outcome
    /// The screen afterwards, as the evidence was taken from it; `nil` when nothing was sent.
    public var after: Observation?
    /// Milliseconds by phase: "act", "verify".
    public var timings: [String: Double]

    /// Creates the record of an action.
    public init(outcome: Outcome, after: Observation? = nil, timings: [String: Double] = [:]) {
        self.outcome = outcome
        self.after = after
        self.timings = timings
    }
}

/// Something that decides what to do next.
public protocol Planner: Sendable {
    /// Chooses the next action for a goal, given the steps so far and the screen now.
    func decide(after trajectory: Trajectory, seeing observation: Observation) async throws -> Decision
}

/// Something that keeps the steps of runs.
public protocol StepSink: Sendable {
    /// Begins a trajectory.
    func begin(_ head: TrajectoryHead) async throws
    /// Adds a step; when it returns, the step survives a kill.
    func record(_ step: Step) async throws
    /// Ends the trajectory.
    func end(_ end: RunEnd) async throws
}

/// A store of bytes by their content address.
public protocol BlobStore: Sendable {
    /// Stores bytes and returns their address; storing the same bytes again is free.
    func put(_ bytes: [UInt8]) throws -> Digest
    /// Returns the bytes of an address, or `nil` when they are not here.
    func get(_ digest: Digest) throws -> [UInt8]?
}

/// One turn of the loop: what was seen, what was chosen, what was done, what came of it.
public struct Step: Hashable, Sendable, Codable {
    /// The position in its trajectory, from 0.
    public var index: Int
    /// What was seen before the action.
    public var before: Observation
    /// What was chosen.
    public var decision: Decision
    /// What came of it.
    public var outcome: Outcome
    /// What was seen after the action; `nil` for actions that end the run.
    public var after: Observation?
    /// Milliseconds by phase: "observe", "decide", "act", "verify".
    public var timings: [String: Double]

    /// Creates a step.
    public init(
        index: Int,
        before: Observation,
        decision: Decision,
        outcome: Outcome,
        after: Observation? = nil,
        timings: [String: Double] = [:]
    ) {
        self.index = index
        self.before = before
        self.decision = decision
        self.outcome = outcome
        self.after = after
        self.timings = timings
    }
}

/// How a run ended.
public struct RunEnd: Hashable, Sendable, Codable {
    /// The ways a run can end.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// The goal was reached and its checks (if any) passed.
        case verified
        /// The agent believes the goal was reached; nothing could check it.
        case unverified
        /// The goal was not reached.
        case failed
        /// The safety policy refused an action the run needed.
        case refused
        /// A budget was used up.
        case budget
        /// The user must answer before it can go on.
        case needsUser
        /// A replayed element had moved or could not be told from others.
        case drift
        /// It was interrupted by a signal and can be continued.
        case interrupted
    }

    /// How it ended.
    public var kind: Kind
    /// Why, in a sentence for a person.
    public var message: String
    /// The answer to the user's question, where one was wanted.
    public var answer: String?

    /// Creates an end.
    public init(_ kind: Kind, message: String = "", answer: String? = nil) {
        self.kind = kind
        self.message = message
        self.answer = answer
    }
}

/// What a run is for and how it was set up: the head of a trajectory.
public struct TrajectoryHead: Hashable, Sendable, Codable {
    /// The trajectory's name, unique in its store; sorts by time.
    public var id: String
    /// The goal in the user's words.
    public var goal: String
    /// The task file's id, where there was one.
    public var task: String?
    /// Seconds since the Unix epoch when it began.
    public var started: Double
    /// What produced it: "run", "script", "record", "eval".
    public var origin: String
    /// The model and adapter in use, if any.
    public var model: String?

    /// Creates a head.
    public init(
        id: String,
        goal: String,
        task: String? = nil,
        started: Double,
        origin: String,
        model: String? = nil
    ) {
        self.id = id
        self.goal = goal
        self.task = task
        self.started = started
        self.origin = origin
        self.model = model
    }
}

/// The steps taken for a goal, which are the agent's memory.
public struct Trajectory: Hashable, Sendable, Codable {
    /// What it is for.
    public var head: TrajectoryHead
    /// The steps in order.
    public var steps: [Step]
    /// How it ended; `nil` while it runs or when it was cut off.
    public var end: RunEnd?

    /// Creates a trajectory.
    public init(head: TrajectoryHead, steps: [Step] = [], end: RunEnd? = nil) {
        self.head = head
        self.steps = steps
        self.end = end
    }
}

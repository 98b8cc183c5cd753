/// A goal that some steps of a walk have reached, found by looking back.
public struct ExploredGoal: Sendable, Hashable, Codable {
    /// The position of the first step in the trajectory.
    public var first: Int
    /// The position of the last step.
    public var last: Int
    /// The goal in words that may be trained on.
    public var goals: [String]
    /// The goal in words that are kept back for development.
    public var development: [String]
    /// The kind of effect, such as `turned on`.
    public var kind: String
    /// What it is about: goals of one subject are alike but for values and screens.
    public var subject: String
    /// A digest of screen and actions: goals with the same are the same.
    public var identity: String

    /// Creates a goal.
    public init(
        first: Int,
        last: Int,
        goals: [String],
        development: [String],
        kind: String,
        subject: String,
        identity: String
    ) {
        self.first = first
        self.last = last
        self.goals = goals
        self.development = development
        self.kind = kind
        self.subject = subject
        self.identity = identity
    }
}

extension EpisodeRecord {
    /// What stands for the template in records of walks.
    public static let exploration = "exploration"

    /// Creates the record of a walk through the scene of an application.
    public init(
        walk id: String,
        scene: String,
        application: String,
        seed: UInt64,
        steps: Int,
        goals: [ExploredGoal],
        dropped: [String: Int],
        verdict: Verdict,
        message: String = "",
        seconds: Double = 0
    ) {
        self.id = id
        template = Self.exploration
        self.application = application
        self.seed = seed
        phrasing = .train
        goal = "Look around in \(scene)"
        self.goals = []
        actions = steps
        self.verdict = verdict
        self.message = message
        self.seconds = seconds
        total = 0
        explored = goals
        self.dropped = dropped
    }
}

public import Core

/// What came of one task of a suite.
public struct TaskResult: Hashable, Sendable, Codable {
    /// The outcome of a task some of whose checks held before its first step.
    public static let invalid = "invalid"

    /// The task's id.
    public var id: String
    /// Whether all of the task's checks held at the end.
    public var success: Bool
    /// Steps taken.
    public var steps: Int
    /// Seconds from the first observation to the end; set-up is not counted.
    public var seconds: Double
    /// How the run ended, by `RunEnd.Kind`; "invalid" for a task that proves nothing.
    public var outcome: String
    /// Why, for a person: the check that failed, the reason of the end.
    public var message: String
    /// What the engine did; `nil` when no model was asked.
    public var model: ModelUsage?
    /// The application the task is about, if it says.
    public var application: String?
    /// What it took; `nil` when it was not run.
    public var effort: Effort?

    /// Creates a result.
    public init(
        id: String,
        success: Bool,
        steps: Int,
        seconds: Double,
        outcome: String,
        message: String = ""
    ) {
        self.id = id
        self.success = success
        self.steps = steps
        self.seconds = seconds
        self.outcome = outcome
        self.message = message
    }

    /// Creates the result of a run from its end and its checks.
    ///
    /// The checks alone decide on success: an agent that gave up after doing the work has done it,
    /// and one that only says so has not. A task without checks never succeeds.
    public init(
        id: String,
        end: RunEnd,
        steps: Int,
        seconds: Double,
        checks: [CheckResult],
        model: ModelUsage? = nil
    ) {
        let failed = checks.first { !$0.passed }
        self.init(
            id: id,
            success: !checks.isEmpty && failed == nil,
            steps: steps,
            seconds: seconds,
            outcome: end.kind.rawValue,
            message: failed.map { "\($0)" } ?? end.message
        )
        self.model = model
    }

    /// Creates the result of a task that was not run, because checks of it held already.
    public init(id: String, alreadyTrue: [CheckResult]) {
        let held = alreadyTrue.map(\.expected).joined(separator: "; ")
        self.init(
            id: id,
            success: false,
            steps: 0,
            seconds: 0,
            outcome: Self.invalid,
            message: "true before the first step: \(held)"
        )
    }

    /// Whether the task proves nothing and is counted apart.
    public var isInvalid: Bool { outcome == Self.invalid }
}

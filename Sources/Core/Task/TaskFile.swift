/// A task as a file describes it: a goal, how to set the scene, and how to tell success.
public struct TaskFile: Hashable, Sendable, Codable {
    /// A name unique in its suite.
    public var id: String
    /// What is wanted, in a user's words, with `${name}` for parameters.
    public var goal: String
    /// The application the task is about; started before the first step of a scripted task.
    public var application: String?
    /// Values for `${name}` in goal, steps, set-up and checks.
    public var parameters: [String: String]
    /// What is done before the run.
    public var setup: [SetupStep]
    /// The steps of a scripted task or of an oracle; `nil` for a goal alone.
    public var steps: [Action]?
    /// Rules added in front of the user's policy.
    public var policy: Policy?
    /// Limits of this task.
    public var budget: Budget?
    /// What must hold at the end, all of it.
    public var checks: [Check]

    /// Creates a task.
    public init(
        id: String,
        goal: String,
        application: String? = nil,
        parameters: [String: String] = [:],
        setup: [SetupStep] = [],
        steps: [Action]? = nil,
        policy: Policy? = nil,
        budget: Budget? = nil,
        checks: [Check] = []
    ) {
        self.id = id
        self.goal = goal
        self.application = application
        self.parameters = parameters
        self.setup = setup
        self.steps = steps
        self.policy = policy
        self.budget = budget
        self.checks = checks
    }
}

/// Something done before a run to set the scene; paths are relative to the session's home.
public enum SetupStep: Hashable, Sendable, Codable {
    /// Writes a file.
    case file(path: String, content: String)
    /// Makes a directory.
    case directory(path: String)
    /// Starts a program and waits for its window.
    case start(command: [String])
}

/// A statement about the end state, checked without running any code of the task's.
public enum Check: Hashable, Sendable, Codable {
    /// The file exists and its whole text equals the text, trailing line ends aside.
    case fileEquals(path: String, text: String)
    /// The file exists and contains the text.
    case fileContains(path: String, text: String)
    /// The file exists (or does not).
    case fileExists(path: String, exists: Bool)
    /// An element that fits is on the screen (or is not).
    case element(ElementQuery, exists: Bool)
    /// An element that fits is on the screen and has the states.
    case elementState(ElementQuery, states: States, set: Bool)
    /// A window whose title contains the text is open (or is not).
    case window(title: String, exists: Bool)
    /// A process of this name runs in the session (or does not).
    case process(name: String, running: Bool)
    /// The clipboard holds the text.
    case clipboard(equals: String)
    /// The run's answer contains the text.
    case answer(contains: String)
}

import Agents
public import Core

/// Which desktop a run works on.
public enum DesktopChoice: Hashable, Sendable {
    /// A private display that lives as long as the run; in a window when `visible`.
    case own(visible: Bool, size: Size?)
    /// A session that is already running, by its name.
    case named(String)
    /// The user's own `$DISPLAY`.
    case live
}

/// Which model decides.
public enum ModelChoice: Hashable, Sendable {
    /// The embedded default.
    case standard
    /// A model of the store by name, or a GGUF file by path.
    case named(String)
    /// No model: word overlap and rules only.
    case none
}

/// How actions reach applications.
public enum RouteChoice: String, Hashable, Sendable, CaseIterable {
    /// Accessibility where it is surer, the pointer and keyboard elsewhere.
    case automatic
    /// Accessibility actions alone where an element offers them.
    case accessibility
    /// Pointer and keyboard alone (XTest).
    case pointer
}

/// How a run is set up; the same for goals, scripts and evaluations.
public struct RunOptions: Sendable {
    /// Which desktop it works on.
    public var desktop: DesktopChoice = .own(visible: false, size: nil)
    /// Which model decides.
    public var model: ModelChoice = .standard
    /// An adapter of the model: a GGUF file or a PEFT folder, or `none`; `nil` for the one that is kept for the model.
    public var adapter: String?
    /// How actions reach applications.
    public var route: RouteChoice = .automatic
    /// A policy file; `nil` for the user's own, where there is one.
    public var policyFile: String?
    /// Whether nothing is to be sent.
    public var dryRun = false
    /// Limits; `nil` for the task's own or the default.
    public var budget: Budget?
    /// Lanes of the engine; `nil` for the cores the process may use.
    public var threads: Int?
    /// How the engine keeps keys and values, by the name of a `CacheMode`; `nil` for the default.
    public var cache: String?
    /// Parts of the planner that are left out, of ``plannerParts``; needs a trained adapter.
    public var withoutParts: [String] = []
    /// Where trajectories are kept; `nil` for the user's data directory.
    public var trajectories: String?
    /// Whether what is typed into password fields is kept: only for passwords that a task made up and its
    /// goal says.
    var keepsPasswords = false
    /// Values behind `${secret:name}`.
    public var secrets: [String: String] = [:]

    /// The names of the parts of a planner that can be left out.
    public static let plannerParts = PlannerPart.allCases.map(\.rawValue)

    /// Creates the default set-up.
    public init() {}
}

/// Asks a person whether an action may be done; `nil` when nobody can answer.
public typealias Approval = @Sendable (_ question: String) async -> Bool

/// Asks a person a question of the agent's; returns `nil` when there is no answer.
public typealias Answering = @Sendable (_ question: String) async -> String?

/// Asks before each step whether to wait, with the number of steps taken; returns `true` once it waited.
public typealias Pausing = @Sendable (_ steps: Int) async -> Bool

/// Something a driver tells while it works.
public enum RunEvent: Sendable {
    /// The desktop is ready; milliseconds since the driver was called.
    case desktopReady(name: String, milliseconds: Double)
    /// The model is ready; milliseconds since the driver was called.
    case modelReady(name: String, milliseconds: Double)
    /// An action was decided on and is about to be carried out.
    case decided(action: String)
    /// A step was taken and recorded.
    case step(Step)
    /// Something worth a line.
    case note(String)
}

/// How a run went.
public struct RunReport: Sendable, Codable {
    /// The trajectory's id.
    public var id: String
    /// The directory of the trajectory.
    public var directory: String
    /// How it ended.
    public var end: RunEnd
    /// The number of steps taken.
    public var steps: Int
    /// Seconds from the first observation to the end.
    public var seconds: Double
    /// Tokens the model read and wrote.
    public var tokens: Int
    /// The checks that did not hold, in words.
    public var failedChecks: [String]
    /// What the engine did; `nil` when no model of this process was asked.
    public var model: ModelUsage?
    /// What the run took, step by step.
    public var effort: Effort
    /// The files and folders it made on a display of its own, where they are kept.
    public var files: [String] = []
}

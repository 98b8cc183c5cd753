public import Core

/// A kind of fact that checks are judged by; gathering each has a cost.
public enum Fact: Hashable, Sendable, CaseIterable {
    /// What files are in the session's home; read by the checker itself.
    case files
    /// What is on the screen.
    case screen
    /// What the clipboard holds.
    case clipboard
    /// Which processes run in the session.
    case processes
    /// What the run answered.
    case answer
}

/// The facts that a task's checks are judged by, at one moment.
///
/// A fact that is `nil` was not gathered, and a check that needs it does not pass.
/// `Checks.facts(for:)` says which are worth gathering.
public struct EndState: Sendable {
    /// The absolute path of the session's home, which the paths of checks are relative to.
    public var home: String
    /// What is on the screen.
    public var observation: Observation?
    /// The text of the clipboard; empty when it holds none.
    public var clipboard: String?
    /// The names of the session's processes, as `/proc/PID/comm` or the program's file name has them.
    public var processes: [String]?
    /// What the run answered; `nil` before the end and where nothing was answered.
    public var answer: String?

    /// Creates a state; facts left out were not gathered.
    public init(
        home: String,
        observation: Observation? = nil,
        clipboard: String? = nil,
        processes: [String]? = nil,
        answer: String? = nil
    ) {
        self.home = home
        self.observation = observation
        self.clipboard = clipboard
        self.processes = processes
        self.answer = answer
    }
}

/// What came of one check.
public struct CheckResult: Hashable, Sendable, Codable {
    /// The check.
    public var check: Check
    /// Whether it holds.
    public var passed: Bool
    /// What it demands, in words.
    public var expected: String
    /// What was found instead, or that it was found.
    public var found: String

    /// Creates a result.
    public init(check: Check, passed: Bool, expected: String, found: String) {
        self.check = check
        self.passed = passed
        self.expected = expected
        self.found = found
    }
}

extension CheckResult: CustomStringConvertible {
    /// The result in a line: `passed: note.txt equals "hello"`.
    public var description: String {
        passed ? "passed: \(expected)" : "failed: \(expected); found: \(found)"
    }
}

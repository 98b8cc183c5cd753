public import Core

/// Tasks that are run and judged together.
public struct TaskSuite: Hashable, Sendable, Codable {
    /// What the suite is called; the file's name without its ending where the file names none.
    public var name: String
    /// The tasks, in the order of the file; their ids differ.
    public var tasks: [TaskFile]

    /// Creates a suite.
    public init(name: String, tasks: [TaskFile]) {
        self.name = name
        self.tasks = tasks
    }
}

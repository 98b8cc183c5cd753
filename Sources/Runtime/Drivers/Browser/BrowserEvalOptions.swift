/// How browser tasks are evaluated.
public struct BrowserEvalOptions: Sendable {
    /// The tasks by name; `train` and `development` stand for those groups.
    public var tasks: [String]
    /// The seeds of each task.
    public var seeds: ClosedRange<Int>
    /// Whether the elements' class and id attributes are read: without, with, or both, one after the other.
    public var attributes: [Bool] = [false, true]
    /// Private displays that are worked on at the same time.
    public var displays = 1
    /// How a run is set up.
    public var run: RunOptions

    /// Creates options.
    public init(tasks: [String], seeds: ClosedRange<Int>, run: RunOptions = RunOptions()) {
        self.tasks = tasks
        self.seeds = seeds
        self.run = run
    }
}

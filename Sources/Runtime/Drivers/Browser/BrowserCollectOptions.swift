/// How browser tasks are collected.
public struct BrowserCollectOptions: Sendable {
    /// The tasks by name; `train` stands for all that may be trained on.
    public var tasks = ["train"]
    /// The seeds of each task.
    public var seeds = 0...49
    /// Private displays that are worked on at the same time.
    public var displays = 2
    /// Where the collection is kept; `nil` for the user's data directory.
    public var output: String?
    /// Whether screenshots are kept.
    public var pictures = false

    /// Creates the default options.
    public init() {}
}

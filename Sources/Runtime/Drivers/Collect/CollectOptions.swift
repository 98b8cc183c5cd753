/// How tasks are collected.
public struct CollectOptions: Sendable {
    /// Template files, and folders of them.
    public var templates: [String]
    /// Tasks drawn from each template.
    public var perTemplate = 10
    /// What the draws begin with; the same seed gives the same tasks.
    public var seed: UInt64 = 1
    /// Private displays that are worked on at the same time.
    public var displays = 4
    /// Whether the phrasings kept back for development are used, which are never for training.
    public var development = false
    /// Only these templates, by id; `nil` for all.
    public var only: [String]?
    /// Where the collection is kept; `nil` for the user's data directory.
    public var output: String?
    /// Whether screenshots are kept.
    public var pictures = false

    /// Creates options for some template files and folders.
    public init(templates: [String]) { self.templates = templates }
}

/// How applications are explored.
public struct ExploreOptions: Sendable {
    /// Files of scenes, and folders of them.
    public var scenes: [String]
    /// Only these, by the id of the scene or the name of the application; `nil` for all.
    public var only: [String]?
    /// Walks through each scene.
    public var perScene = 10
    /// What the walks begin with; the same seed chooses the same way as long as the screens are the same.
    public var seed: UInt64 = 1
    /// Steps of a walk at most.
    public var steps = 40
    /// Seconds of a walk at most.
    public var seconds = 120.0
    /// Goals about the same element and effect that are kept at most.
    public var alike = 12
    /// Private displays that are worked on at the same time.
    public var displays = 4
    /// Where the collection is kept; `nil` for the user's data directory.
    public var output: String?
    /// Whether screenshots are kept.
    public var pictures = false

    /// Creates options for some files of scenes.
    public init(scenes: [String]) { self.scenes = scenes }
}

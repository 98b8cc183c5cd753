public import Core

/// How a session of the agent's own is set up.
public struct SessionOptions: Hashable, Sendable {
    /// The session's name, of letters, digits, `-`, `_` and `.`, at most 24; `nil` picks a free one.
    public var name: String?
    /// The size of the screen in pixels.
    public var size: Size
    /// Whether to show the session in a window (Xephyr) on the display of the surroundings.
    public var visible: Bool
    /// The environment that the session is started from: `PATH`, and `DISPLAY` for a visible one;
    /// `nil` for this process's own.
    public var surroundings: [String: String]?
    /// Whether the session's home directory stays when it ends.
    public var keepHome: Bool
    /// A directory to use as home, which is then never removed; `nil` makes an empty one.
    public var home: String?
    /// Whether to run a compositor, which GTK4's popovers need to be drawn well.
    public var compositor: Bool
    /// Further variables for the environment of the session's programs.
    public var environment: [String: String]
    /// Seconds after which a start that is not ready fails.
    public var timeout: Double

    /// Creates options; the defaults suit most tasks.
    public init(
        name: String? = nil,
        size: Size = Size(width: 1280, height: 800),
        visible: Bool = false,
        surroundings: [String: String]? = nil,
        keepHome: Bool = false,
        home: String? = nil,
        compositor: Bool = true,
        environment: [String: String] = [:],
        timeout: Double = 20
    ) {
        self.name = name
        self.size = size
        self.visible = visible
        self.surroundings = surroundings
        self.keepHome = keepHome
        self.home = home
        self.compositor = compositor
        self.environment = environment
        self.timeout = timeout
    }
}

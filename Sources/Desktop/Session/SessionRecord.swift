/// What the registry knows of a session.
public struct SessionRecord: Hashable, Sendable, Codable {
    /// The session's name.
    public var name: String
    /// The X display, such as ":90".
    public var display: String
    /// The process that owns the session; when it ends, so does the session.
    public var owner: Int32
    /// When the owner started, in clock ticks since boot: pids come round again, this does not.
    public var ownerStart: UInt64
    /// Seconds since the Unix epoch when the session was ready.
    public var started: Double
    /// Milliseconds from the call to readiness.
    public var readyAfter: Double
    /// The size of the screen in pixels.
    public var width: Int
    /// The size of the screen in pixels.
    public var height: Int
    /// Whether the session is shown in a window.
    public var visible: Bool
    /// The processes of the session itself by name: the server, the buses, the window manager.
    public var processes: [String: Int32]
    /// The home directory.
    public var home: String
    /// The session's own directory.
    public var directory: String
    /// The file with the X server's cookie.
    public var authority: String
    /// Where the memory is that the X server draws in, for `Display`; `nil` for a visible session.
    public var framebuffer: String?
    /// The environment of the session's programs.
    public var environment: [String: String]

    /// The address of the private session bus.
    public var sessionBus: String { environment["DBUS_SESSION_BUS_ADDRESS"] ?? "" }
    /// The address of the accessibility bus.
    public var accessibilityBus: String { environment["AT_SPI_BUS_ADDRESS"] ?? "" }
}

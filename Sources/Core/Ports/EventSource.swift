/// Something that happened on the desktop, as a recorder hears it.
public enum DesktopEvent: Hashable, Sendable, Codable {
    /// A mouse button went down at a point, with modifiers held.
    case buttonDown(button: Int, at: Point, modifiers: [Modifier])
    /// A mouse button went up at a point.
    case buttonUp(button: Int, at: Point)
    /// The pointer moved.
    case motion(to: Point)
    /// A key went down: its keysym name, the text it gives (if any), and the modifiers held.
    case keyDown(keysym: String, text: String, modifiers: [Modifier])
    /// A key went up.
    case keyUp(keysym: String)
    /// The accessibility tree reported a change: the D-Bus member ("StateChanged", "TextChanged"),
    /// its detail ("focused", "insert") and the object it concerns.
    case accessibility(kind: String, detail: String, object: AccessibleID)
}

/// A desktop event and when it happened.
public struct TimedEvent: Hashable, Sendable, Codable {
    /// Seconds since the Unix epoch.
    public var time: Double
    /// What happened.
    public var event: DesktopEvent

    /// Creates a timed event.
    public init(time: Double, event: DesktopEvent) {
        self.time = time
        self.event = event
    }
}

/// Something that reports desktop events as they happen.
public protocol EventSource: Sendable {
    /// The events from now on; the stream ends when the source is closed.
    func events() -> AsyncStream<TimedEvent>
}

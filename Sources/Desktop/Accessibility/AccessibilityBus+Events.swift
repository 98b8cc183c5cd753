public import Core
import Synchronization

extension AccessibilityBus: EventSource {
    /// What applications are asked to report, and the match rule each needs.
    ///
    /// Only what is used: a whole "object:" floods (GTK 3 sends hundreds of bounds-changed and
    /// defunct notices when a dialog opens).
    private static let wanted = [
        "object:state-changed:focused", "object:state-changed:showing", "object:state-changed:checked",
        "object:state-changed:selected", "object:state-changed:pressed", "object:state-changed:expanded",
        "object:state-changed:sensitive", "object:state-changed:active", "object:text-changed",
        "object:text-caret-moved", "object:selection-changed", "object:active-descendant-changed",
        "object:property-change:accessible-name", "object:property-change:accessible-value",
        "object:value-changed", "object:children-changed", "window:activate", "window:deactivate",
        "window:create", "window:destroy", "focus:",
    ]

    /// What the bus is to deliver: member and, where only some are used, the first argument.
    ///
    /// Applications send more than they are asked for; reading a tree makes GTK announce each
    /// object it had not made yet, which must not look like a change of the screen.
    private static let delivered: [(member: String, details: [String])] = [
        (
            "StateChanged",
            ["focused", "showing", "checked", "selected", "pressed", "expanded", "sensitive", "active"]
        ),
        ("PropertyChange", ["accessible-name", "accessible-value"]),
        ("TextChanged", []), ("TextCaretMoved", []), ("SelectionChanged", []),
        ("ActiveDescendantChanged", []),
        ("ValueChanged", []), ("ChildrenChanged", []),
    ]

    private static var rules: [String] {
        let objects = delivered.flatMap { entry -> [String] in
            let rule = "type='signal',interface='org.a11y.atspi.Event.Object',member='\(entry.member)'"
            return entry.details.isEmpty ? [rule] : entry.details.map { rule + ",arg0='\($0)'" }
        }
        return objects + ["Window", "Focus"].map { "type='signal',interface='org.a11y.atspi.Event.\($0)'" }
    }

    /// The accessibility events from now on; the stream ends when the bus is closed.
    ///
    /// The kind is the D-Bus member with a capital ("StateChanged", "Activate"), the detail the
    /// event's first argument; a state that was cleared has ":false" after its name.
    nonisolated public func events() -> AsyncStream<TimedEvent> { listeners.add() }

    /// How many events came so far, and when the last one did (seconds of the monotonic clock).
    nonisolated public var activity: (count: Int, last: Double) { listeners.activity }

    /// Asks the registry and the bus for events; it also makes GTK applications export their cache.
    func listen(on connection: BusConnection) {
        let group = CallGroup(silence: 5, limit: 5) { _ in }
        for rule in Self.rules {
            let call = BusCall(
                destination: "org.freedesktop.DBus",
                path: "/org/freedesktop/DBus",
                interface: "org.freedesktop.DBus",
                member: "AddMatch",
                arguments: [.string(rule)]
            )
            connection.send(call, in: group) { _ in }
        }
        register(on: connection)
    }

    /// Asks applications for events, by way of the registry.
    func register(on connection: BusConnection) {
        let group = CallGroup(silence: 5, limit: 5) { _ in }
        for event in Self.wanted {
            let call = BusCall(
                destination: Names.registry,
                path: "/org/a11y/atspi/registry",
                interface: "org.a11y.atspi.Registry",
                member: "RegisterEvent",
                arguments: [.string(event), .strings([]), .string("")]
            )
            connection.send(call, in: group) { reply in
                if case .message = reply { self.isRegistered = true }
            }
        }
    }

    func hear(_ signal: BusSignal) {
        listeners.send(TimedEvent(time: Instant.sinceEpoch, event: signal.event))
    }
}

/// The streams that hear events, and the count of what they heard.
final class EventListeners: Sendable {
    private struct State {
        var streams: [Int: AsyncStream<TimedEvent>.Continuation] = [:]
        var next = 0
        var count = 0
        var last = 0.0
        var closed = false
    }

    private let state = Mutex(State())

    var activity: (count: Int, last: Double) { state.withLock { ($0.count, $0.last) } }

    func add() -> AsyncStream<TimedEvent> {
        // Bounded: a reader that never comes back must not hold every event ever sent.
        let (stream, continuation) = AsyncStream.makeStream(
            of: TimedEvent.self,
            bufferingPolicy: .bufferingNewest(65_536)
        )
        let key = state.withLock { state -> Int? in
            guard !state.closed else { return nil }
            state.next += 1
            state.streams[state.next] = continuation
            return state.next
        }
        guard let key else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { $0.streams[key] = nil }
        }
        return stream
    }

    func send(_ event: TimedEvent) {
        let streams = state.withLock { state in
            state.count += 1
            state.last = monotonicSeconds()
            return Array(state.streams.values)
        }
        for stream in streams { stream.yield(event) }
    }

    func finish() {
        let streams = state.withLock { state in
            state.closed = true
            defer { state.streams = [:] }
            return Array(state.streams.values)
        }
        for stream in streams { stream.finish() }
    }
}

import CDBus
import Core
import Glibc
import Synchronization

/// A connection to the AT-SPI bus, on a thread of its own, with pipelined calls.
///
/// Trees are read with many calls in flight; no call waits longer than its deadline, and a
/// stopped application never delays another (AT-SPI 2 over raw D-Bus).
public actor AccessibilityBus {
    let thread: BusThread
    /// Absent until `open` has connected.
    private var link: BusConnection?
    /// What is known of each application by its connection, so that it is asked once.
    var applications: [String: ApplicationFacts] = [:]
    /// Whether the registry has taken our wish for events; without it GTK exports no cache.
    var isRegistered = false
    nonisolated let listeners = EventListeners()

    /// The thread all of its work runs on.
    nonisolated public var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private init() {
        thread = BusThread()
        thread.start()
    }

    deinit {
        listeners.finish()
        thread.stop()
    }

    /// Connects to an accessibility bus by its D-Bus address.
    ///
    /// - Throws: `AccessibilityError` with code `connection`.
    public static func connect(address: String) async throws -> AccessibilityBus {
        let bus = AccessibilityBus()
        try await bus.open(address)
        return bus
    }

    /// Connects to the accessibility bus that a session bus knows of (`org.a11y.Bus.GetAddress`).
    ///
    /// - Throws: `AccessibilityError` with code `connection`.
    public static func connect(sessionBus: String) async throws -> AccessibilityBus {
        let bus = AccessibilityBus()
        try await bus.open(try await bus.address(from: sessionBus))
        return bus
    }

    /// Closes the connection; reads in progress end as degraded.
    public func close() {
        listeners.finish()
        link = nil
        thread.stop()
    }

    /// The connection.
    ///
    /// - Throws: `AccessibilityError` with code `connection` when the bus is gone.
    var connection: BusConnection {
        get throws(AccessibilityError) {
            guard let link, link.isOpen else {
                throw AccessibilityError(
                    .connection,
                    "the accessibility bus has gone; start the session again"
                )
            }
            return link
        }
    }

    private func address(from sessionBus: String) throws(AccessibilityError) -> String {
        let session = try BusConnection(address: sessionBus, timeout: 2)
        let reply = try session.blocking(
            BusCall(
                destination: "org.a11y.Bus",
                path: "/org/a11y/bus",
                interface: "org.a11y.Bus",
                member: "GetAddress"
            ),
            timeout: 5
        )
        defer { dbus_message_unref(reply) }
        var reader = BusReader(reply)
        guard let address = reader?.string(), !address.isEmpty else {
            throw AccessibilityError(.malformed, "org.a11y.Bus gave no address of the accessibility bus")
        }
        return address
    }

    private func open(_ address: String) throws(AccessibilityError) {
        let connection = try BusConnection(address: address, timeout: 2)
        link = connection
        thread.watch { [weak self] in
            self?.assumeIsolated { $0.pump() } ?? PumpResult()
        }
        listen(on: connection)
    }

    private func pump() -> PumpResult {
        guard let link else { return PumpResult() }
        let result = link.pump()
        for signal in link.takeSignals() { hear(signal) }
        return result
    }
}

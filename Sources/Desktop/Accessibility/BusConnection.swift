import CDBus
import Dispatch

/// What a call came back with.
enum BusReply {
    /// The answer, valid only until the handler returns.
    case message(OpaquePointer)
    /// The peer or the bus answered with an error.
    case failure(name: String, text: String)

    /// A cursor over the answer; `nil` for an error or an answer without arguments.
    var reader: BusReader? {
        if case .message(let message) = self { BusReader(message) } else { nil }
    }

    /// A cursor at the value inside the variant a property read answers with.
    var property: BusReader? {
        guard var reader else { return nil }
        return reader.enter()
    }
}

/// What a turn of the connection's loop leaves to wait for.
struct PumpResult {
    /// Seconds until the next deadline; `nil` when none is set.
    var wait: Double?
    /// Whether messages wait for the socket to take them.
    var writes = false
    /// Whether the bus is still there.
    var isOpen = false
}

/// Calls in flight that share a deadline; its completion runs once.
///
/// The deadline is one of silence: a large application may take long as long as it answers, a
/// stopped one is given up `silence` seconds after its last answer. `limit` bounds the whole.
final class CallGroup {
    enum End {
        case answered, silent, late, disconnected
    }

    let silence: Double
    let limit: Double
    fileprivate(set) var outstanding = 0
    fileprivate var lastReply: Double
    fileprivate let started: Double
    /// Whether the silent peer is seen to be at work, which earns it `patience` seconds in all.
    var isAtWork: (() -> Bool)?
    let patience: Double
    private var extended = 0.0
    private var completion: ((End) -> Void)?

    init(silence: Double, limit: Double, patience: Double = 0, completion: @escaping (End) -> Void) {
        self.silence = silence
        self.limit = limit
        self.patience = patience
        self.completion = completion
        started = monotonicSeconds()
        lastReply = started
    }

    var isFinished: Bool { completion == nil }

    fileprivate var deadline: Double { min(lastReply + silence + extended, started + limit) }

    fileprivate func heard() {
        lastReply = monotonicSeconds()
        extended = 0
    }

    /// Puts the deadline off when the peer is at work; returns whether it did.
    fileprivate func extend(_ now: Double) -> Bool {
        guard now < started + limit, silence + extended < patience, isAtWork?() ?? false else { return false }
        extended += 0.05
        return true
    }

    /// Ends the group; answers that come later are dropped.
    func finish(_ end: End) {
        guard let completion else { return }
        self.completion = nil
        completion(end)
    }
}

/// A private libdbus connection with calls in flight, used from one thread only.
///
/// libdbus's own pending calls keep a timer each; here a table of serials and one deadline a
/// group do, so a thousand calls in flight cost little more than their messages.
final class BusConnection {
    private struct Pending {
        var group: CallGroup
        var handler: (BusReply) -> Void
    }

    private let raw: OpaquePointer
    private var pending: [UInt32: Pending] = [:]
    private var groups: [ObjectIdentifier: CallGroup] = [:]
    /// The unique name the bus gave this connection.
    private(set) var name = ""
    /// The signals that came since they were last taken.
    private var signals: [BusSignal] = []
    /// Connections that owe an answer; any message from one of them takes it out.
    var silent: Set<String> = []
    private(set) var isOpen = true

    /// The socket, for poll.
    let fileDescriptor: Int32

    /// Connects to a bus and says hello; blocks for at most `timeout` seconds after the connect.
    ///
    /// - Throws: `AccessibilityError` with code `connection`.
    init(address: String, timeout: Double) throws(AccessibilityError) {
        var error = DBusError()
        dbus_error_init(&error)
        guard let connection = dbus_connection_open_private(address, &error) else {
            throw Self.failure("cannot connect to the bus at \"\(address)\"", &error)
        }
        raw = connection
        dbus_connection_set_exit_on_disconnect(connection, 0)
        var descriptor: Int32 = -1
        dbus_connection_get_unix_fd(connection, &descriptor)
        fileDescriptor = descriptor
        let hello = try blocking(
            BusCall(
                destination: "org.freedesktop.DBus",
                path: "/org/freedesktop/DBus",
                interface: "org.freedesktop.DBus",
                member: "Hello"
            ),
            timeout: timeout
        )
        defer { dbus_message_unref(hello) }
        var reader = BusReader(hello)
        name = reader?.string() ?? ""
    }

    deinit {
        dbus_connection_close(raw)
        dbus_connection_unref(raw)
    }

    /// Sends a call and waits for its answer, which the caller must release.
    ///
    /// Only for the few calls of start-up, before the pipeline runs.
    func blocking(_ call: BusCall, timeout: Double) throws(AccessibilityError) -> OpaquePointer {
        guard let message = call.message() else {
            throw AccessibilityError(.malformed, "the call \(call.member) cannot be written")
        }
        defer { dbus_message_unref(message) }
        var error = DBusError()
        dbus_error_init(&error)
        let milliseconds = Int32(max(1, min(timeout * 1000, 60_000)))
        guard let reply = dbus_connection_send_with_reply_and_block(raw, message, milliseconds, &error) else {
            throw Self.failure("\(call.destination) did not answer \(call.member)", &error)
        }
        return reply
    }

    /// Sends a call without waiting; the handler runs when its answer comes, unless the group ends.
    func send(_ call: BusCall, in group: CallGroup, then handler: @escaping (BusReply) -> Void) {
        guard !group.isFinished else { return }
        group.outstanding += 1
        groups[ObjectIdentifier(group)] = group
        guard isOpen, let message = call.message() else {
            settle(group) { handler(.failure(name: "lam.Unsendable", text: call.path)) }
            return
        }
        defer { dbus_message_unref(message) }
        var serial: UInt32 = 0
        guard dbus_connection_send(raw, message, &serial) != 0 else {
            settle(group) { handler(.failure(name: "lam.Unsendable", text: call.path)) }
            return
        }
        pending[serial] = Pending(group: group, handler: handler)
    }

    /// Ends a group that has no call in flight, as `send` does when the last answer comes.
    func finishIfIdle(_ group: CallGroup) {
        guard group.outstanding == 0, !group.isFinished else { return }
        groups[ObjectIdentifier(group)] = nil
        group.finish(.answered)
    }

    /// Reads and writes what the socket allows, hands out answers, ends what is overdue.
    func pump() -> PumpResult {
        guard isOpen else { return PumpResult() }
        isOpen = dbus_connection_read_write(raw, 0) != 0
        while let message = dbus_connection_pop_message(raw) {
            dispatch(message)
            dbus_message_unref(message)
        }
        if !isOpen { disconnected() }
        let wait = expire()
        return PumpResult(
            wait: wait,
            writes: isOpen && dbus_connection_has_messages_to_send(raw) != 0,
            isOpen: isOpen
        )
    }

    /// Returns the signals that came since the last call.
    func takeSignals() -> [BusSignal] {
        defer { signals.removeAll(keepingCapacity: true) }
        return signals
    }

    private func dispatch(_ message: OpaquePointer) {
        if !silent.isEmpty, let sender = dbus_message_get_sender(message) {
            silent.remove(String(cString: sender))
        }
        switch dbus_message_get_type(message) {
        case 2:  // DBUS_MESSAGE_TYPE_METHOD_RETURN
            answer(dbus_message_get_reply_serial(message), .message(message))
        case 3:  // DBUS_MESSAGE_TYPE_ERROR
            let name = dbus_message_get_error_name(message).map { String(cString: $0) } ?? ""
            var reader = BusReader(message)
            answer(
                dbus_message_get_reply_serial(message),
                .failure(name: name, text: reader?.string() ?? "")
            )
        case 4:  // DBUS_MESSAGE_TYPE_SIGNAL
            if let signal = BusSignal(message) { signals.append(signal) }
        default: break
        }
    }

    private func answer(_ serial: UInt32, _ reply: BusReply) {
        guard let entry = pending.removeValue(forKey: serial), !entry.group.isFinished else { return }
        entry.group.heard()
        settle(entry.group) { entry.handler(reply) }
    }

    private func settle(_ group: CallGroup, _ handle: () -> Void) {
        handle()
        group.outstanding -= 1
        finishIfIdle(group)
    }

    private func expire() -> Double? {
        guard !groups.isEmpty else { return nil }
        let now = monotonicSeconds()
        var next: Double?
        for (key, group) in groups {
            if group.isFinished {
                groups[key] = nil
            } else if group.deadline <= now, !group.extend(now) {
                groups[key] = nil
                pending = pending.filter { $0.value.group !== group }
                group.finish(now >= group.started + group.limit ? .late : .silent)
            } else {
                next = min(next ?? .infinity, group.deadline)
            }
        }
        return next.map { max(0, $0 - now) }
    }

    private func disconnected() {
        let open = groups.values
        groups = [:]
        pending = [:]
        for group in open { group.finish(.disconnected) }
    }

    private static func failure(_ what: String, _ error: inout DBusError) -> AccessibilityError {
        defer { dbus_error_free(&error) }
        guard dbus_error_is_set(&error) != 0 else { return AccessibilityError(.connection, what) }
        let name = error.name.map { String(cString: $0) } ?? ""
        let text = error.message.map { String(cString: $0) } ?? ""
        return AccessibilityError(.connection, what, underlying: "\(name): \(text)")
    }
}

/// Returns seconds of a clock that never jumps.
func monotonicSeconds() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

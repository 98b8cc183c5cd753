import CDBus

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
    /// A socket to wait on.
    struct Socket {
        var descriptor: Int32
        /// Whether messages wait for it to take them.
        var writes: Bool
    }

    /// Seconds until the next deadline; `nil` when none is set.
    var wait: Double?
    /// None once the bus has gone.
    var sockets: [Socket] = []
}

/// A connection to a bus with calls in flight, and lines to applications past it; one thread only.
///
/// libdbus's own pending calls keep a timer each; here a table of serials and one deadline a
/// group do, so a thousand calls in flight cost little more than their messages.
final class BusConnection {
    private let bus: BusLine
    /// Lines straight to applications, by connection name.
    private var lines: [String: BusLine] = [:]
    private var groups: [ObjectIdentifier: CallGroup] = [:]
    /// The unique name the bus gave this connection.
    private(set) var name = ""
    /// The signals that came since they were last taken.
    private var signals: [BusSignal] = []
    /// Connections that owe an answer; any message from one of them takes it out.
    var silent: Set<String> = []

    /// Whether the bus is still there.
    var isOpen: Bool { bus.isOpen }

    /// Connects to a bus and says hello; blocks for at most `timeout` seconds after the connect.
    ///
    /// - Throws: `AccessibilityError` with code `connection`.
    init(address: String, timeout: Double) throws(AccessibilityError) {
        bus = try BusLine(address: address)
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

    /// Sends a call and waits for its answer, which the caller must release.
    ///
    /// Only for the few calls of start-up, before the pipeline runs.
    func blocking(_ call: BusCall, timeout: Double) throws(AccessibilityError) -> OpaquePointer {
        try bus.blocking(call, timeout: timeout)
    }

    /// Opens a line straight to an application that answers, at the address it gave.
    ///
    /// Half the messages and half the changes of process then; what has no such line goes through
    /// the bus as before (AT-SPI Application.GetApplicationBusAddress).
    func openLine(to application: String, address: String) {
        guard lines[application] == nil, Self.isSocketOfThisMachine(address) else { return }
        lines[application] = try? BusLine(address: address, peer: application)
    }

    /// Whether an address is one local socket.
    ///
    /// Other kinds make libdbus start a program or reach another machine, and applications are not
    /// trusted with that.
    static func isSocketOfThisMachine(_ address: String) -> Bool {
        !address.contains(";") && (address.hasPrefix("unix:path=") || address.hasPrefix("unix:abstract="))
    }

    /// Closes the lines to applications that are not among those named.
    func keepLines(to applications: [String]) {
        lines = lines.filter { applications.contains($0.key) || !$0.value.pending.isEmpty }
    }

    /// Sends a call without waiting; the handler runs when its answer comes, unless the group ends.
    ///
    /// - Parameter direct: Whether to take the application's own line where there is one. Its answers
    ///   are not in order with the signals of the bus.
    func send(
        _ call: BusCall,
        direct: Bool = false,
        in group: CallGroup,
        then handler: @escaping (BusReply) -> Void
    ) {
        guard !group.isFinished else { return }
        group.outstanding += 1
        groups[ObjectIdentifier(group)] = group
        let line = direct ? lines[call.destination] ?? bus : bus
        guard line.isOpen, let message = call.message() else {
            settle(group) { handler(.failure(name: "lam.Unsendable", text: call.path)) }
            return
        }
        defer { dbus_message_unref(message) }
        guard let serial = line.send(message) else {
            settle(group) { handler(.failure(name: "lam.Unsendable", text: call.path)) }
            return
        }
        line.pending[serial] = BusLine.Pending(group: group, handler: handler)
    }

    /// Ends a group that has no call in flight, as `send` does when the last answer comes.
    func finishIfIdle(_ group: CallGroup) {
        guard group.outstanding == 0, !group.isFinished else { return }
        groups[ObjectIdentifier(group)] = nil
        group.finish(.answered)
    }

    /// Reads and writes what the sockets allow, hands out answers, ends what is overdue.
    func pump() -> PumpResult {
        guard isOpen else { return PumpResult() }
        for line in lines.values {
            line.pump { dispatch($0, from: line) }
            if !line.isOpen { close(line) }
        }
        bus.pump { dispatch($0, from: bus) }
        if !isOpen { disconnected() }
        let wait = expire()
        guard isOpen else { return PumpResult(wait: wait) }
        let sockets = ([bus] + lines.values).map {
            PumpResult.Socket(descriptor: $0.fileDescriptor, writes: $0.hasUnsent)
        }
        return PumpResult(wait: wait, sockets: sockets)
    }

    /// Returns the signals that came since the last call.
    func takeSignals() -> [BusSignal] {
        defer { signals.removeAll(keepingCapacity: true) }
        return signals
    }

    private func dispatch(_ message: OpaquePointer, from line: BusLine) {
        if !silent.isEmpty {
            let sender = line.peer ?? dbus_message_get_sender(message).map { String(cString: $0) }
            if let sender { silent.remove(sender) }
        }
        switch dbus_message_get_type(message) {
        case 2:  // DBUS_MESSAGE_TYPE_METHOD_RETURN
            answer(dbus_message_get_reply_serial(message), on: line, .message(message))
        case 3:  // DBUS_MESSAGE_TYPE_ERROR
            let name = dbus_message_get_error_name(message).map { String(cString: $0) } ?? ""
            var reader = BusReader(message)
            answer(
                dbus_message_get_reply_serial(message),
                on: line,
                .failure(name: name, text: reader?.string() ?? "")
            )
        case 4 where line === bus:  // DBUS_MESSAGE_TYPE_SIGNAL
            if let signal = BusSignal(message) { signals.append(signal) }
        default: break
        }
    }

    private func answer(_ serial: UInt32, on line: BusLine, _ reply: BusReply) {
        guard let entry = line.pending.removeValue(forKey: serial), !entry.group.isFinished else { return }
        entry.group.heard()
        settle(entry.group) { entry.handler(reply) }
    }

    private func settle(_ group: CallGroup, _ handle: () -> Void) {
        handle()
        group.outstanding -= 1
        finishIfIdle(group)
    }

    /// Ends the calls on an application's own line that has broken, as the bus would.
    private func close(_ line: BusLine) {
        if let peer = line.peer { lines[peer] = nil }
        let lost = line.pending
        line.pending = [:]
        for entry in lost.values where !entry.group.isFinished {
            settle(entry.group) {
                entry.handler(.failure(name: "org.freedesktop.DBus.Error.Disconnected", text: ""))
            }
        }
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
                for line in [bus] + lines.values {
                    line.pending = line.pending.filter { $0.value.group !== group }
                }
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
        bus.pending = [:]
        lines = [:]
        for group in open { group.finish(.disconnected) }
    }
}

import CDBus

/// One libdbus connection: to a bus, or straight to an application, past the bus.
///
/// Used from one thread only. Answers are matched by the serials of their calls.
final class BusLine {
    /// A call whose answer is awaited.
    struct Pending {
        var group: CallGroup
        var handler: (BusReply) -> Void
    }

    private let raw: OpaquePointer
    /// The connection name of the application at the other end; `nil` for a bus.
    let peer: String?
    /// The calls in flight by serial.
    var pending: [UInt32: Pending] = [:]
    private(set) var isOpen = true
    /// The socket, for poll.
    let fileDescriptor: Int32

    /// Connects to a bus or, when `peer` is given, to that application's own address.
    ///
    /// - Throws: `AccessibilityError` with code `connection`.
    init(address: String, peer: String? = nil) throws(AccessibilityError) {
        var error = DBusError()
        dbus_error_init(&error)
        guard let connection = dbus_connection_open_private(address, &error) else {
            throw Self.failure("cannot connect to \"\(address)\"", &error)
        }
        raw = connection
        self.peer = peer
        dbus_connection_set_exit_on_disconnect(connection, 0)
        var descriptor: Int32 = -1
        dbus_connection_get_unix_fd(connection, &descriptor)
        fileDescriptor = descriptor
    }

    deinit {
        dbus_connection_close(raw)
        dbus_connection_unref(raw)
    }

    /// Whether messages wait for the socket to take them.
    var hasUnsent: Bool { isOpen && dbus_connection_has_messages_to_send(raw) != 0 }

    /// Sends a message and returns its serial; `nil` when there is no memory for it.
    func send(_ message: OpaquePointer) -> UInt32? {
        var serial: UInt32 = 0
        return dbus_connection_send(raw, message, &serial) != 0 ? serial : nil
    }

    /// Reads and writes what the socket allows and hands out every whole message.
    func pump(_ body: (OpaquePointer) -> Void) {
        guard isOpen else { return }
        isOpen = dbus_connection_read_write(raw, 0) != 0
        while let message = dbus_connection_pop_message(raw) {
            body(message)
            dbus_message_unref(message)
        }
    }

    /// Sends a call and waits for its answer, which the caller must release.
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

    private static func failure(_ what: String, _ error: inout DBusError) -> AccessibilityError {
        defer { dbus_error_free(&error) }
        guard dbus_error_is_set(&error) != 0 else { return AccessibilityError(.connection, what) }
        let name = error.name.map { String(cString: $0) } ?? ""
        let text = error.message.map { String(cString: $0) } ?? ""
        return AccessibilityError(.connection, what, underlying: "\(name): \(text)")
    }
}

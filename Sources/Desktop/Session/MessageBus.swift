import CDBus

/// A connection to a message bus for the few calls that a session's start needs.
///
/// Used on one thread; calls block up to their time limit.
final class MessageBus {
    private let connection: OpaquePointer

    /// Connects to a bus and says hello.
    ///
    /// - Throws: `bus`.
    init(address: String) throws(DesktopError) {
        dbus_threads_init_default()
        var error = DBusError()
        dbus_error_init(&error)
        defer { dbus_error_free(&error) }
        guard let connection = dbus_connection_open_private(address, &error) else {
            throw Self.failure("The message bus at \(address) cannot be reached", &error)
        }
        dbus_connection_set_exit_on_disconnect(connection, 0)
        guard dbus_bus_register(connection, &error) != 0 else {
            let failure = Self.failure("The message bus at \(address) refused us", &error)
            dbus_connection_close(connection)
            dbus_connection_unref(connection)
            throw failure
        }
        self.connection = connection
    }

    deinit {
        dbus_connection_close(connection)
        dbus_connection_unref(connection)
    }

    /// Asks `org.a11y.Bus`, starting it if need be, for the address of the accessibility bus.
    ///
    /// - Throws: `bus`.
    func accessibilityBus(within seconds: Double) throws(DesktopError) -> String {
        let reply = try call(
            "org.a11y.Bus",
            "/org/a11y/bus",
            "org.a11y.Bus",
            "GetAddress",
            within: seconds
        ) { _ in }
        defer { dbus_message_unref(reply) }
        var iterator = DBusMessageIter()
        guard dbus_message_iter_init(reply, &iterator) != 0,
            dbus_message_iter_get_arg_type(&iterator) == Int32(UInt8(ascii: "s"))
        else { throw DesktopError(.bus, "org.a11y.Bus gave no address.") }
        return Self.string(&iterator)
    }

    /// Returns whether applications are told that someone uses the accessibility bus.
    func isAccessibilityEnabled(within seconds: Double) throws(DesktopError) -> Bool {
        let reply = try call(
            "org.a11y.Bus",
            "/org/a11y/bus",
            "org.freedesktop.DBus.Properties",
            "Get",
            within: seconds
        ) { iterator in
            Self.append("org.a11y.Status", to: &iterator)
            Self.append("IsEnabled", to: &iterator)
        }
        defer { dbus_message_unref(reply) }
        var iterator = DBusMessageIter()
        var variant = DBusMessageIter()
        guard dbus_message_iter_init(reply, &iterator) != 0,
            dbus_message_iter_get_arg_type(&iterator) == Int32(UInt8(ascii: "v"))
        else { return false }
        dbus_message_iter_recurse(&iterator, &variant)
        guard dbus_message_iter_get_arg_type(&variant) == Int32(UInt8(ascii: "b")) else { return false }
        var value: dbus_bool_t = 0
        dbus_message_iter_get_basic(&variant, &value)
        return value != 0
    }

    /// Tells applications that someone uses the accessibility bus.
    func enableAccessibility(within seconds: Double) throws(DesktopError) {
        let reply = try call(
            "org.a11y.Bus",
            "/org/a11y/bus",
            "org.freedesktop.DBus.Properties",
            "Set",
            within: seconds
        ) { iterator in
            Self.append("org.a11y.Status", to: &iterator)
            Self.append("IsEnabled", to: &iterator)
            var variant = DBusMessageIter()
            var value: dbus_bool_t = 1
            dbus_message_iter_open_container(&iterator, Int32(UInt8(ascii: "v")), "b", &variant)
            dbus_message_iter_append_basic(&variant, Int32(UInt8(ascii: "b")), &value)
            dbus_message_iter_close_container(&iterator, &variant)
        }
        dbus_message_unref(reply)
    }

    /// Has the bus start a service, without waiting for it.
    func start(service: String) {
        guard
            let message = dbus_message_new_method_call(
                "org.freedesktop.DBus",
                "/org/freedesktop/DBus",
                "org.freedesktop.DBus",
                "StartServiceByName"
            )
        else { return }
        defer { dbus_message_unref(message) }
        var iterator = DBusMessageIter()
        dbus_message_iter_init_append(message, &iterator)
        Self.append(service, to: &iterator)
        var flags: dbus_uint32_t = 0
        dbus_message_iter_append_basic(&iterator, Int32(UInt8(ascii: "u")), &flags)
        dbus_message_set_no_reply(message, 1)
        dbus_connection_send(connection, message, nil)
        dbus_connection_flush(connection)
    }

    private func call(
        _ service: String,
        _ path: String,
        _ interface: String,
        _ member: String,
        within seconds: Double,
        _ fill: (inout DBusMessageIter) -> Void
    ) throws(DesktopError) -> OpaquePointer {
        guard let message = dbus_message_new_method_call(service, path, interface, member) else {
            throw DesktopError(.bus, "There is no memory for a message to \(service).")
        }
        defer { dbus_message_unref(message) }
        var iterator = DBusMessageIter()
        dbus_message_iter_init_append(message, &iterator)
        fill(&iterator)
        var error = DBusError()
        dbus_error_init(&error)
        defer { dbus_error_free(&error) }
        let limit = Int32(max(1, min(seconds, 600)) * 1000)
        guard let reply = dbus_connection_send_with_reply_and_block(connection, message, limit, &error) else {
            throw Self.failure("\(service) did not answer \(member)", &error)
        }
        return reply
    }

    private static func append(_ text: String, to iterator: inout DBusMessageIter) {
        text.withCString { pointer in
            var pointer: UnsafePointer<CChar>? = pointer
            _ = dbus_message_iter_append_basic(&iterator, Int32(UInt8(ascii: "s")), &pointer)
        }
    }

    private static func string(_ iterator: inout DBusMessageIter) -> String {
        var pointer: UnsafePointer<CChar>?
        dbus_message_iter_get_basic(&iterator, &pointer)
        return pointer.map { String(cString: $0) } ?? ""
    }

    private static func failure(_ what: String, _ error: inout DBusError) -> DesktopError {
        let name = error.name.map { String(cString: $0) } ?? ""
        let text = error.message.map { String(cString: $0) } ?? "no reason was given"
        let remedy =
            name.hasSuffix("ServiceUnknown") ? " Install the Debian package at-spi2-core." : ""
        return DesktopError(.bus, "\(what): \(text).\(remedy)")
    }
}

import CDBus

/// An argument of a method call, by its D-Bus type.
enum BusArgument {
    case string(String)
    case int32(Int32)
    case uint32(UInt32)
    case boolean(Bool)
    case strings([String])
    case variantDouble(Double)
}

/// A method call that has not been sent yet.
struct BusCall {
    var destination: String
    var path: String
    var interface: String
    var member: String
    var arguments: [BusArgument] = []

    /// Reads a property (org.freedesktop.DBus.Properties.Get).
    static func property(_ name: String, of interface: String, _ destination: String, _ path: String)
        -> BusCall
    {
        BusCall(
            destination: destination,
            path: path,
            interface: "org.freedesktop.DBus.Properties",
            member: "Get",
            arguments: [.string(interface), .string(name)]
        )
    }

    /// Returns a message the caller must release, or `nil` when a name or path is not well formed.
    func message() -> OpaquePointer? {
        // libdbus aborts or returns nil on malformed names, and these came from another process.
        guard dbus_validate_path(path, nil) != 0, dbus_validate_bus_name(destination, nil) != 0,
            let message = dbus_message_new_method_call(destination, path, interface, member)
        else { return nil }
        // The registry is started by the first who calls it; an application that has ended is not.
        dbus_message_set_auto_start(message, destination == Names.registry ? 1 : 0)
        var iterator = DBusMessageIter()
        dbus_message_iter_init_append(message, &iterator)
        for argument in arguments {
            guard append(argument, to: &iterator) else {
                dbus_message_unref(message)
                return nil
            }
        }
        return message
    }

    private func append(_ argument: BusArgument, to iterator: inout DBusMessageIter) -> Bool {
        switch argument {
        case .string(let text): return append(text, to: &iterator)
        case .int32(var value): return dbus_message_iter_append_basic(&iterator, BusType.int32, &value) != 0
        case .uint32(var value): return dbus_message_iter_append_basic(&iterator, BusType.uint32, &value) != 0
        case .boolean(let flag):
            var value: dbus_bool_t = flag ? 1 : 0
            return dbus_message_iter_append_basic(&iterator, BusType.boolean, &value) != 0
        case .strings(let texts):
            var array = DBusMessageIter()
            guard dbus_message_iter_open_container(&iterator, BusType.array, "s", &array) != 0 else {
                return false
            }
            let whole = texts.allSatisfy { append($0, to: &array) }
            return dbus_message_iter_close_container(&iterator, &array) != 0 && whole
        case .variantDouble(var value):
            var variant = DBusMessageIter()
            guard dbus_message_iter_open_container(&iterator, BusType.variant, "d", &variant) != 0 else {
                return false
            }
            let whole = dbus_message_iter_append_basic(&variant, BusType.double, &value) != 0
            return dbus_message_iter_close_container(&iterator, &variant) != 0 && whole
        }
    }

    private func append(_ text: String, to iterator: inout DBusMessageIter) -> Bool {
        // A NUL would cut the string short: D-Bus strings cannot hold one.
        let clean = text.contains("\0") ? text.filter { $0 != "\0" } : text
        return clean.withCString { bytes in
            var pointer: UnsafePointer<CChar>? = bytes
            return dbus_message_iter_append_basic(&iterator, BusType.string, &pointer) != 0
        }
    }
}

/// The D-Bus type codes, which libdbus defines as C character macros.
enum BusType {
    static let invalid: Int32 = 0
    static let boolean = code("b")
    static let byte = code("y")
    static let int32 = code("i")
    static let uint32 = code("u")
    static let int64 = code("x")
    static let double = code("d")
    static let string = code("s")
    static let path = code("o")
    static let array = code("a")
    static let structure = code("r")
    static let variant = code("v")
    static let entry = code("e")

    private static func code(_ letter: Unicode.Scalar) -> Int32 { Int32(letter.value) }
}

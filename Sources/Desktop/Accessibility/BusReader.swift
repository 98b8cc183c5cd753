import CDBus

/// A cursor over the arguments of a message; every read checks the type and moves on.
///
/// Valid only as long as the message is.
struct BusReader {
    private var iterator: DBusMessageIter

    /// Starts at the first argument; `nil` for a message without arguments.
    init?(_ message: OpaquePointer) {
        iterator = DBusMessageIter()
        guard dbus_message_iter_init(message, &iterator) != 0 else { return nil }
    }

    private init(_ iterator: DBusMessageIter) { self.iterator = iterator }

    /// The type of the value under the cursor; `BusType.invalid` at the end.
    var type: Int32 {
        mutating get { dbus_message_iter_get_arg_type(&iterator) }
    }

    /// Whether a value is left.
    var hasNext: Bool {
        mutating get { type != BusType.invalid }
    }

    /// Moves past the value under the cursor.
    mutating func skip() { dbus_message_iter_next(&iterator) }

    /// Reads a string or object path as C bytes, which live as long as the message.
    mutating func bytes() -> UnsafePointer<CChar>? {
        let type = type
        guard type == BusType.string || type == BusType.path else { return nil }
        var pointer: UnsafePointer<CChar>?
        dbus_message_iter_get_basic(&iterator, &pointer)
        skip()
        return pointer
    }

    /// Reads a string or object path.
    mutating func string() -> String? { bytes().map { String(cString: $0) } }

    /// Reads a signed 32-bit number.
    mutating func int32() -> Int32? {
        guard type == BusType.int32 else { return nil }
        var value: Int32 = 0
        dbus_message_iter_get_basic(&iterator, &value)
        skip()
        return value
    }

    /// Reads an unsigned 32-bit number.
    mutating func uint32() -> UInt32? {
        guard type == BusType.uint32 else { return nil }
        var value: UInt32 = 0
        dbus_message_iter_get_basic(&iterator, &value)
        skip()
        return value
    }

    /// Reads a floating-point number.
    mutating func double() -> Double? {
        guard type == BusType.double else { return nil }
        var value = 0.0
        dbus_message_iter_get_basic(&iterator, &value)
        skip()
        return value
    }

    /// Reads a truth value.
    mutating func boolean() -> Bool? {
        guard type == BusType.boolean else { return nil }
        var value: dbus_bool_t = 0
        dbus_message_iter_get_basic(&iterator, &value)
        skip()
        return value != 0
    }

    /// Enters an array, structure, variant or dictionary entry and moves the outer cursor past it.
    mutating func enter() -> BusReader? {
        switch type {
        case BusType.array, BusType.structure, BusType.variant, BusType.entry:
            var inner = DBusMessageIter()
            dbus_message_iter_recurse(&iterator, &inner)
            skip()
            return BusReader(inner)
        default: return nil
        }
    }

    /// Reads an object reference, the structure `(so)` of AT-SPI.
    mutating func reference() -> AccessibleReference? {
        guard var inner = enter(), let bus = inner.string(), let path = inner.string() else { return nil }
        return AccessibleReference(bus: bus, path: path)
    }

    /// Reads an array of object references, `a(so)`.
    mutating func references() -> [AccessibleReference]? {
        guard type == BusType.array, var array = enter() else { return nil }
        var found: [AccessibleReference] = []
        while array.type == BusType.structure {
            guard let reference = array.reference() else { return nil }
            found.append(reference)
        }
        return found
    }

    /// Reads a state set, `au` of two words.
    mutating func states() -> UInt64? {
        guard type == BusType.array, var array = enter() else { return nil }
        let low = array.uint32() ?? 0
        let high = array.uint32() ?? 0
        return UInt64(low) | UInt64(high) << 32
    }

    /// Reads a list of interface names as a set, `as`.
    mutating func interfaces() -> AccessibleInterfaces? {
        guard type == BusType.array, var array = enter() else { return nil }
        var set: AccessibleInterfaces = []
        while let name = array.bytes() { set.insert(AccessibleInterfaces(interface: name)) }
        return set
    }
}

/// An object on the bus as messages carry it: connection name and path.
struct AccessibleReference: Hashable {
    var bus: String
    var path: String

    /// Whether it stands for no object.
    var isNull: Bool { path == "/org/a11y/atspi/null" || bus.isEmpty }
}

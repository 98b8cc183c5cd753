import CDBus
import Core

/// A signal of AT-SPI, taken out of its message.
struct BusSignal {
    var sender: String
    var path: String
    /// The last part of the interface: "Object", "Window", "Focus".
    var topic: String
    var member: String
    var detail: String
    var detail1: Int32

    /// Reads a signal message; `nil` for signals of other interfaces than AT-SPI's events.
    init?(_ message: OpaquePointer) {
        guard let interface = dbus_message_get_interface(message).map({ String(cString: $0) }),
            interface.hasPrefix("org.a11y.atspi.Event."),
            let member = dbus_message_get_member(message),
            let sender = dbus_message_get_sender(message),
            let path = dbus_message_get_path(message)
        else { return nil }
        topic = String(interface.dropFirst("org.a11y.atspi.Event.".count))
        self.member = String(cString: member)
        self.sender = String(cString: sender)
        self.path = String(cString: path)
        var reader = BusReader(message)
        detail = reader?.string() ?? ""
        detail1 = reader?.int32() ?? 0
    }

    /// The event as recorders hear it.
    ///
    /// GTK 4 spells members in lower case; a state that was cleared has ":false" after its name.
    var event: DesktopEvent {
        let kind = member.prefix(1).uppercased() + member.dropFirst()
        let cleared = kind == "StateChanged" && detail1 == 0
        return .accessibility(
            kind: kind,
            detail: cleared ? "\(detail):false" : detail,
            object: AccessibleID(bus: sender, path: path)
        )
    }
}

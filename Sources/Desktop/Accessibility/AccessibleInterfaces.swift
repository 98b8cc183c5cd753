import CDBus
import Glibc

/// The AT-SPI interfaces an object implements.
public struct AccessibleInterfaces: OptionSet, Hashable, Sendable {
    /// One bit an interface.
    public let rawValue: UInt16

    /// Wraps a bit set.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// org.a11y.atspi.Action.
    public static let action = AccessibleInterfaces(rawValue: 1 << 0)
    /// org.a11y.atspi.Component.
    public static let component = AccessibleInterfaces(rawValue: 1 << 1)
    /// org.a11y.atspi.Text.
    public static let text = AccessibleInterfaces(rawValue: 1 << 2)
    /// org.a11y.atspi.EditableText.
    public static let editableText = AccessibleInterfaces(rawValue: 1 << 3)
    /// org.a11y.atspi.Value.
    public static let value = AccessibleInterfaces(rawValue: 1 << 4)
    /// org.a11y.atspi.Selection.
    public static let selection = AccessibleInterfaces(rawValue: 1 << 5)
    /// org.a11y.atspi.Table.
    public static let table = AccessibleInterfaces(rawValue: 1 << 6)
    /// org.a11y.atspi.Image.
    public static let image = AccessibleInterfaces(rawValue: 1 << 7)
    /// org.a11y.atspi.Document.
    public static let document = AccessibleInterfaces(rawValue: 1 << 8)
    /// org.a11y.atspi.Hypertext.
    public static let hypertext = AccessibleInterfaces(rawValue: 1 << 9)
    /// org.a11y.atspi.Application.
    public static let application = AccessibleInterfaces(rawValue: 1 << 10)
    /// org.a11y.atspi.TableCell.
    public static let tableCell = AccessibleInterfaces(rawValue: 1 << 11)

    private static let bits: [(name: StaticString, bit: AccessibleInterfaces)] = [
        ("Component", .component), ("Action", .action), ("Text", .text), ("EditableText", .editableText),
        ("Value", .value), ("Selection", .selection), ("Table", .table), ("Image", .image),
        ("Document", .document), ("Hypertext", .hypertext), ("Application", .application),
        ("TableCell", .tableCell),
    ]

    /// The bit of an interface by its full D-Bus name; empty for one that is not used here.
    init(interface name: UnsafePointer<CChar>) {
        let prefix = 15  // "org.a11y.atspi."
        guard strncmp(name, "org.a11y.atspi.", prefix) == 0 else {
            self = []
            return
        }
        for entry in Self.bits
        where entry.name.withUTF8Buffer({ $0.withMemoryRebound(to: CChar.self) { match(name + prefix, $0) } })
        {
            self = entry.bit
            return
        }
        self = []
    }
}

private func match(_ text: UnsafePointer<CChar>, _ word: UnsafeBufferPointer<CChar>) -> Bool {
    guard let base = word.baseAddress else { return false }
    return strncmp(text, base, word.count) == 0 && text[word.count] == 0
}

import CX11

/// A symbol on a key, as X numbers it (X11 protocol, appendix A).
public struct Keysym: RawRepresentable, Hashable, Sendable {
    /// The number.
    public var rawValue: UInt

    /// Wraps a number.
    public init(rawValue: UInt) { self.rawValue = rawValue }

    /// Returns the keysym of a name such as "Return" or "F5", or of a single character.
    ///
    /// Returns `nil` when there is no such key.
    public init?(named name: String) {
        if name.unicodeScalars.count == 1, let scalar = name.unicodeScalars.first {
            self.init(scalar)
            return
        }
        let number = XStringToKeysym(name)
        guard number != 0 else { return nil }
        self.init(rawValue: number)
    }

    /// Returns the keysym that types a character; `nil` for a control character that no key types.
    ///
    /// A line end is "Return" and a tab "Tab".
    public init?(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x0a, 0x0d: self = .enter
        case 0x09: self = .tab
        case 0x08: self = .backspace
        case 0x1b: self = .escape
        case 0x7f: self = .delete
        case 0x20...0x7e, 0xa0...0xff: self.init(rawValue: UInt(scalar.value))
        case 0x100...: self.init(rawValue: 0x0100_0000 | UInt(scalar.value))
        default: return nil
        }
    }

    /// The keysym's name; a Unicode keysym without one is written "U6F22".
    public var name: String {
        if let text = XKeysymToString(rawValue) { return String(cString: text) }
        return rawValue & 0xff00_0000 == 0x0100_0000
            ? "U" + String(rawValue & 0xff_ffff, radix: 16, uppercase: true) : String(rawValue)
    }

    /// The character that the key types; `nil` for keys that type none.
    public var scalar: Unicode.Scalar? {
        switch rawValue {
        case 0x20...0x7e, 0xa0...0xff: Unicode.Scalar(UInt32(rawValue))
        case 0x0100_0100...0x0110_ffff: Unicode.Scalar(UInt32(rawValue & 0xff_ffff))
        // The keypad: its signs and digits lie 0xff80 above ASCII.
        case 0xffaa...0xffb9, 0xffbd: Unicode.Scalar(UInt32(rawValue - 0xff80))
        case 0xff80: " "
        default: LegacyKeysyms.scalar(of: rawValue)
        }
    }

    /// The keys that text needs beside characters.
    static let enter = Keysym(rawValue: UInt(XK_Return))
    static let tab = Keysym(rawValue: UInt(XK_Tab))
    static let backspace = Keysym(rawValue: UInt(XK_BackSpace))
    static let escape = Keysym(rawValue: UInt(XK_Escape))
    static let delete = Keysym(rawValue: UInt(XK_Delete))
    static let shift = Keysym(rawValue: UInt(XK_Shift_L))
    static let control = Keysym(rawValue: UInt(XK_Control_L))
    static let alt = Keysym(rawValue: UInt(XK_Alt_L))
    static let `super` = Keysym(rawValue: UInt(XK_Super_L))
}

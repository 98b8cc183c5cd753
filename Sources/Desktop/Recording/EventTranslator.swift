import CX11
import Core

/// The parts of a core input event as it comes over the wire (X11 protocol, appendix B).
struct RawInputEvent {
    /// The event's code, without the bit for "sent by a client".
    let type: Int32
    /// The keycode or button.
    let detail: UInt8
    /// Milliseconds since the server started.
    let time: UInt32
    /// Where the pointer was.
    let place: Point
    /// The modifiers, buttons and layout group before the event.
    let state: UInt16

    init(_ bytes: UnsafeRawBufferPointer) {
        type = Int32(bytes[0] & 0x7f)
        detail = bytes[1]
        time = bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
        place = Point(
            x: Int(bytes.loadUnaligned(fromByteOffset: 20, as: Int16.self)),
            y: Int(bytes.loadUnaligned(fromByteOffset: 22, as: Int16.self))
        )
        state = bytes.loadUnaligned(fromByteOffset: 28, as: UInt16.self)
    }
}

/// Turns raw events into desktop events, by the keymap at the time.
///
/// Used on one thread.
final class EventTranslator {
    private let stop: KeyCombination?
    /// Seconds between the server's clock and the Unix epoch.
    private var offset: Double?
    /// The keysym each held key had when it went down: the map may have changed by its release.
    private var down: [UInt8: UInt] = [:]

    init(stop: KeyCombination?) { self.stop = stop }

    func translate(_ raw: RawInputEvent, on connection: XConnection) -> RecordingEar.Heard? {
        let offset = self.offset ?? Instant.sinceEpoch - Double(raw.time) / 1000
        self.offset = offset
        let time = offset + Double(raw.time) / 1000
        let modifiers = Self.modifiers(raw.state)
        let event: DesktopEvent
        switch raw.type {
        case KeyPress:
            let keysym = Keysym(rawValue: symbol(of: raw, on: connection))
            down[raw.detail] = keysym.rawValue
            if let stop, keysym == Keysym(named: stop.key), Set(stop.modifiers) == Set(modifiers) {
                return .stop
            }
            let isText = modifiers.allSatisfy { $0 == .shift }
            let text = isText ? keysym.scalar.map { String($0) } ?? "" : ""
            event = .keyDown(keysym: keysym.name, text: text, modifiers: modifiers)
        case KeyRelease:
            let symbol = down.removeValue(forKey: raw.detail) ?? self.symbol(of: raw, on: connection)
            event = .keyUp(keysym: Keysym(rawValue: symbol).name)
        case ButtonPress:
            event = .buttonDown(button: Int(raw.detail), at: raw.place, modifiers: modifiers)
        case ButtonRelease: event = .buttonUp(button: Int(raw.detail), at: raw.place)
        case MotionNotify: event = .motion(to: raw.place)
        default: return nil
        }
        return .event(TimedEvent(time: time, event: event))
    }

    /// Asks the server for the symbols of a key, as the map may have just changed, and picks the one
    /// that group and modifiers mean (X11 protocol, "Keyboards").
    private func symbol(of raw: RawInputEvent, on connection: XConnection) -> UInt {
        guard !connection.isLost else { return 0 }
        var notice = XEvent()
        while !connection.isLost, XPending(connection.handle) > 0 { XNextEvent(connection.handle, &notice) }
        var width: Int32 = 0
        guard !connection.isLost, let table = XGetKeyboardMapping(connection.handle, raw.detail, 1, &width)
        else {
            return 0
        }
        defer { XFree(table) }
        let row = (0..<Int(max(0, width))).map { UInt(table[$0]) }
        return Self.symbol(in: row, state: Int32(raw.state))
    }

    /// Picks a symbol of a key: the columns are two groups of two levels, then a third level of each.
    static func symbol(in row: [UInt], state: Int32) -> UInt {
        func column(_ index: Int) -> UInt { row.indices.contains(index) ? row[index] : 0 }
        var (plain, shifted) = (column(0), column(1))
        if state >> 13 & 3 == 1, column(2) != 0 { (plain, shifted) = (column(2), column(3)) }
        if state & Mod5Mask != 0, column(4) != 0 { (plain, shifted) = (column(4), column(5)) }
        var (lower, upper): (KeySym, KeySym) = (0, 0)
        XConvertCase(KeySym(plain), &lower, &upper)
        let hasCase = lower != upper
        if shifted == 0 { shifted = hasCase ? UInt(upper) : plain }
        let isShifted = state & ShiftMask != 0
        // Num Lock, on Mod2 by custom, turns Shift round on the keypad alone.
        if state & Mod2Mask != 0, (0xff80...0xffbd).contains(shifted) { return isShifted ? plain : shifted }
        let isLocked = state & LockMask != 0
        if isLocked, hasCase, shifted == UInt(upper) { return isShifted ? UInt(lower) : UInt(upper) }
        return isShifted ? shifted : plain
    }

    private static func modifiers(_ state: UInt16) -> [Modifier] {
        let state = Int32(state)
        var held: [Modifier] = []
        if state & ControlMask != 0 { held.append(.control) }
        if state & Mod1Mask != 0 { held.append(.alt) }
        if state & Mod4Mask != 0 { held.append(.super) }
        if state & ShiftMask != 0 { held.append(.shift) }
        return held
    }
}

import CX11
public import Core
import Glibc

extension Display {
    /// Presses a key with modifiers held, `count` times.
    ///
    /// A capital letter with Control, Alt or Super means the key itself, as in "ctrl+S"; write the
    /// Shift to hold it.
    /// - Throws: `unknownKey`, `cannotType`, `displayLost`, `refusedByServer`.
    public func press(_ keys: KeyCombination, count: Int = 1) throws {
        let name = plain(keys)
        guard let keysym = Keysym(named: name) else { throw Self.unknown(name) }
        try withPlainKeyboard {
            let key = try key(for: keysym)
            var modifiers = keys.modifiers
            if key.shifted, !modifiers.contains(.shift) { modifiers.append(.shift) }
            let codes = try modifiers.map(modifierCode)
            for _ in 0..<max(0, min(count, 1000)) {
                for code in codes { setKey(code, down: true) }
                setKey(key.code, down: true)
                setKey(key.code, down: false)
                for code in codes.reversed() { setKey(code, down: false) }
                try connection.perform("press \(keys)", synchronize: true) { _ in }
            }
            arena?.use([key.code])
        }
    }

    /// Presses a key and leaves it down; `keyUp` or `releaseAll` lets it go.
    ///
    /// - Parameter name: A keysym name or a single character.
    /// - Throws: `unknownKey`, `cannotType`, `displayLost`, `refusedByServer`.
    public func keyDown(_ name: String) throws {
        guard let keysym = Keysym(named: name) else { throw Self.unknown(name) }
        let key = try key(for: keysym)
        setKey(key.code, down: true)
        arena?.use([key.code])
        try connection.perform("press \(name)", synchronize: true) { _ in }
    }

    /// Lets a key go.
    ///
    /// - Throws: `unknownKey`, `displayLost`, `refusedByServer`.
    public func keyUp(_ name: String) throws {
        guard let keysym = Keysym(named: name) else { throw Self.unknown(name) }
        let key = try key(for: keysym)
        setKey(key.code, down: false)
        try connection.perform("release \(name)", synchronize: true) { _ in }
    }

    /// Lets go of every key and button that this connection holds down.
    public func releaseAll() {
        for code in held.keys { setKey(code, down: false) }
        for button in held.buttons { setButton(button, down: false) }
        if !connection.isLost { XSync(connection.handle, 0) }
    }

    /// Whether there is a key of this name, or a key that types this character.
    public nonisolated static func isKey(_ name: String) -> Bool { Keysym(named: name) != nil }

    private static func unknown(_ name: String) -> DesktopError {
        DesktopError(
            .unknownKey,
            "There is no key \"\(name)\"; use a character or an X keysym name such as Return, F5 or Page_Down."
        )
    }

    private func plain(_ keys: KeyCombination) -> String {
        guard keys.key.unicodeScalars.count == 1, keys.modifiers.contains(where: { $0 != .shift }) else {
            return keys.key
        }
        return keys.key.lowercased()
    }

    /// Returns the keycode of a modifier.
    func modifierCode(_ modifier: Modifier) throws -> UInt8 {
        let keysym: Keysym =
            switch modifier {
            case .control: .control
            case .shift: .shift
            case .alt: .alt
            case .super: .super
            }
        guard let key = try currentKeymap().key(for: keysym) else { throw Self.unknown(keysym.name) }
        return key.code
    }

    /// Does something with no modifier held, Caps Lock off and the first layout group in force.
    ///
    /// What the user holds is released and stays so: pressing it again for them would leave it
    /// stuck if they let go meanwhile. Whatever we press is let go, also after an error.
    func withPlainKeyboard<Value>(_ body: () throws -> Value) throws -> Value {
        guard !connection.isLost else { throw connection.lostError }
        try releaseForeignModifiers()
        var state = XkbStateRec()
        let known = XkbGetState(connection.handle, UInt32(XkbUseCoreKbd), &state) == 0
        let locked = known ? UInt32(state.locked_mods) & UInt32(LockMask) : 0
        let group = known ? UInt32(state.locked_group) : 0
        if locked != 0 { XkbLockModifiers(connection.handle, UInt32(XkbUseCoreKbd), locked, 0) }
        if group != 0 { XkbLockGroup(connection.handle, UInt32(XkbUseCoreKbd), 0) }
        defer {
            for code in held.keys { setKey(code, down: false) }
            if !connection.isLost {
                if locked != 0 { XkbLockModifiers(connection.handle, UInt32(XkbUseCoreKbd), locked, locked) }
                if group != 0 { XkbLockGroup(connection.handle, UInt32(XkbUseCoreKbd), group) }
                XSync(connection.handle, 0)
            }
        }
        return try body()
    }

    private func releaseForeignModifiers() throws {
        var keys = [CChar](repeating: 0, count: 32)
        try connection.perform("tell which keys are down") { XQueryKeymap($0, &keys) }
        guard keys.contains(where: { $0 != 0 }), let map = XGetModifierMapping(connection.handle) else {
            return
        }
        defer { XFreeModifiermap(map) }
        let count = Int(map.pointee.max_keypermod) * 8
        guard let codes = map.pointee.modifiermap else { return }
        for code in UnsafeBufferPointer(start: codes, count: count) where code != 0 {
            let isDown = UInt8(bitPattern: keys[Int(code) / 8]) >> (code % 8) & 1 == 1
            if isDown, !held.keys.contains(code) { XTestFakeKeyEvent(connection.handle, UInt32(code), 0, 0) }
        }
    }

    /// Sends a key's event; nothing is flushed.
    func setKey(_ code: UInt8, down: Bool, on sender: XConnection? = nil) {
        let sender = sender ?? connection
        guard !sender.isLost else { return }
        XTestFakeKeyEvent(sender.handle, UInt32(code), down ? 1 : 0, 0)
        if down { held.keys.insert(code) } else { held.keys.remove(code) }
    }
}

/// Keys and buttons that a connection holds down.
struct HeldInput {
    var keys: Set<UInt8> = []
    var buttons: Set<UInt32> = []
    /// When and where the last click was, to keep two clicks from being taken for one double click.
    var lastClick: (time: Instant, place: Point, button: UInt32)?
}

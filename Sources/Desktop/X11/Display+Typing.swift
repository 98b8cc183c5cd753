import CX11
import Core
import Glibc

extension Display {
    /// Types text into whatever has the keyboard, exactly, whatever the layout.
    ///
    /// Characters of the layout are typed by their keys; others get keycodes of their own, as many
    /// as there are in one change of the keymap. A line end is typed as Return, a tab as Tab.
    /// Modifiers the user holds are released first; Caps Lock and the layout group are put aside
    /// and restored.
    /// - Throws: `cannotType` for a control character; `displayLost`, `refusedByServer`.
    public func type(_ text: String) throws {
        let keysyms = try text.unicodeScalars.filter { $0 != "\r" || !text.utf8.contains(0x0a) }.map {
            scalar in
            guard let keysym = Keysym(scalar) else {
                throw DesktopError(
                    .cannotType,
                    "No key types the control character U+\(String(scalar.value, radix: 16, uppercase: true))."
                )
            }
            return keysym
        }
        try withPlainKeyboard {
            var rest = keysyms[...]
            while !rest.isEmpty {
                let count = try prepare(rest)
                try send(rest.prefix(count))
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Returns a key that gives a symbol, lending it a keycode where the layout has none.
    func key(for keysym: Keysym) throws -> Keymap.Key {
        let map = try currentKeymap()
        if let key = map.key(for: keysym) { return key }
        _ = try prepare([keysym])
        guard let code = arena?.code(of: keysym.rawValue) else { throw noSpareKey(keysym) }
        return Keymap.Key(code: code, shifted: false)
    }

    /// The layout, read anew after it has changed.
    func currentKeymap() throws -> Keymap {
        drainEvents()
        if let keymap { return keymap }
        let new = try Keymap(of: connection, without: Set(arena?.codes ?? []))
        keymap = new
        return new
    }

    /// Takes back the keycodes lent to characters, as must be done in a display of the user's own
    /// when the work is over.
    ///
    /// - Throws: `displayLost`, `refusedByServer`.
    public func restoreKeymap() throws {
        guard let arena, !arena.inUse.isEmpty else { return }
        let used = arena.inUse
        self.arena?.clear()
        try bind(used)
    }

    /// Sees to it that a run of keysyms can be typed.
    ///
    /// - Returns: How many of them, from the first on.
    private func prepare(_ keysyms: ArraySlice<Keysym>) throws -> Int {
        let map = try currentKeymap()
        var arena = self.arena ?? TypingArena(codes: isOwn ? Array(150...247) : map.spare)
        var wanted: [UInt] = []
        var known: Set<UInt> = []
        var count = 0
        for keysym in keysyms {
            if map.key(for: keysym) == nil, !known.contains(keysym.rawValue) {
                guard arena.capacity > 0 else { throw noSpareKey(keysym) }
                if wanted.count == arena.capacity { break }
                known.insert(keysym.rawValue)
                wanted.append(keysym.rawValue)
            }
            count += 1
        }
        let (changed, after) = arena.lend(to: wanted)
        if self.arena == nil, isOwn, !wanted.isEmpty {
            // What the layout had there is no longer to be counted on.
            keymap = nil
        }
        if !wanted.isEmpty { self.arena = arena }
        guard !changed.isEmpty else { return count }
        if let after {
            let left = TypingArena.rest - after.secondsAgo
            if left > 0 { usleep(UInt32(left * 1e6)) }
        }
        try bind(changed)
        if keymap == nil { return try prepare(keysyms) }
        return count
    }

    /// Tells the server what the arena's keycodes stand for: one request where they are in a row.
    private func bind(_ codes: [UInt8]) throws {
        guard let arena else { return }
        var runs: [ClosedRange<UInt8>] = []
        for code in codes {
            // In an arena without gaps, what lies between two changes is ours to send again.
            if let last = runs.last, isOwn || last.upperBound + 1 == code {
                runs[runs.count - 1] = last.lowerBound...code
            } else {
                runs.append(code...code)
            }
        }
        try connection.perform("change its keymap") { handle in
            for run in runs {
                // Both levels alike, so that Shift and Caps Lock make no difference.
                var symbols = arena.keysyms(run).flatMap { [KeySym($0), KeySym($0)] }
                XChangeKeyboardMapping(handle, Int32(run.lowerBound), 2, &symbols, Int32(run.count))
            }
        }
    }

    private func send(_ keysyms: ArraySlice<Keysym>) throws {
        let map = try currentKeymap()
        let shift = try modifierCode(.shift)
        var used: Set<UInt8> = []
        defer { arena?.use(used) }
        var isShifted = false
        for (index, keysym) in keysyms.enumerated() {
            let key: Keymap.Key
            if let known = map.key(for: keysym) {
                key = known
            } else if let code = arena?.code(of: keysym.rawValue) {
                key = Keymap.Key(code: code, shifted: false)
                used.insert(code)
            } else {
                throw noSpareKey(keysym)
            }
            if key.shifted != isShifted {
                setKey(shift, down: key.shifted)
                isShifted = key.shifted
            }
            setKey(key.code, down: true)
            setKey(key.code, down: false)
            // No more at a time than fits one write, so that a kill leaves no key down.
            if index % 64 == 63 {
                if isShifted { setKey(shift, down: false) }
                isShifted = false
                try connection.perform("type", synchronize: true) { _ in }
            }
        }
        if isShifted { setKey(shift, down: false) }
        try connection.perform("type", synchronize: true) { _ in }
    }

    private func noSpareKey(_ keysym: Keysym) -> DesktopError {
        DesktopError(
            .cannotType,
            "Display \(name) has no key for \(keysym.name) and none to spare; set the text through the "
                + "accessibility interface or the clipboard instead."
        )
    }
}

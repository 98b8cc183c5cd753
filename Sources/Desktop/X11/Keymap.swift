import CX11

/// The keyboard layout of a display as it is now: which key, with or without Shift, gives what.
struct Keymap {
    /// A key, and whether Shift must be held for the wanted symbol.
    struct Key: Hashable {
        var code: UInt8
        var shifted: Bool
    }

    /// The keycodes the server has.
    let codes: ClosedRange<Int>
    /// Keycodes without any symbol, which nobody would miss.
    let spare: [UInt8]
    private var bySymbol: [UInt: Key] = [:]
    private var byScalar: [Unicode.Scalar: Key] = [:]
    private var symbols: [UInt8: [UInt]] = [:]

    /// Reads the layout of a display.
    ///
    /// - Parameter arena: Keycodes whose symbols are ours and must not be counted on.
    init(of connection: XConnection, without arena: Set<UInt8>) throws(DesktopError) {
        var (low, high, width): (Int32, Int32, Int32) = (8, 255, 0)
        let table = try connection.perform("tell its keyboard layout") { handle in
            XDisplayKeycodes(handle, &low, &high)
            return XGetKeyboardMapping(handle, UInt8(clamping: low), high - low + 1, &width)
        }
        guard let table, low >= 0, high <= 255, low <= high, width > 0 else {
            throw DesktopError(.refusedByServer, "Display \(connection.name) has no keyboard layout.")
        }
        defer { XFree(table) }
        codes = Int(low)...Int(high)
        var spare: [UInt8] = []
        for code in codes {
            let start = (code - Int(low)) * Int(width)
            let row = (0..<Int(width)).map { UInt(table[start + $0]) }
            let key = UInt8(code)
            if arena.contains(key) { continue }
            if row.allSatisfy({ $0 == 0 }) { spare.append(key) }
            symbols[key] = row
            // Columns 0 and 1 are the first group without and with Shift.
            for (column, symbol) in row.prefix(2).enumerated() where symbol != 0 {
                let entry = Key(code: key, shifted: column == 1)
                if bySymbol[symbol] == nil { bySymbol[symbol] = entry }
                if let scalar = Keysym(rawValue: symbol).scalar, symbol < 0xff00 || symbol >= 0x0100_0000,
                    byScalar[scalar] == nil
                {
                    byScalar[scalar] = entry
                }
            }
            // One letter alone stands for both cases (protocol, "Keyboards").
            if row.count > 1, row[0] != 0, row[1] == 0 {
                var (lower, upper): (KeySym, KeySym) = (0, 0)
                XConvertCase(KeySym(row[0]), &lower, &upper)
                if upper != lower, bySymbol[UInt(upper)] == nil {
                    bySymbol[UInt(upper)] = Key(code: key, shifted: true)
                }
            }
        }
        self.spare = spare
    }

    /// Returns the key of a symbol, or `nil` when the layout has none.
    func key(for keysym: Keysym) -> Key? {
        bySymbol[keysym.rawValue] ?? keysym.scalar.flatMap { byScalar[$0] }
    }

    /// Returns the symbol of a key at a level; `nil` when it has none.
    func symbol(of code: UInt8, column: Int) -> UInt? {
        guard let row = symbols[code], row.indices.contains(column), row[column] != 0 else { return nil }
        return row[column]
    }
}

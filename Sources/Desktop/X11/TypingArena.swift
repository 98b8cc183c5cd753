/// Keycodes lent to characters that the layout lacks, the least recently used first to be lent anew.
///
/// Clients look a keycode up some time after its event, so that one is never lent anew within
/// 200 ms of its last use (field notes, "Typing arena").
struct TypingArena {
    /// How long a keycode must rest before it stands for something else, in seconds.
    static let rest = 0.2

    private struct Slot {
        var keysym: UInt = 0
        var lastUse: Instant?
    }

    /// The keycodes, ascending.
    let codes: [UInt8]
    private var slots: [UInt8: Slot]
    private var bySymbol: [UInt: UInt8] = [:]

    init(codes: [UInt8]) {
        self.codes = codes.sorted()
        slots = Dictionary(uniqueKeysWithValues: codes.map { ($0, Slot()) })
    }

    /// How many characters it can hold at once.
    var capacity: Int { codes.count }

    /// Returns the keycode that a keysym has now.
    func code(of keysym: UInt) -> UInt8? { bySymbol[keysym] }

    /// Returns the keysym of each keycode in a range, 0 for none.
    func keysyms(_ range: ClosedRange<UInt8>) -> [UInt] { range.map { slots[$0]?.keysym ?? 0 } }

    /// The keycodes that stand for something.
    var inUse: [UInt8] { codes.filter { slots[$0]?.keysym != 0 } }

    /// Lends keycodes to those of some keysyms that have none.
    ///
    /// - Parameter wanted: At most `capacity` keysyms, each once.
    /// - Returns: The keycodes whose meaning changed, and the moment from which that is allowed.
    mutating func lend(to wanted: [UInt]) -> (changed: [UInt8], after: Instant?) {
        let staying = Set(wanted.compactMap { bySymbol[$0] })
        let missing = wanted.filter { bySymbol[$0] == nil }
        let victims = codes.filter { !staying.contains($0) }.sorted { left, right in
            switch (slots[left]?.lastUse, slots[right]?.lastUse) {
            case (nil, nil): left < right
            case (nil, _): true
            case (_, nil): false
            case (let first?, let second?): first < second
            }
        }
        var after: Instant?
        var changed: [UInt8] = []
        for (keysym, code) in zip(missing, victims) {
            if let old = slots[code] {
                if old.keysym != 0 { bySymbol[old.keysym] = nil }
                if let use = old.lastUse { after = max(after ?? use, use) }
            }
            slots[code] = Slot(keysym: keysym, lastUse: nil)
            bySymbol[keysym] = code
            changed.append(code)
        }
        return (changed.sorted(), after)
    }

    /// Notes that keys were just pressed.
    mutating func use(_ used: some Sequence<UInt8>) {
        let now = Instant.now
        for code in used { slots[code]?.lastUse = now }
    }

    /// Forgets all loans.
    mutating func clear() { self = TypingArena(codes: codes) }
}

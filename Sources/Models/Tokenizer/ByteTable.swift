/// Finds tokens by their bytes: open addressing with linear probing over a power of two.
///
/// The hash is seeded anew in each process, so that no file can be made to collide everywhere.
struct ByteTable: Sendable {
    /// Token ids plus one, or 0 where a slot is free.
    ///
    /// At most three quarters full.
    private var slots: [UInt32]
    private let seed = UInt64.random(in: 0 ... .max)

    init(capacity: Int) {
        slots = [UInt32](repeating: 0, count: Self.slots(for: capacity))
    }

    /// The slots for a number of entries: a power of two, at most three quarters full.
    static func slots(for entries: Int) -> Int {
        var size = 16
        while size / 4 * 3 < entries { size *= 2 }
        return size
    }

    private func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var value = seed ^ UInt64(truncatingIfNeeded: text.count)
        let raw = UnsafeRawBufferPointer(text)
        var at = 0
        while at + 8 <= raw.count {
            value = Mixing.mix(value ^ raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            at += 8
        }
        var rest: UInt64 = 0
        while at < raw.count {
            rest = rest << 8 | UInt64(raw[at])
            at += 1
        }
        return Mixing.mix(value ^ rest)
    }

    /// Adds a token; of two with the same bytes the later is found.
    mutating func insert(
        _ id: Int32,
        _ text: UnsafeBufferPointer<UInt8>,
        _ offsets: [UInt32],
        _ bytes: UnsafeBufferPointer<UInt8>
    ) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash(text)) & mask
        while slots[slot] != 0, !Self.equal(slots[slot] - 1, text, offsets, bytes) {
            slot = (slot + 1) & mask
        }
        slots[slot] = UInt32(id) + 1
    }

    /// Returns the token with these bytes, or -1.
    func find(
        _ text: UnsafeBufferPointer<UInt8>,
        _ offsets: [UInt32],
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Int32 {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash(text)) & mask
        while slots[slot] != 0 {
            if Self.equal(slots[slot] - 1, text, offsets, bytes) { return Int32(slots[slot] - 1) }
            slot = (slot + 1) & mask
        }
        return -1
    }

    private static func equal(
        _ id: UInt32,
        _ text: UnsafeBufferPointer<UInt8>,
        _ offsets: [UInt32],
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        let start = Int(offsets[Int(id)])
        guard Int(offsets[Int(id) + 1]) - start == text.count else { return false }
        for i in 0..<text.count where bytes[start + i] != text[i] { return false }
        return true
    }
}

/// Scrambles 64 bits.
enum Mixing {
    /// The finaliser of SplitMix64: every input bit reaches every output bit.
    static func mix(_ value: UInt64) -> UInt64 {
        var z = value &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}

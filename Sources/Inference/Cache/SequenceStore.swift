/// The sequences of recent calls, so that what the next call shares with one is not read again.
struct SequenceStore {
    private var slots: [(sequence: TokenSequence, key: UInt64, used: Int)] = []
    private var clock = 0
    private let capacity: Int

    /// Creates a store.
    ///
    /// - Parameter capacity: Sequences at most; the one unused for longest goes first.
    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// Returns how many tokens ``take(_:atMost:for:)`` would give.
    func length(of tokens: [Int32], atMost limit: Int, for key: UInt64) -> Int {
        slots.filter { $0.key == key }.map { Self.common($0.sequence.tokens, tokens, limit) }.max() ?? 0
    }

    /// Returns the longest stored beginning of some tokens, at most `limit` of them.
    ///
    /// Only sequences with an equal `key` count: those that were read with the same adapter. A sequence that is a beginning as a whole is taken out, since what is read next replaces it;
    /// others stay, for the call that returns to them.
    mutating func take(_ tokens: [Int32], atMost limit: Int, for key: UInt64) -> TokenSequence {
        var best = -1
        var length = 0
        for (index, slot) in slots.enumerated() where slot.key == key {
            let common = Self.common(slot.sequence.tokens, tokens, limit)
            if common > length { (best, length) = (index, common) }
        }
        guard best >= 0 else { return TokenSequence() }
        clock += 1
        slots[best].used = clock
        // The last token of a whole match is read again for its logits: still a replacement.
        guard slots[best].sequence.count <= length + 1 else { return slots[best].sequence.prefix(length) }
        let sequence = slots.remove(at: best).sequence
        return sequence.count == length ? sequence : sequence.prefix(length)
    }

    /// Keeps a sequence, unless one that begins with it is kept already.
    mutating func put(_ sequence: TokenSequence, for key: UInt64) {
        let count = sequence.count
        guard count > 0,
            length(of: sequence.tokens, atMost: count, for: key) < count
        else { return }
        clock += 1
        slots.append((sequence, key, clock))
        while slots.count > capacity {
            guard let oldest = slots.indices.min(by: { slots[$0].used < slots[$1].used }) else { break }
            slots.remove(at: oldest)
        }
    }

    /// Forgets everything.
    mutating func removeAll() { slots.removeAll() }

    /// Returns how many tokens two texts begin with in common, at most `limit`.
    static func common(_ a: [Int32], _ b: [Int32], _ limit: Int) -> Int {
        let most = min(a.count, b.count, limit)
        var length = 0
        while length < most, a[length] == b[length] { length += 1 }
        return length
    }
}

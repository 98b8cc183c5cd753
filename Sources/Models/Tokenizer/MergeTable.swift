/// The merges of a byte-pair encoding: which two tokens become which, the most frequent first.
struct MergeTable: Sendable {
    /// A merge's rank in the upper half and the token it makes in the lower; `none` if there is none.
    typealias Entry = UInt64

    /// No merge: ranks below every other.
    static let none = Entry.max

    /// Left token in the upper half, right in the lower; `free` marks a free slot.
    private var keys: [UInt64]
    private var entries: [Entry]
    private let seed = UInt64.random(in: 0 ... .max)
    private static let free = UInt64.max

    /// Reads the merges of a file's metadata; those that join or make no token are left out.
    init(_ file: GGUFFile, _ vocabulary: Vocabulary) throws(ModelError) {
        guard case .array(let merges)? = file.metadata["tokenizer.ggml.merges"], merges.element == .string
        else {
            throw ModelError(
                .missing,
                file: file.path,
                "key tokenizer.ggml.merges, an array of texts, is not there; the file's tokenizer is "
                    + "incomplete, use another file"
            )
        }
        // A table is never larger than the file it is made from.
        let size = merges.count <= Vocabulary.limit * 4 ? ByteTable.slots(for: merges.count) : .max
        guard size <= file.size / MemoryLayout<UInt64>.size else {
            throw ModelError(
                .malformed,
                file: file.path,
                "key tokenizer.ggml.merges: has \(merges.count) merges, too many for a file of "
                    + "\(file.size) bytes; the file is damaged, fetch it again"
            )
        }
        keys = [UInt64](repeating: Self.free, count: size)
        entries = [Entry](repeating: Self.none, count: size)
        var rank: UInt64 = 0
        var buffer: [UInt8] = []
        merges.forEachString { text in
            defer { rank += 1 }
            // The first byte may be a space only by mistake; a merge has a left part.
            guard let space = text.dropFirst().firstIndex(of: UInt8(ascii: " ")) else { return }
            buffer.removeAll(keepingCapacity: true)
            guard ByteAlphabet.decode(UnsafeRawBufferPointer(rebasing: text[..<space]), into: &buffer)
            else { return }
            let middle = buffer.count
            guard
                ByteAlphabet.decode(UnsafeRawBufferPointer(rebasing: text[(space + 1)...]), into: &buffer)
            else { return }
            buffer.withUnsafeBufferPointer { both in
                let left = vocabulary.find(UnsafeBufferPointer(rebasing: both[..<middle]))
                let right = vocabulary.find(UnsafeBufferPointer(rebasing: both[middle...]))
                let merged = vocabulary.find(both)
                guard left >= 0, right >= 0, merged >= 0 else { return }
                insert(left, right, rank << 32 | UInt64(merged))
            }
        }
    }

    private mutating func insert(_ left: Int32, _ right: Int32, _ entry: Entry) {
        let key = Self.key(left, right)
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: Mixing.mix(key ^ seed)) & mask
        while keys[slot] != Self.free {
            if keys[slot] == key { return }
            slot = (slot + 1) & mask
        }
        keys[slot] = key
        entries[slot] = entry
    }

    private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    /// Calls `body` with a function that finds the merge of two tokens.
    func withLookup<R>(_ body: (Lookup) -> R) -> R {
        keys.withUnsafeBufferPointer { keys in
            entries.withUnsafeBufferPointer { entries in
                body(Lookup(keys: keys, entries: entries, seed: seed))
            }
        }
    }

    /// The table laid open for a stretch of lookups.
    struct Lookup {
        let keys: UnsafeBufferPointer<UInt64>
        let entries: UnsafeBufferPointer<Entry>
        let seed: UInt64

        /// Returns the merge of two tokens; a negative token has none.
        func callAsFunction(_ left: Int32, _ right: Int32) -> Entry {
            guard left >= 0, right >= 0 else { return MergeTable.none }
            let key = MergeTable.key(left, right)
            let mask = keys.count - 1
            var slot = Int(truncatingIfNeeded: Mixing.mix(key ^ seed)) & mask
            while keys[slot] != MergeTable.free {
                if keys[slot] == key { return entries[slot] }
                slot = (slot + 1) & mask
            }
            return MergeTable.none
        }
    }
}

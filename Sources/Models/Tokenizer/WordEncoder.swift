/// Applies byte-pair merges to words; holds the memory that is used again from word to word.
struct WordEncoder {
    private let merges: MergeTable.Lookup
    private var tokens: [Int32] = []
    private var pairs: [MergeTable.Entry] = []
    private var next: [Int32] = []
    private var previous: [Int32] = []
    private var heap = MergeHeap()

    /// Up to this many bytes the lowest rank is looked for one by one, which is faster there.
    private static let short = 32

    init(_ merges: MergeTable.Lookup) { self.merges = merges }

    /// Appends the tokens of a word of one byte or more; bytes that are no token are left out.
    mutating func encode(_ word: UnsafeBufferPointer<UInt8>, _ byteTokens: [Int32], into out: inout [Int32]) {
        tokens.removeAll(keepingCapacity: true)
        for byte in word { tokens.append(byteTokens[Int(byte)]) }
        if word.count <= Self.short { mergeShort() } else { mergeLong() }
        for token in tokens where token >= 0 { out.append(token) }
    }

    /// Merges the pair of lowest rank, the leftmost first, until none is left.
    private mutating func mergeShort() {
        var count = tokens.count
        pairs.removeAll(keepingCapacity: true)
        for i in 1..<max(1, count) { pairs.append(merges(tokens[i - 1], tokens[i])) }
        tokens.withUnsafeMutableBufferPointer { tokens in
            pairs.withUnsafeMutableBufferPointer { pairs in
                while count > 1 {
                    var best = MergeTable.none
                    var at = 0
                    // Only ranks are compared: of equal ones, which make the same token, the first stays.
                    for i in 0..<count - 1 where pairs[i] < best {
                        best = pairs[i]
                        at = i
                    }
                    guard best != MergeTable.none else { break }
                    tokens[at] = Int32(truncatingIfNeeded: best)
                    count -= 1
                    for i in at + 1..<max(at + 1, count) { tokens[i] = tokens[i + 1] }
                    for i in at..<max(at, count - 1) { pairs[i] = pairs[i + 1] }
                    if at > 0 { pairs[at - 1] = merges(tokens[at - 1], tokens[at]) }
                    if at < count - 1 { pairs[at] = merges(tokens[at], tokens[at + 1]) }
                }
            }
        }
        tokens.removeSubrange(count...)
    }

    /// The same with a heap and a linked list, for words that would take quadratic time.
    private mutating func mergeLong() {
        let count = tokens.count
        next = (1...Int32(count)).map { $0 }
        previous = (-1..<Int32(count) - 1).map { $0 }
        pairs = [MergeTable.Entry](repeating: MergeTable.none, count: count)
        heap.removeAll()
        for i in 0..<count - 1 { offer(i) }
        while let (entry, at) = heap.pop() {
            // An entry that no longer is the pair's own was superseded.
            guard pairs[at] == entry else { continue }
            let right = Int(next[at])
            tokens[at] = Int32(truncatingIfNeeded: entry)
            tokens[right] = -1
            pairs[right] = MergeTable.none
            next[at] = next[right]
            if Int(next[at]) < count { previous[Int(next[at])] = Int32(at) }
            offer(at)
            if previous[at] >= 0 { offer(Int(previous[at])) }
        }
    }

    private mutating func offer(_ at: Int) {
        let right = Int(next[at])
        pairs[at] = right < tokens.count ? merges(tokens[at], tokens[right]) : MergeTable.none
        if pairs[at] != MergeTable.none { heap.push(pairs[at], at) }
    }
}

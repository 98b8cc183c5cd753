/// Joins characters to tokens as SentencePiece's byte-pair models do.
///
/// Of all neighbours that together are a token the pair with the highest score is joined, the leftmost
/// of equal ones, until there is none; a character that is no token becomes its bytes' tokens.
struct PieceEncoder {
    private let pieces: PieceTable
    private let vocabulary: Vocabulary
    /// The first byte of each character, and the end.
    private var starts: [Int] = []
    /// The token of the symbol that begins at each character; -1 for none.
    private var tokens: [Int32] = []
    private var pairs: [MergeTable.Entry] = []
    private var next: [Int] = []
    private var previous: [Int] = []
    private var heap = MergeHeap()

    init(_ pieces: PieceTable, _ vocabulary: Vocabulary) {
        self.pieces = pieces
        self.vocabulary = vocabulary
    }

    /// Appends the tokens of some UTF-8; bytes that are no token are left out.
    mutating func encode(_ text: UnsafeBufferPointer<UInt8>, into out: inout [Int32]) {
        starts = text.indices.filter { text[$0] & 0xC0 != 0x80 }
        let count = starts.count
        guard count > 0 else { return }
        starts.append(text.count)
        tokens = (0..<count).map { find(text, $0, $0 + 1) }
        next = Array(1...count)
        previous = Array(-1..<count - 1)
        pairs = [MergeTable.Entry](repeating: MergeTable.none, count: count)
        heap.removeAll()
        for at in 0..<count - 1 { offer(at, text) }
        while let (entry, at) = heap.pop() {
            // An entry that no longer is the pair's own was superseded.
            guard pairs[at] == entry else { continue }
            let right = next[at]
            tokens[at] = Int32(truncatingIfNeeded: entry & 0xFFFF_FFFF)
            pairs[right] = MergeTable.none
            next[at] = next[right]
            if next[at] < count { previous[next[at]] = at }
            offer(at, text)
            if previous[at] >= 0 { offer(previous[at], text) }
        }
        var at = 0
        while at < count {
            if tokens[at] >= 0 {
                out.append(tokens[at])
            } else {
                for byte in text[starts[at]..<starts[next[at]]] where vocabulary.byteTokens[Int(byte)] >= 0 {
                    out.append(vocabulary.byteTokens[Int(byte)])
                }
            }
            at = next[at]
        }
    }

    /// Returns the token of the characters from one up to another.
    private func find(_ text: UnsafeBufferPointer<UInt8>, _ first: Int, _ end: Int) -> Int32 {
        vocabulary.find(UnsafeBufferPointer(rebasing: text[starts[first]..<starts[end]]))
    }

    private mutating func offer(_ at: Int, _ text: UnsafeBufferPointer<UInt8>) {
        let right = next[at]
        pairs[at] = right < tokens.count ? pieces.entry(find(text, at, next[right])) : MergeTable.none
        if pairs[at] != MergeTable.none { heap.push(pairs[at], at) }
    }
}

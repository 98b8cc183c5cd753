/// Finds the texts of special tokens in a text.
///
/// The longest is taken wherever it occurs, then the next longest in what is left, as llama.cpp does;
/// time does not grow with the number of tokens, of which some vocabularies have thousands.
struct SpecialTable: Sendable {
    /// The lengths of the texts, the longest first.
    private let lengths: [Int]
    /// Which first bytes occur.
    private var begins = [Bool](repeating: false, count: 256)
    private var table: ByteTable

    /// A table of no tokens.
    init() {
        lengths = []
        table = ByteTable(capacity: 0)
    }

    /// Takes up tokens whose bytes are not empty.
    init(_ tokens: [Int32], _ offsets: [UInt32], _ bytes: [UInt8]) {
        lengths = Set(tokens.map { Int(offsets[Int($0) + 1] - offsets[Int($0)]) }).sorted(by: >)
        table = ByteTable(capacity: tokens.count)
        bytes.withUnsafeBufferPointer { all in
            for token in tokens {
                let range = Int(offsets[Int(token)])..<Int(offsets[Int(token) + 1])
                begins[Int(all[range.lowerBound])] = true
                table.insert(token, UnsafeBufferPointer(rebasing: all[range]), offsets, all)
            }
        }
    }

    /// Returns where special tokens lie in a text, from left to right.
    ///
    /// - Parameter admits: Whether a token counts.
    func matches(
        in text: UnsafeBufferPointer<UInt8>,
        _ offsets: [UInt32],
        _ bytes: UnsafeBufferPointer<UInt8>,
        admits: (Int32) -> Bool
    ) -> [(start: Int, id: Int32)] {
        let places = text.indices.filter { begins[Int(text[$0])] }
        guard !places.isEmpty else { return [] }
        var found: [(start: Int, id: Int32)] = []
        var taken = [Bool](repeating: false, count: text.count)
        for length in lengths {
            var free = 0
            for start in places where start >= free && start + length <= text.count {
                // What was taken before is no shorter, so it covers one end if it covers any of this.
                guard !taken[start], !taken[start + length - 1] else { continue }
                let window = UnsafeBufferPointer(rebasing: text[start..<start + length])
                let id = table.find(window, offsets, bytes)
                guard id >= 0, admits(id) else { continue }
                found.append((start, id))
                for index in start..<start + length { taken[index] = true }
                free = start + length
            }
        }
        return found.sorted { $0.start < $1.start }
    }
}

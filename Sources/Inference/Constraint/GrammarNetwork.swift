import Core

/// A grammar as a network of byte edges: the non-deterministic form, built from the end backwards.
struct GrammarNetwork {
    /// A step from one node to another over any byte of a range.
    struct Edge {
        let bytes: ClosedRange<UInt8>
        let target: Int32
    }

    /// Nodes at most; beyond, a grammar is refused.
    static let limit = 400_000

    /// The edges of each node.
    private(set) var edges: [[Edge]] = []
    /// The nodes reachable from each node without a byte.
    private(set) var jumps: [[Int32]] = []
    /// Where a text begins.
    private(set) var start: Int32 = 0
    /// Where a text may end.
    let accept: Int32 = 0

    /// Builds the network of a grammar; nodes from which no text can be completed are cut off.
    ///
    /// - Throws: ``InferenceError`` with code `unusableGrammar` when it is too large or has no text.
    init(_ grammar: Grammar) throws(InferenceError) {
        guard Self.size(grammar) < Double(Self.limit) else {
            throw InferenceError(
                .unusableGrammar,
                "the grammar needs more than \(Self.limit) states; shorten its texts or repetitions"
            )
        }
        _ = node()
        start = try compile(grammar, before: accept)
        prune()
        guard start >= 0 else {
            throw InferenceError(.unusableGrammar, "the grammar has no text at all; give each choice a part")
        }
    }

    /// The nodes a grammar takes at most, known before any is made.
    private static func size(_ grammar: Grammar) -> Double {
        switch grammar {
        case .literal(let text): Double(text.utf8.count)
        case .sequence(let parts), .choice(let parts): parts.reduce(1) { $0 + size($1) }
        case .text(_, let max, _): 9 * (Double(max) + 1)
        case .repeated(let part, _, let max): Double(max) * (size(part) + 1)
        }
    }

    private mutating func node(edges: [Edge] = [], jumps: [Int32] = []) -> Int32 {
        self.edges.append(edges)
        self.jumps.append(jumps)
        return Int32(self.edges.count - 1)
    }

    /// Returns the node at which a text of the grammar, followed by what `next` begins, begins.
    private mutating func compile(_ grammar: Grammar, before next: Int32) throws(InferenceError) -> Int32 {
        switch grammar {
        case .literal(let text):
            var at = next
            for byte in text.utf8.reversed() { at = node(edges: [Edge(bytes: byte...byte, target: at)]) }
            return at
        case .sequence(let parts):
            var at = next
            for part in parts.reversed() { at = try compile(part, before: at) }
            return at
        case .choice(let parts):
            var entries: [Int32] = []
            for part in parts { entries.append(try compile(part, before: next)) }
            return node(jumps: entries)
        case .text(let min, let max, let forbidden):
            return try text(min: min, max: max, forbidding: forbidden, before: next)
        case .repeated(let part, let min, let max):
            guard max >= 0, min <= max else {
                throw InferenceError(.unusableGrammar, "a part repeated \(min) to \(max) times cannot be")
            }
            var at = next
            for count in stride(from: max, to: 0, by: -1) {
                let before = edges.count
                at = try compile(part, before: at)
                // A part without bytes adds nothing, however often it is repeated.
                if edges.count == before { return at }
                if count > min { at = node(jumps: [at, next]) }
            }
            return at
        }
    }

    /// Whole UTF-8 characters of `min` to `max` bytes in all (RFC 3629 §4).
    private mutating func text(min: Int, max: Int, forbidding forbidden: Set<UInt8>, before next: Int32)
        throws(InferenceError) -> Int32
    {
        guard max >= 0, min <= max else {
            throw InferenceError(.unusableGrammar, "a text of \(min) to \(max) bytes cannot be")
        }
        func step(_ bytes: ClosedRange<UInt8>, _ target: Int32) -> [Edge] {
            Self.ranges(bytes, without: forbidden).map { Edge(bytes: $0, target: target) }
        }
        // For each length: where a character may begin, and where its last 1, 2, 3 bytes do.
        var places: [(begin: Int32, tails: [Int32])] = []
        for length in stride(from: max, through: 0, by: -1) {
            var out: [Edge] = []
            if length < max { out += step(0x00...0x7F, places[places.count - 1].begin) }
            if length + 2 <= max {
                out += step(0xC2...0xDF, tail(&places[places.count - 2], 1, step))
            }
            if length + 3 <= max {
                let at = places.count - 3
                let two = tail(&places[at], 2, step)
                let one = tail(&places[at], 1, step)
                out += step(0xE0...0xE0, node(edges: step(0xA0...0xBF, one)))
                out += step(0xE1...0xEC, two) + step(0xEE...0xEF, two)
                out += step(0xED...0xED, node(edges: step(0x80...0x9F, one)))
            }
            if length + 4 <= max {
                let at = places.count - 4
                let three = tail(&places[at], 3, step)
                let two = tail(&places[at], 2, step)
                out += step(0xF0...0xF0, node(edges: step(0x90...0xBF, two)))
                out += step(0xF1...0xF3, three)
                out += step(0xF4...0xF4, node(edges: step(0x80...0x8F, two)))
            }
            places.append((node(edges: out, jumps: length >= min ? [next] : []), []))
        }
        return places[places.count - 1].begin
    }

    private mutating func tail(
        _ place: inout (begin: Int32, tails: [Int32]),
        _ bytes: Int,
        _ step: (ClosedRange<UInt8>, Int32) -> [Edge]
    ) -> Int32 {
        while place.tails.count < bytes {
            place.tails.append(node(edges: step(0x80...0xBF, place.tails.last ?? place.begin)))
        }
        return place.tails[bytes - 1]
    }

    private static func ranges(_ range: ClosedRange<UInt8>, without forbidden: Set<UInt8>)
        -> [ClosedRange<UInt8>]
    {
        var result: [ClosedRange<UInt8>] = []
        var first: UInt8?
        for byte in range {
            if forbidden.contains(byte) {
                if let first { result.append(first...(byte - 1)) }
                first = nil
            } else if first == nil {
                first = byte
            }
        }
        if let first { result.append(first...range.upperBound) }
        return result
    }

    /// Removes what leads nowhere, so that every step that is left can be completed.
    private mutating func prune() {
        var before: [[Int32]] = Array(repeating: [], count: edges.count)
        for node in edges.indices {
            for edge in edges[node] { before[Int(edge.target)].append(Int32(node)) }
            for target in jumps[node] { before[Int(target)].append(Int32(node)) }
        }
        var alive = Array(repeating: false, count: edges.count)
        alive[Int(accept)] = true
        var open = [accept]
        while let node = open.popLast() {
            for source in before[Int(node)] where !alive[Int(source)] {
                alive[Int(source)] = true
                open.append(source)
            }
        }
        for node in edges.indices {
            edges[node].removeAll { !alive[Int($0.target)] }
            jumps[node].removeAll { !alive[Int($0)] }
        }
        if !alive[Int(start)] { start = -1 }
    }
}

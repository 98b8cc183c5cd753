import Models

/// The tokens of a vocabulary as a tree of their bytes, laid out in the order of a walk.
struct TokenTrie {
    private struct Node {
        let byte: UInt8
        /// The bytes before and with this one.
        let depth: Int32
        /// The node after all that begin with these bytes.
        var end: Int32
        /// The tokens that are exactly these bytes, as a range of `tokens`.
        var first: Int32
        var last: Int32
    }

    private var nodes: [Node] = []
    private var tokens: [Int32] = []
    private var longest = 0

    /// Builds the tree; control tokens and tokens without bytes are left out.
    init(_ tokenizer: Tokenizer) {
        var all: [(bytes: [UInt8], token: Int32)] = []
        all.reserveCapacity(tokenizer.count)
        tokenizer.forEachToken { token, bytes in
            if !bytes.isEmpty { all.append((Array(bytes), token)) }
        }
        all.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        var path: [Int] = []
        for (bytes, token) in all {
            var common = 0
            while common < min(path.count, bytes.count), nodes[path[common]].byte == bytes[common] {
                common += 1
            }
            close(&path, to: common)
            for depth in common..<bytes.count {
                path.append(nodes.count)
                let at = Int32(tokens.count)
                nodes.append(Node(byte: bytes[depth], depth: Int32(depth + 1), end: 0, first: at, last: at))
            }
            tokens.append(token)
            nodes[path[path.count - 1]].last = Int32(tokens.count)
            longest = max(longest, bytes.count)
        }
        close(&path, to: 0)
    }

    private mutating func close(_ path: inout [Int], to depth: Int) {
        while path.count > depth { nodes[path.removeLast()].end = Int32(nodes.count) }
    }

    /// Returns the tokens whose bytes lead somewhere from a state.
    func allowed(_ automaton: ByteAutomaton, from state: ByteAutomaton.State) -> [Int32] {
        var allowed: [Int32] = []
        var states = Array(repeating: state, count: longest + 1)
        nodes.withUnsafeBufferPointer { nodes in
            var at = 0
            while at < nodes.count {
                let node = nodes[at]
                let next = automaton.step(states[Int(node.depth) - 1], node.byte)
                if next == ByteAutomaton.dead {
                    at = Int(node.end)
                    continue
                }
                states[Int(node.depth)] = next
                if node.first < node.last { allowed += tokens[Int(node.first)..<Int(node.last)] }
                at += 1
            }
        }
        return allowed
    }
}

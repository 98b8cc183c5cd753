import Core

/// A grammar as a deterministic automaton over bytes, whose states are made when they are reached.
final class ByteAutomaton {
    /// A state; texts that can go on in the same ways share one.
    typealias State = Int32
    /// Where no text of the grammar leads.
    static let dead: State = -1

    private let network: GrammarNetwork
    private var members: [[Int32]] = []
    private var states: [[Int32]: State] = [:]
    private var accepting: [Bool] = []
    private var rows: [Int32] = []  // 256 for each state; `unknown` until first asked for
    private static let unknown: Int32 = -2

    /// Builds the automaton of a grammar.
    ///
    /// - Throws: ``InferenceError`` with code `unusableGrammar`.
    init(_ grammar: Grammar) throws(InferenceError) {
        network = try GrammarNetwork(grammar)
        _ = state(of: [network.start])
    }

    /// Where texts begin.
    var start: State { 0 }

    /// Returns whether the text so far is complete.
    func isAccepting(_ state: State) -> Bool { accepting[Int(state)] }

    /// Returns the state after a byte, or `dead`.
    func step(_ state: State, _ byte: UInt8) -> State {
        let at = Int(state) * 256
        if rows[at] == Self.unknown { fillRow(state) }
        return rows[at + Int(byte)]
    }

    /// Returns the state after some bytes, or `dead`.
    func step(_ state: State, _ bytes: some Sequence<UInt8>) -> State {
        var state = state
        for byte in bytes {
            state = step(state, byte)
            if state == Self.dead { break }
        }
        return state
    }

    /// Returns the bytes that must come next, up to a choice or the end.
    func forced(from state: State) -> (bytes: [UInt8], state: State) {
        var state = state
        var bytes: [UInt8] = []
        while !isAccepting(state), let (byte, next) = onlyStep(state) {
            bytes.append(byte)
            state = next
        }
        return (bytes, state)
    }

    /// Returns whether nothing can follow.
    func isFinal(_ state: State) -> Bool {
        isAccepting(state) && (0...255).allSatisfy { step(state, $0) == Self.dead }
    }

    private func onlyStep(_ state: State) -> (UInt8, State)? {
        var found: (UInt8, State)?
        for byte in UInt8.min...UInt8.max {
            let next = step(state, byte)
            guard next != Self.dead else { continue }
            if found != nil { return nil }
            found = (byte, next)
        }
        return found
    }

    /// Computes where each byte leads; bytes between two ends of ranges lead to the same state.
    private func fillRow(_ state: State) {
        let edges = members[Int(state)].flatMap { network.edges[Int($0)] }
        var cuts = Set([0])
        for edge in edges {
            cuts.insert(Int(edge.bytes.lowerBound))
            cuts.insert(Int(edge.bytes.upperBound) + 1)
        }
        let bounds = cuts.sorted().filter { $0 < 256 } + [256]
        for (first, end) in zip(bounds, bounds.dropFirst()) {
            let targets = edges.filter { $0.bytes.contains(UInt8(first)) }.map(\.target)
            let next = targets.isEmpty ? Self.dead : self.state(of: targets)
            for byte in first..<end { rows[Int(state) * 256 + byte] = next }
        }
    }

    private func state(of nodes: [Int32]) -> State {
        var seen = Set<Int32>()
        var open = nodes
        while let node = open.popLast() {
            if seen.insert(node).inserted { open += network.jumps[Int(node)] }
        }
        // Nodes that only jump on add nothing to what a state can do.
        let core = seen.filter { $0 == network.accept || !network.edges[Int($0)].isEmpty }.sorted()
        if let known = states[core] { return known }
        let fresh = State(members.count)
        states[core] = fresh
        members.append(core)
        accepting.append(core.contains(network.accept))
        rows += repeatElement(Self.unknown, count: 256)
        return fresh
    }
}

import Core
import Models

/// What a reply may still be, as it grows.
struct Constraint {
    /// What the next token may be.
    enum Next {
        /// One of these; the model chooses.
        case choice([Int32])
        /// These, whatever the model thinks: their bytes cannot be otherwise.
        case forced([Int32])
        /// Nothing more.
        case end
    }

    private let automaton: ByteAutomaton
    private let trie: TokenTrie
    private let tokenizer: Tokenizer
    private let enders: [Int32]
    private var state: ByteAutomaton.State

    init(_ grammar: Grammar, _ trie: TokenTrie, _ tokenizer: Tokenizer, enders: [Int32])
        throws(InferenceError)
    {
        automaton = try ByteAutomaton(grammar)
        self.trie = trie
        self.tokenizer = tokenizer
        self.enders = enders
        state = automaton.start
    }

    /// Returns what may come next.
    ///
    /// Forced bytes are cut into tokens as the tokenizer cuts text. The last of them is left to the
    /// model unless the text ends there, since it may by nature reach into what follows; cutting it
    /// shorter than the tokenizer would is not allowed.
    func next() -> Next {
        if automaton.isFinal(state) { return .end }
        let (bytes, after) = automaton.forced(from: state)
        let ends = automaton.isFinal(after)
        let natural = Self.text(bytes, whole: ends).map { tokenizer.encode($0) } ?? []
        let sure = ends ? natural : natural.dropLast()
        if !sure.isEmpty { return .forced(Array(sure)) }
        var allowed = trie.allowed(automaton, from: state)
        if let last = natural.last {
            let shortest = tokenizer.bytes(of: last)
            allowed.removeAll { !tokenizer.bytes(of: $0).starts(with: shortest) }
        }
        return .choice(automaton.isAccepting(state) ? allowed + enders : allowed)
    }

    /// Returns whether a token that `next` allowed adds nothing but bytes that had to come.
    func isForced(_ token: Int32) -> Bool {
        let forced = automaton.forced(from: state).bytes
        let bytes = tokenizer.bytes(of: token)
        return !bytes.isEmpty && forced.starts(with: bytes)
    }

    /// Goes on by a token that `next` allowed.
    mutating func advance(_ token: Int32) {
        let after = automaton.step(state, tokenizer.bytes(of: token))
        precondition(after != ByteAutomaton.dead, "a token outside the grammar")
        state = after
    }

    /// Returns the bytes as text, without the character at their end that is not whole.
    private static func text(_ bytes: [UInt8], whole: Bool) -> String? {
        var bytes = bytes[...]
        while !bytes.isEmpty {
            if let text = String(validating: bytes, as: UTF8.self) { return text }
            if whole { return nil }
            bytes.removeLast()
        }
        return nil
    }
}

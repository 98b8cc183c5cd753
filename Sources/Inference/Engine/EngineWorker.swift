import CKernels
import Core
import Models

/// What an engine does, one call after the other, on the engine's own thread.
final class EngineWorker {
    let model: Model
    let evaluator: Evaluator
    var counters = EngineCounters()
    private var store: SequenceStore
    private var trie: TokenTrie?
    private let enders: [Int32]

    init(_ model: Model, _ options: EngineOptions) throws(InferenceError) {
        self.model = model
        let clock = ContinuousClock()
        let start = clock.now
        evaluator = try Evaluator(model, options)
        store = SequenceStore(capacity: max(2, options.keptSequences))
        let tokenizer = model.tokenizer
        enders = (0..<Int32(tokenizer.count)).filter { tokenizer.endsGeneration($0) }
        counters.loadMilliseconds = milliseconds(since: start)
        counters.weightBytes = evaluator.packed.bytes
        counters.weightsOrigin = evaluator.packed.origin
    }

    private func milliseconds(since start: ContinuousClock.Instant) -> Double {
        let (seconds, attoseconds) = (ContinuousClock().now - start).components
        return Double(seconds) * 1e3 + Double(attoseconds) * 1e-15
    }

    /// Returns the tokens of a prompt.
    ///
    /// Control tokens come from the chat template only, never from the texts that are laid out.
    func tokens(of prompt: Prompt) throws -> [Int32] {
        let tokenizer = model.tokenizer
        var tokens: [Int32]
        switch prompt {
        case .raw(let text): tokens = tokenizer.encode(text)
        case .chat(let messages, let prefix):
            let turns = messages.map { ChatTemplate.Turn(role: $0.speaker.rawValue, text: $0.text) }
            tokens = tokenizer.encode(try model.chatTemplate.render(turns, replyPrefix: prefix))
        }
        if tokenizer.addsBOS, let bos = tokenizer.bos, tokens.first != bos { tokens.insert(bos, at: 0) }
        guard !tokens.isEmpty else {
            throw InferenceError(.invalidRequest, "the prompt is empty; give it some text")
        }
        return tokens
    }

    /// Reads a prompt, as far as it is not known, and returns its sequence and the logits after it.
    private func read(_ tokens: [Int32], proceed: () -> Bool) throws(InferenceError)
        -> (TokenSequence, UnsafeBufferPointer<Float>)
    {
        guard tokens.count <= evaluator.contextLength else {
            throw .overflow(tokens.count, of: evaluator.contextLength)
        }
        let start = ContinuousClock().now
        defer { counters.readMilliseconds += milliseconds(since: start) }
        var sequence = store.take(tokens, atMost: tokens.count - 1)
        let reused = sequence.count
        let logits: UnsafeBufferPointer<Float>
        do {
            logits = try evaluator.read(tokens[reused...], into: &sequence, proceed: proceed)
        } catch {
            // What was there before is still good.
            store.put(sequence.prefix(reused))
            throw error
        }
        counters.tokensReused += reused
        counters.tokensRead += tokens.count - reused
        return (sequence, logits)
    }

    private func keep(_ sequence: TokenSequence) {
        store.put(sequence)
        counters.cacheBytes = evaluator.pages.live * evaluator.pages.pageBytes
    }

    /// Continues a prompt and hands out the reply piece by piece.
    func generate(
        _ prompt: Prompt,
        under grammar: Grammar?,
        sampling: Sampling,
        limit: Int,
        proceed: () -> Bool,
        emit: (Piece) -> Void
    ) throws {
        let tokenizer = model.tokenizer
        var constraint = try grammar.map { grammar throws(InferenceError) in
            let trie = self.trie ?? TokenTrie(tokenizer)
            self.trie = trie
            return try Constraint(grammar, trie, tokenizer, enders: enders)
        }
        var sampler = Sampler(sampling)
        var (sequence, logits) = try read(try tokens(of: prompt), proceed: proceed)
        let start = ContinuousClock().now
        defer {
            counters.writeMilliseconds += milliseconds(since: start)
            keep(sequence)
        }
        var text = TextAssembler()
        var written = 0
        while written < limit {
            guard proceed() else { throw InferenceError(.cancelled, "the request was cancelled") }
            var fed: [Int32]
            var logProbability = 0.0
            switch constraint?.next() {
            case .end:
                return
            case .forced(let tokens):
                fed = Array(tokens.prefix(limit - written))
                counters.tokensForced += fed.count
                for token in fed { constraint?.advance(token) }
            case .choice(let allowed):
                guard !allowed.isEmpty else {
                    throw InferenceError(
                        .unusableGrammar,
                        "no token of \(model.name) continues the reply as the grammar demands"
                    )
                }
                let drawn = sampler.draw(logits, among: allowed)
                fed = [drawn.token]
                if constraint?.isForced(drawn.token) == true {
                    counters.tokensForced += 1
                } else {
                    logProbability = drawn.logProbability
                }
                if !tokenizer.endsGeneration(drawn.token) { constraint?.advance(drawn.token) }
            case nil:
                let drawn = sampler.draw(logits, among: nil)
                (fed, logProbability) = ([drawn.token], drawn.logProbability)
            }
            written += fed.count
            counters.tokensWritten += fed.count
            let ends = fed.last.map(tokenizer.endsGeneration) ?? true
            let bytes = fed.flatMap { tokenizer.bytes(of: $0) }
            emit(
                Piece(
                    text: ends ? text.finish() : text.add(bytes),
                    logProbability: logProbability,
                    tokens: fed.count
                )
            )
            if ends { return }
            // The last token's keys and values are read only if something follows.
            if written >= limit { break }
            if case .end = constraint?.next() { break }
            logits = try evaluator.read(fed, into: &sequence, proceed: proceed)
        }
        let rest = text.finish()
        if !rest.isEmpty { emit(Piece(text: rest, logProbability: 0, tokens: 0)) }
    }

    /// Scores continuations of a prompt.
    func score(_ continuations: [String], after prompt: Prompt, closed: Bool, proceed: () -> Bool) throws
        -> [Score]
    {
        let tokenizer = model.tokenizer
        let end: [Int32]
        if closed {
            guard let token = tokenizer.endOfTurn ?? tokenizer.eos else {
                throw InferenceError(
                    .invalidRequest,
                    "\(model.name) has no token for the end of a turn; score without `closed`"
                )
            }
            end = [token]
        } else {
            end = []
        }
        let encoded = continuations.map { tokenizer.encode($0, continuing: true) + end }
        let (sequence, logits) = try read(try tokens(of: prompt), proceed: proceed)
        let start = ContinuousClock().now
        defer {
            counters.scoreMilliseconds += milliseconds(since: start)
            keep(sequence)
        }
        let sums = try evaluator.score(
            encoded,
            after: sequence,
            logits: logits,
            proceed: proceed,
            scored: &counters.tokensScored
        )
        return zip(sums, encoded).map { Score(logProbability: $0, tokens: $1.count) }
    }

    /// Returns the mean of the last hidden states of a text, of length one.
    func embed(_ text: String, proceed: () -> Bool) throws -> [Float] {
        let tokens = try tokens(of: .raw(text))
        let width = model.configuration.width
        var sums = Array(repeating: Float(0), count: width)
        var state = sums
        var sequence = TokenSequence()
        try evaluator.hidden(of: tokens, into: &sequence, proceed: proceed) { states, rows in
            for row in 0..<rows {
                evaluator.normalized(states + row * width, into: &state)
                for index in 0..<width { sums[index] += state[index] }
            }
        }
        counters.tokensRead += tokens.count
        let length = sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? sums.map { $0 / length } : sums
    }
}

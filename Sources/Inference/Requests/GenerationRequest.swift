import Core
import Models

/// A reply that is being written.
///
/// What a constraint leaves no choice about is not drawn but read together with the token before it.
final class GenerationRequest: Request {
    private let tokenizer: Tokenizer
    private let model: String
    private let limit: Int
    private let contextLength: Int
    private let emit: (Piece) -> Void
    private let end: ((any Error)?) -> Void
    private var constraint: Constraint?
    private var sampler: Sampler
    private var text = TextAssembler()
    private var written = 0
    /// Tokens of the reply that are not read yet.
    private var pending: [Int32] = []
    /// What the constraint allows next, when that is known.
    private var allowed: [Int32]?
    private var ended = false

    init(
        _ prompt: [Int32],
        adapter: BoundAdapter?,
        flag: CancelFlag,
        constraint: Constraint?,
        sampling: Sampling,
        limit: Int,
        contextLength: Int,
        model: Model,
        emit: @escaping (Piece) -> Void,
        end: @escaping ((any Error)?) -> Void
    ) {
        self.constraint = constraint
        sampler = Sampler(sampling)
        self.limit = limit
        self.contextLength = contextLength
        tokenizer = model.tokenizer
        self.model = model.name
        self.emit = emit
        self.end = end
        super.init(prompt, adapter: adapter, flag: flag)
    }

    override var wanted: Int { ended ? 0 : isReading ? super.wanted : pending.count }
    override var isDone: Bool { ended }

    override func contribute(_ room: Int, to batch: inout Batch, from pages: PagePool)
        throws(InferenceError) -> [Int]
    {
        if isReading { return try super.contribute(room, to: &batch, from: pages) }
        let part = pending.prefix(room)
        guard sequence.count + part.count <= contextLength else {
            throw .overflow(sequence.count + pending.count, of: contextLength)
        }
        pending.removeFirst(part.count)
        batch.append(part, to: &sequence, from: pages)
        return pending.isEmpty ? [batch.rows.count - 1] : []
    }

    /// Draws one token, and takes what the constraint forces before and after it.
    override func take(_ logits: Logits, index: Int, counters: inout EngineCounters) throws {
        var drawn = false
        while !ended {
            guard written < limit else { return finishText() }
            if allowed == nil, let next = constraint?.next() {
                switch next {
                case .end: return finishText()
                case .forced(let tokens):
                    let fed = Array(tokens.prefix(limit - written))
                    counters.tokensForced += fed.count
                    for token in fed { constraint?.advance(token) }
                    add(fed, logProbability: 0, &counters)
                    continue
                case .choice(let tokens): allowed = tokens
                }
            }
            // What comes next depends on the logits after the token that was drawn.
            if drawn { return }
            try draw(logits, &counters)
            drawn = true
        }
    }

    private func draw(_ logits: Logits, _ counters: inout EngineCounters) throws(InferenceError) {
        if let allowed, allowed.isEmpty {
            throw InferenceError(
                .unusableGrammar,
                "no token of \(model) continues the reply as the grammar demands"
            )
        }
        let choice = sampler.draw(logits, among: allowed)
        allowed = nil
        var logProbability = choice.logProbability
        if constraint?.isForced(choice.token) == true {
            counters.tokensForced += 1
            logProbability = 0
        }
        if !tokenizer.endsGeneration(choice.token) { constraint?.advance(choice.token) }
        add([choice.token], logProbability: logProbability, &counters)
    }

    private func add(_ tokens: [Int32], logProbability: Double, _ counters: inout EngineCounters) {
        written += tokens.count
        counters.tokensWritten += tokens.count
        let ends = tokens.last.map(tokenizer.endsGeneration) ?? true
        let bytes = tokens.flatMap { tokenizer.bytes(of: $0) }
        emit(
            Piece(
                text: ends ? text.finish() : text.add(bytes),
                logProbability: logProbability,
                tokens: tokens.count
            )
        )
        pending += tokens
        if ends { ended = true }
    }

    private func finishText() {
        ended = true
        let rest = text.finish()
        if !rest.isEmpty { emit(Piece(text: rest, logProbability: 0, tokens: 0)) }
    }

    override func finish(_ error: (any Error)?) { end(error) }
}

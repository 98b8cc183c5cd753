import Core
import Models

/// Serves the calls of an engine, all together, a batch at a time; used on the engine's thread alone.
final class EngineWorker {
    let model: Model
    let evaluator: Evaluator
    var counters = EngineCounters()
    /// The adapters that are ready, by name.
    var adapters: [String: BoundAdapter] = [:]
    var store: SequenceStore
    private let schedule = Schedule()
    private let maximum: Int
    private var trie: TokenTrie?
    private let enders: [Int32]
    /// Calls in the order they came: those being served, and those that wait.
    private var active: [Request] = []
    private var waiting: [Request] = []
    /// Calls that are done and whose callers are still to be told.
    private var finished: [(request: Request, error: (any Error)?)] = []

    init(_ model: Model, _ options: EngineOptions) throws(InferenceError) {
        self.model = model
        let clock = ContinuousClock()
        let start = clock.now
        evaluator = try Evaluator(model, options)
        store = SequenceStore(capacity: max(2, options.keptSequences))
        maximum = max(1, options.concurrentRequests)
        let tokenizer = model.tokenizer
        enders = (0..<Int32(tokenizer.count)).filter { tokenizer.endsGeneration($0) }
        counters.loadMilliseconds = (clock.now - start).milliseconds
        counters.weightBytes = evaluator.packed.bytes
        counters.weightsOrigin = evaluator.packed.origin
    }

    /// Whether no call is being served.
    var isIdle: Bool { active.isEmpty && waiting.isEmpty }

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

    /// Returns the token that ends a turn.
    func endOfTurn() throws(InferenceError) -> Int32 {
        if let token = model.tokenizer.endOfTurn ?? model.tokenizer.eos { return token }
        throw InferenceError(
            .invalidRequest,
            "\(model.name) has no token for the end of a turn; score without `closed`"
        )
    }

    /// Builds what keeps a reply within a grammar.
    func constraint(_ grammar: Grammar) throws(InferenceError) -> Constraint {
        let trie = self.trie ?? TokenTrie(model.tokenizer)
        self.trie = trie
        return try Constraint(grammar, trie, model.tokenizer, enders: enders)
    }

    /// Returns an adapter by name.
    func adapter(_ name: String?) throws(InferenceError) -> BoundAdapter? {
        guard let name else { return nil }
        if let adapter = adapters[name] { return adapter }
        let known = adapters.keys.sorted().joined(separator: ", ")
        throw InferenceError(
            .invalidRequest,
            "the engine has no adapter called \(name)" + (known.isEmpty ? "" : "; it has \(known)")
        )
    }

    /// Takes a call on.
    ///
    /// - Throws: ``InferenceError`` with code `contextOverflow` or `outOfMemory`.
    func add(_ request: Request) throws(InferenceError) {
        guard request.prompt.count <= evaluator.contextLength else {
            throw .overflow(request.prompt.count, of: evaluator.contextLength)
        }
        try evaluator.check(request.prompt)
        try evaluator.budget.check(tokens: request.prompt.count, evaluator.pages)
        counters.requests += 1
        waiting.append(request)
    }

    /// Serves the calls there are with one batch; returns whether there is more to do.
    func step() -> Bool {
        drop()
        admit()
        guard !active.isEmpty else { return !waiting.isEmpty }
        let clock = ContinuousClock()
        let start = clock.now
        var batch = Batch()
        var served: [Served] = []
        for (request, room) in schedule.shares(of: active, capacity: Pass.capacity) {
            let first = batch.rows.count
            let phase = request.phase
            do {
                let wanted = try request.contribute(room, to: &batch, from: evaluator.pages)
                let rows = first..<batch.rows.count
                if let adapter = request.adapter { batch.adapt(rows, by: adapter) }
                served.append(Served(request: request, rows: rows, wanted: wanted, phase: phase))
            } catch {
                end(request, error)
            }
        }
        guard !batch.rows.isEmpty else { return !isIdle }
        evaluator.run(batch)
        distribute(served)
        count(served, (clock.now - start).milliseconds)
        return !isIdle
    }

    /// Answers the callers whose calls are done.
    ///
    /// Apart from ``step()``, so that who is answered finds the counters brought up to date.
    func answer() {
        let done = finished
        finished = []
        for (request, error) in done { request.finish(error) }
    }

    private struct Served {
        let request: Request
        let rows: Range<Int>
        let wanted: [Int]
        let phase: EnginePhase
    }

    /// Hands out hidden states and logits, and ends the calls that are done.
    private func distribute(_ served: [Served]) {
        for entry in served {
            entry.request.take(
                states: evaluator.state(ofRow: entry.rows.lowerBound),
                rows: entry.rows.count,
                evaluator
            )
        }
        let owners = served.flatMap { entry in entry.wanted.indices.map { (entry.request, $0) } }
        var failures: [ObjectIdentifier: any Error] = [:]
        evaluator.forEachLogits(served.flatMap(\.wanted)) { index, logits in
            let (request, number) = owners[index]
            guard failures[ObjectIdentifier(request)] == nil else { return }
            do {
                guard logits.logSum.isFinite else { throw evaluator.notFinite() }
                try request.take(logits, index: number, counters: &counters)
            } catch {
                failures[ObjectIdentifier(request)] = error
            }
        }
        for entry in served {
            if let error = failures[ObjectIdentifier(entry.request)] {
                end(entry.request, error)
            } else if entry.request.isDone {
                end(entry.request, nil)
            }
        }
    }

    /// Shares out the time of a batch by the rows of each phase.
    private func count(_ served: [Served], _ milliseconds: Double) {
        let total = Double(served.reduce(0) { $0 + $1.rows.count })
        for entry in served {
            let share = milliseconds * Double(entry.rows.count) / total
            switch entry.phase {
            case .read:
                counters.readMilliseconds += share
                counters.tokensRead += entry.rows.count
            case .write: counters.writeMilliseconds += share
            case .score: counters.scoreMilliseconds += share
            }
        }
        counters.batches += 1
        counters.rows += Int(total)
        countCache()
    }

    /// Brings the bytes of adapters up to date.
    func countAdapters() { counters.adapterBytes = adapters.values.reduce(0) { $0 + $1.bytes } }

    /// Brings the bytes of keys and values up to date.
    func countCache() {
        counters.cacheBytes = evaluator.pages.liveBytes
        counters.cachePeakBytes = max(counters.cachePeakBytes, counters.cacheBytes)
    }

    /// Ends calls whose callers gave up; what they took up is free at once.
    private func drop() {
        for request in waiting + active where request.isCancelled {
            counters.requestsCancelled += 1
            end(request, InferenceError(.cancelled, "the request was cancelled"))
        }
    }

    private func end(_ request: Request, _ error: (any Error)?) {
        active.removeAll { $0 === request }
        waiting.removeAll { $0 === request }
        // Of a call that failed or was given up only what was there before is kept.
        let kept = error == nil ? request.sequence : request.sequence.prefix(request.reused)
        request.sequence = TokenSequence()
        if request.reusesPrefix { store.put(kept, for: request.adapter?.fingerprint ?? 0) }
        finished.append((request, error))
        countCache()
    }

    /// Starts waiting calls in the order they came, with what is known of their prompts.
    private func admit() {
        for request in waiting where active.count < maximum {
            let key = request.adapter?.fingerprint ?? 0
            let limit = request.prompt.count - 1
            guard request.reusesPrefix else {
                start(request, from: TokenSequence())
                continue
            }
            let best = store.length(of: request.prompt, atMost: limit, for: key)
            // A call that is just reading what this one begins with too: take it over, or wait for it.
            var (ahead, shared) = (nil as Request?, best)
            for other in active where other.adapter === request.adapter && other.reusesPrefix {
                let common = SequenceStore.common(other.prompt, request.prompt, limit)
                if common > shared { (ahead, shared) = (other, common) }
            }
            if let ahead {
                let ready = min(shared, ahead.sequence.count)
                if ready == shared {
                    start(request, from: ahead.sequence.prefix(shared))
                } else if shared - best < Page.tokens {
                    start(request, from: store.take(request.prompt, atMost: limit, for: key))
                }
                continue
            }
            start(request, from: store.take(request.prompt, atMost: limit, for: key))
        }
    }

    private func start(_ request: Request, from known: TokenSequence) {
        waiting.removeAll { $0 === request }
        active.append(request)
        request.start(from: known)
        counters.tokensReused += known.count
    }
}

extension Duration {
    /// The duration in milliseconds.
    var milliseconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) * 1e3 + Double(attoseconds) * 1e-15
    }
}

public import Core
import Dispatch
public import Models
import Synchronization

/// A language model that runs in this process.
///
/// All work is done on a thread of the engine's own and its compute threads; nothing blocks the
/// threads of Swift's tasks. Calls that arrive while others are served join them: the tokens of all
/// go through the network together, replies first, prompts in parts, evenly shared. A call gets, bit
/// for bit, what it would get alone.
///
/// What the prompts of calls share is read once: the sequences of recent calls are kept, in pages of
/// 64 tokens that sequences with the same beginning share. A reply or a continuation is cut into
/// tokens on its own, never joined with the prompt's last token: `score` and `generate` so agree on
/// what a text's tokens are. Scores and replies do not depend on what was read before.
public final class Engine: LanguageModel, Sendable {
    /// The name of the model.
    public let name: String
    /// How the engine is set up.
    public let options: EngineOptions
    /// Tokens of prompt and reply together, at most.
    public let contextLength: Int
    /// The threads that compute.
    public let lanes: Int

    let model: Model
    private let queue = DispatchQueue(label: "lam.engine", qos: .userInitiated)
    private let shared: Mutex<EngineCounters>
    // Touched on the queue alone.
    nonisolated(unsafe) private let worker: EngineWorker
    nonisolated(unsafe) private var isDriving = false

    /// Packs the weights of a model and makes room for its work.
    ///
    /// - Throws: ``InferenceError`` with code `outOfMemory`, `brokenModel` or `unsupportedModel`.
    public init(model: Model, options: EngineOptions = .init()) throws(InferenceError) {
        self.model = model
        self.options = options
        name = options.name ?? model.name
        worker = try EngineWorker(model, options)
        contextLength = worker.evaluator.contextLength
        lanes = worker.evaluator.lanes
        shared = Mutex(worker.counters)
        // What loading alone needed: the header, and the tensors where they were packed.
        model.file.release()
    }

    /// What the engine has done so far, for all calls together.
    public var counters: EngineCounters { shared.withLock { $0 } }

    /// Returns the number of tokens of a text.
    public func count(_ text: String) async throws -> Int { model.tokenizer.encode(text).count }

    /// Returns the number of tokens a prompt has when it is laid out for this model.
    ///
    /// - Throws: `ModelError` when the model has no chat template this program knows.
    public func count(_ prompt: Prompt) async throws -> Int {
        try await perform { worker, _ in try worker.tokens(of: prompt).count }
    }

    /// Continues a prompt until the constraint is complete, the model ends its turn, or the limit.
    ///
    /// What the constraint forces is not drawn but read in one batch. Giving up the stream stops the
    /// work and frees its keys and values. The stream throws ``InferenceError``, or `ModelError` for
    /// a chat without a template.
    ///
    /// - Parameters:
    ///   - constraint: The language the reply must belong to; `nil` leaves it free. A reply that
    ///     reaches the limit may be cut off inside it.
    ///   - limit: Tokens at most.
    public func generate(_ prompt: Prompt, under constraint: Grammar?, sampling: Sampling, limit: Int)
        -> AsyncThrowingStream<Piece, any Error>
    {
        generate(prompt, under: constraint, sampling: sampling, limit: limit, adapter: nil)
    }

    /// Scores continuations of one prompt, which is read only once; what several begin with is, too.
    ///
    /// - Parameter closed: Whether the end of the turn counts as part of each continuation.
    /// - Returns: For each, the sum of its tokens' log-probabilities over the full vocabulary.
    /// - Throws: ``InferenceError`` with code `contextOverflow`, `cancelled` or `invalidRequest`.
    public func score(_ continuations: [String], after prompt: Prompt, closed: Bool) async throws -> [Score] {
        try await score(continuations, after: prompt, closed: closed, adapter: nil)
    }

    /// Returns a vector for a text: the mean of the last hidden states, of length one.
    ///
    /// - Throws: ``InferenceError`` with code `contextOverflow`, `cancelled` or `invalidRequest`.
    public func embed(_ text: String) async throws -> [Float] { try await embed(text, adapter: nil) }

    func generate(
        _ prompt: Prompt,
        under grammar: Grammar?,
        sampling: Sampling,
        limit: Int,
        adapter: String?
    ) -> AsyncThrowingStream<Piece, any Error> {
        AsyncThrowingStream { continuation in
            let flag = CancelFlag()
            continuation.onTermination = { _ in flag.raise() }
            submit { worker in
                GenerationRequest(
                    try worker.tokens(of: prompt),
                    adapter: try worker.adapter(adapter),
                    flag: flag,
                    constraint: try grammar.map(worker.constraint),
                    sampling: sampling,
                    limit: limit,
                    contextLength: worker.evaluator.contextLength,
                    model: worker.model,
                    emit: { continuation.yield($0) },
                    end: { continuation.finish(throwing: $0) }
                )
            } failed: {
                continuation.finish(throwing: $0)
            }
        }
    }

    func score(_ continuations: [String], after prompt: Prompt, closed: Bool, adapter: String?) async throws
        -> [Score]
    {
        try await request { flag, end in
            { worker in
                let closing = closed ? [try worker.endOfTurn()] : []
                let tokenizer = worker.model.tokenizer
                return try ScoringRequest(
                    try worker.tokens(of: prompt),
                    adapter: try worker.adapter(adapter),
                    flag: flag,
                    continuations: continuations.map { tokenizer.encode($0, continuing: true) + closing },
                    contextLength: worker.evaluator.contextLength,
                    end: end
                )
            }
        }
    }

    func embed(_ text: String, adapter: String?) async throws -> [Float] {
        try await request { flag, end in
            { worker in
                EmbeddingRequest(
                    try worker.tokens(of: .raw(text)),
                    adapter: try worker.adapter(adapter),
                    flag: flag,
                    end: end
                )
            }
        }
    }

    /// Has a call served and returns its result; cancelling the task gives it up.
    private func request<Value: Sendable>(
        _ make:
            @Sendable (_ flag: CancelFlag, _ end: @escaping @Sendable (Result<Value, any Error>) -> Void)
            -> @Sendable (EngineWorker) throws -> Request
    ) async throws -> Value {
        let flag = CancelFlag()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                submit(make(flag) { continuation.resume(with: $0) }) { continuation.resume(throwing: $0) }
            }
        } onCancel: {
            flag.raise()
        }
    }

    /// Adds a call to those that are served.
    private func submit(
        _ make: @escaping @Sendable (EngineWorker) throws -> Request,
        failed: @escaping @Sendable (any Error) -> Void
    ) {
        queue.async { [self] in
            do { try worker.add(try make(worker)) } catch { failed(error) }
            if !isDriving { drive() }
        }
    }

    /// Serves a batch, and another after what has come in meanwhile.
    private func drive() {
        isDriving = worker.step()
        publish()
        worker.answer()
        if isDriving { queue.async { self.drive() } }
    }

    private func publish() {
        let now = worker.counters
        shared.withLock { $0 = now }
    }

    /// Runs work on the engine's thread between batches; cancelling the task makes `proceed` say no.
    func perform<Value: Sendable>(
        _ work: @escaping @Sendable (_ worker: EngineWorker, _ proceed: () -> Bool) throws -> Value
    ) async throws -> Value {
        let flag = CancelFlag()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                queue.async { [self] in
                    let result = Result { try work(worker) { !flag.isRaised } }
                    worker.countCache()
                    publish()
                    continuation.resume(with: result)
                }
            }
        } onCancel: {
            flag.raise()
        }
    }
}

/// Whether a caller gave up.
final class CancelFlag: Sendable {
    private let raised = Atomic(false)

    var isRaised: Bool { raised.load(ordering: .relaxed) }

    func raise() { raised.store(true, ordering: .relaxed) }
}

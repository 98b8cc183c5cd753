public import Core
public import Models

extension Engine {
    /// Makes an adapter ready under a name; one of that name before is replaced.
    ///
    /// - Throws: ``InferenceError`` with code `wrongAdapter` that names the tensor and both shapes, or
    ///   `outOfMemory`.
    public func add(_ adapter: Adapter, as name: String) async throws {
        try await perform { worker, _ in
            worker.adapters[name] = try worker.evaluator.bind(adapter)
            worker.countAdapters()
        }
    }

    /// Forgets an adapter; calls that run with it go on to their end.
    public func removeAdapter(_ name: String) async throws {
        try await perform { worker, _ in
            worker.adapters[name] = nil
            worker.countAdapters()
        }
    }

    /// Returns the model as an adapter changes it; both share weights, threads and batches.
    ///
    /// Calls fail with code `invalidRequest` when there is no adapter of that name; `nil` is the model
    /// as it is.
    public func adapted(by adapter: String?) -> AdaptedEngine { AdaptedEngine(self, adapter) }
}

/// An engine that answers with an adapter.
public struct AdaptedEngine: LanguageModel {
    /// The engine.
    public let engine: Engine
    /// The adapter's name; `nil` for the model as it is.
    public let adapter: String?

    init(_ engine: Engine, _ adapter: String?) {
        self.engine = engine
        self.adapter = adapter
    }

    /// The names of model and adapter.
    public var name: String { adapter.map { "\(engine.name) + \($0)" } ?? engine.name }

    /// Returns the number of tokens of a text.
    public func count(_ text: String) async throws -> Int { try await engine.count(text) }

    /// Continues a prompt, as ``Engine/generate(_:under:sampling:limit:)`` does.
    public func generate(_ prompt: Prompt, under constraint: Grammar?, sampling: Sampling, limit: Int)
        -> AsyncThrowingStream<Piece, any Error>
    {
        engine.generate(prompt, under: constraint, sampling: sampling, limit: limit, adapter: adapter)
    }

    /// Scores continuations, as ``Engine/score(_:after:closed:)`` does.
    ///
    /// - Throws: ``InferenceError`` with code `contextOverflow`, `cancelled` or `invalidRequest`.
    public func score(_ continuations: [String], after prompt: Prompt, closed: Bool) async throws -> [Score] {
        try await engine.score(continuations, after: prompt, closed: closed, adapter: adapter)
    }

    /// Returns a vector for a text, as ``Engine/embed(_:)`` does.
    ///
    /// - Throws: ``InferenceError`` with code `contextOverflow`, `cancelled` or `invalidRequest`.
    public func embed(_ text: String) async throws -> [Float] {
        try await engine.embed(text, adapter: adapter)
    }
}

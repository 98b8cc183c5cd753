public import Core
import Inference
import Models

/// A model that writes text, as `lam model generate` uses it.
public struct Generation: Sendable {
    private let model: AdaptedEngine
    private var engine: Engine { model.engine }

    /// Loads a model by name or path, `nil` for the default, and an adapter of it; `cache` names a cache mode.
    ///
    /// - Throws: ``RuntimeError``, `ModelStoreError`, `ModelError`, `InferenceError`.
    public init(model name: String?, threads: Int?, adapter: String? = nil, cache: String? = nil)
        async throws
    {
        let path = try ModelStore().resolve((name.map(ModelChoice.named) ?? .standard).modelName ?? "")
        let options = try await ModelStore().engineOptions(for: path, cache: cache, threads: threads)
        let engine = try await blocking { try Engine(model: try Model(contentsOf: path), options: options) }
        if let adapter {
            try await engine.add(try await blocking { try Adapter(contentsOf: adapter) }, as: adapter)
        }
        model = engine.adapted(by: adapter)
    }

    /// What a reply cost.
    public struct Cost: Codable, Sendable {
        /// Tokens of the prompt that had to be read.
        public var read: Int
        /// Tokens of the prompt that an earlier call had read.
        public var reused: Int
        /// Tokens written.
        public var written: Int
        /// Tokens read a second.
        public var readPerSecond: Double
        /// Tokens written a second.
        public var writtenPerSecond: Double
    }

    /// Writes a reply piece by piece.
    ///
    /// - Parameter raw: Whether the prompt is continued as it is, without the chat template.
    public func reply(
        to prompt: String,
        raw: Bool,
        sampling: Sampling,
        limit: Int,
        piece: @Sendable (String) -> Void
    ) async throws -> Cost {
        let before = engine.counters
        let prompt: Prompt = raw ? .raw(prompt) : .chat([Message(.user, prompt)])
        for try await part in model.generate(prompt, under: nil, sampling: sampling, limit: limit) {
            piece(part.text)
        }
        let spent = engine.counters - before
        func rate(_ tokens: Int, _ milliseconds: Double) -> Double {
            milliseconds > 0 ? Double(tokens) * 1000 / milliseconds : 0
        }
        return Cost(
            read: spent.tokensRead,
            reused: spent.tokensReused,
            written: spent.tokensWritten,
            readPerSecond: rate(spent.tokensRead, spent.readMilliseconds),
            writtenPerSecond: rate(spent.tokensWritten, spent.writeMilliseconds)
        )
    }
}

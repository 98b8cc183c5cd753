/// Why the engine could not do what was asked.
public struct InferenceError: Error, CustomStringConvertible, Sendable {
    /// The kinds of failure.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// Prompt and reply do not fit the context.
        case contextOverflow
        /// The model's architecture or shape is not one the engine runs.
        case unsupportedModel
        /// A weight could not be read.
        case brokenModel
        /// Memory for weights, cache or work could not be had.
        case outOfMemory
        /// The adapter does not fit the model.
        case wrongAdapter
        /// The constraint describes no text at all, or too many states to work with.
        case unusableGrammar
        /// The caller gave up.
        case cancelled
        /// The engine was asked for something that makes no sense, such as an empty prompt.
        case invalidRequest
    }

    /// The kind of failure.
    public let code: Code
    /// What failed, on what, and what to try.
    public let message: String
    /// The error below this one.
    public let underlying: (any Error)?

    /// Creates an error.
    public init(_ code: Code, _ message: String, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    /// The message and the error below.
    public var description: String {
        guard let underlying else { return message }
        return "\(message) (\(underlying))"
    }
}

extension InferenceError {
    static func overflow(_ needed: Int, of limit: Int) -> InferenceError {
        InferenceError(
            .contextOverflow,
            "\(needed) tokens do not fit the context of \(limit); shorten the prompt or raise the context length"
        )
    }
}

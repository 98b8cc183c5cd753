/// What went wrong in training, on what, and what to try.
public struct TrainingError: Error, CustomStringConvertible, Sendable {
    /// The kinds of failure.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// There is nothing to train on.
        case noExamples
        /// A file of examples cannot be read.
        case unreadable
        /// An option makes no sense.
        case invalidOption
        /// The model's architecture cannot be trained.
        case unsupportedModel
        /// The model's weights are damaged.
        case brokenModel
        /// A checkpoint is of another run: other examples, options or another model.
        case otherRun
        /// The adapter to begin with is for other matrices, another rank or other texts.
        case otherAdapter
        /// The loss or a gradient is no number.
        case notANumber
        /// There is not enough memory.
        case outOfMemory
        /// Something cannot be written.
        case unwritable
    }

    /// The kind of failure.
    public let code: Code
    /// What failed, on what, and a way out.
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
    public var description: String { underlying.map { "\(message) (\($0))" } ?? message }
}

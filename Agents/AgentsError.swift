/// What can go wrong in deciding, on our own side.
///
/// What the screen or the model does wrong is no error: it becomes a step.
public struct AgentsError: Error, CustomStringConvertible, Sendable {
    /// The kinds of failure.
    public enum Code: String, Hashable, Sendable {
        /// A text is no action of the screen it was read against.
        case unknownAction
        /// The model gave no usable answer.
        case model
        /// A policy rule cannot be used.
        case policy
    }

    /// What kind of failure it is.
    public var code: Code
    /// What failed, on what, and what to try.
    public var message: String
    /// The error behind it, if any.
    public var underlying: (any Error)?

    /// Creates an error.
    public init(_ code: Code, _ message: String, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    /// The message, and what is behind it.
    public var description: String {
        underlying.map { "\(message) (\($0))" } ?? message
    }
}

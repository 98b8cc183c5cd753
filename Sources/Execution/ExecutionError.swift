/// What went wrong on our side while an action was read, written or carried out.
///
/// What the world refuses (a stale ref, an insensitive button) is an `Outcome`, not an error.
public struct ExecutionError: Error, CustomStringConvertible, Sendable {
    /// The kinds of errors.
    public enum Code: String, Hashable, Sendable {
        /// The text is not of the dialect's form.
        case malformed
        /// The dialect, or the set of actions, has nothing that means this.
        case noCounterpart
        /// A coordinate lies outside the screen.
        case outsideScreen
        /// A target cannot be placed on the observation.
        case noPlace
        /// A secret's name cannot be resolved.
        case unknownSecret
        /// The display or the accessibility bus failed.
        case desktop
    }

    /// The kind of error.
    public var code: Code
    /// What it is about: the action's name, the key, the secret's name.
    public var subject: String
    /// What failed, on what, and what to try.
    public var message: String
    /// The error beneath, if any.
    public var underlying: (any Error)?

    /// Creates an error.
    public init(_ code: Code, _ subject: String, _ message: String, underlying: (any Error)? = nil) {
        self.code = code
        self.subject = subject
        self.message = message
        self.underlying = underlying
    }

    /// The message, and the error beneath where there is one.
    public var description: String {
        guard let underlying else { return message }
        return "\(message): \(underlying)"
    }
}

/// What went wrong with a stored model, and what to try.
public struct ModelStoreError: Error, CustomStringConvertible, Sendable {
    /// The kinds of failure.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The model is known but its file is not here.
        case missing
        /// No model or file goes by that name.
        case unknown
        /// Several models begin with that name.
        case ambiguous
        /// The file is not what its publisher published.
        case damaged
        /// The file could not be had from anywhere.
        case unavailable
        /// There is not enough room for the file.
        case diskFull
        /// A folder or file could not be read or written.
        case storage
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

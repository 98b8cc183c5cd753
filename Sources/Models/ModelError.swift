/// What went wrong with a model file, where in it, and what to try.
public struct ModelError: Error, CustomStringConvertible, Sendable {
    /// The kinds of failure.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The file could not be opened or mapped.
        case unreadable
        /// The bytes do not follow the format; the file is damaged, incomplete or not a model.
        case malformed
        /// The file is well-formed but asks for something this program does not do.
        case unsupported
        /// A tensor or a metadata key that is needed is not there.
        case missing
    }

    /// The kind of failure.
    public let code: Code
    /// The file it is about.
    public let file: String
    /// What failed, on what, what was expected, and a way out.
    public let message: String
    /// The error below this one, such as the system's.
    public let underlying: (any Error)?

    /// Creates an error.
    public init(_ code: Code, file: String, _ message: String, underlying: (any Error)? = nil) {
        self.code = code
        self.file = file
        self.message = message
        self.underlying = underlying
    }

    /// The file, the message and the error below.
    public var description: String {
        guard let underlying else { return "\(file): \(message)" }
        return "\(file): \(message) (\(underlying))"
    }
}

/// A failed system call, by its error number.
public struct SystemError: Error, CustomStringConvertible, Sendable, Hashable {
    /// The C `errno`.
    public let number: Int32

    /// Wraps an `errno`.
    public init(number: Int32) { self.number = number }

    /// The system's text for the number.
    public var description: String { systemErrorText(number) }
}

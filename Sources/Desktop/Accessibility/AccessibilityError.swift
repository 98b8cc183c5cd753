/// What went wrong on the accessibility bus.
public struct AccessibilityError: Error, CustomStringConvertible, Sendable {
    /// The kinds of failure.
    public enum Code: String, Sendable {
        /// The accessibility bus could not be reached or was lost.
        case connection
        /// The application did not answer within the deadline.
        case timeout
        /// The object or its application is gone.
        case gone
        /// The object does not offer what was asked of it.
        case unsupported
        /// The object answered that it did not do it.
        case refused
        /// The answer had another form than the specification's.
        case malformed
    }

    /// The kind of failure.
    public var code: Code
    /// What failed, on what, and what to try.
    public var message: String
    /// The error the bus reported, by its D-Bus name and text.
    public var underlying: String?

    /// Creates an error.
    public init(_ code: Code, _ message: String, underlying: String? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    /// The message, followed by what the bus reported.
    public var description: String {
        if let underlying { "\(message) (\(underlying))" } else { message }
    }
}

/// What went wrong with a picture.
public struct ImageError: Error, CustomStringConvertible, Sendable {
    /// The kinds of failure.
    public enum Code: String, Sendable {
        /// The extents do not fit the bytes or are beyond what is accepted.
        case size
        /// The bytes are no PNG, or a damaged one.
        case notPNG
        /// libpng could not write the picture.
        case encoding
    }

    /// The kind of failure.
    public var code: Code
    /// What failed, on what, and what to try.
    public var message: String
    /// The underlying error of libpng, by its text.
    public var underlying: String?

    /// Creates an error.
    public init(_ code: Code, _ message: String, underlying: String? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    /// The message, followed by libpng's.
    public var description: String {
        if let underlying, !underlying.isEmpty { "\(message) (\(underlying))" } else { message }
    }
}

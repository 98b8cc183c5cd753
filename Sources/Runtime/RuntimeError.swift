/// What went wrong in driving a run, with the exit status a shell gets to see.
public struct RuntimeError: Error, CustomStringConvertible, Sendable {
    /// The kinds of failure.
    public struct Code: Hashable, Sendable {
        fileprivate enum Kind { case usage, environment, model, badInput, storage }
        fileprivate var kind: Kind

        /// The request makes no sense.
        public static let usage = Code(kind: .usage)
        /// The display, the accessibility bus or a program is missing.
        public static let environment = Code(kind: .environment)
        /// The model is missing or cannot be used.
        public static let model = Code(kind: .model)
        /// A file that was given cannot be used.
        public static let badInput = Code(kind: .badInput)
        /// Trajectories cannot be written or read.
        public static let storage = Code(kind: .storage)
    }

    /// The kind of failure.
    public var code: Code
    /// What failed, on what, and what to try.
    public var message: String
    /// What caused it.
    public var underlying: (any Error)?

    /// Creates an error.
    public init(_ code: Code, _ message: String, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    /// The message, with the cause behind it.
    public var description: String { underlying.map { "\(message): \($0)" } ?? message }

    /// The exit status that tells this failure apart.
    public var exit: ExitStatus {
        switch code.kind {
        case .usage, .badInput: .usage
        case .environment: .environment
        case .model: .model
        case .storage: .failed
        }
    }
}

/// What went wrong with a display, its input, its buses or its programs.
public struct DesktopError: Error, CustomStringConvertible, Sendable {
    /// The kinds of failure that a caller may want to tell apart.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code's name, stable across releases.
        public var rawValue: String

        /// Wraps a name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A program or library that is needed is not installed.
        public static let missingProgram = Code(rawValue: "missingProgram")
        /// There is no X display to use.
        public static let noDisplay = Code(rawValue: "noDisplay")
        /// The session is a Wayland one without X.
        public static let waylandOnly = Code(rawValue: "waylandOnly")
        /// The X server does not accept us, or has gone away.
        public static let displayLost = Code(rawValue: "displayLost")
        /// The X server refused a request.
        public static let refusedByServer = Code(rawValue: "refusedByServer")
        /// Something did not become ready, or did not answer, in time.
        public static let timeout = Code(rawValue: "timeout")
        /// A message bus cannot be reached or refused a call.
        public static let bus = Code(rawValue: "bus")
        /// The accessibility bus is off.
        public static let accessibilityOff = Code(rawValue: "accessibilityOff")
        /// A session of that name exists already.
        public static let nameTaken = Code(rawValue: "nameTaken")
        /// There is no such session.
        public static let noSuchSession = Code(rawValue: "noSuchSession")
        /// There is no such window any more.
        public static let noSuchWindow = Code(rawValue: "noSuchWindow")
        /// There is no key of that name.
        public static let unknownKey = Code(rawValue: "unknownKey")
        /// A character cannot be typed on this display.
        public static let cannotType = Code(rawValue: "cannotType")
        /// A program could not be started, or ended at once.
        public static let launchFailed = Code(rawValue: "launchFailed")
        /// No application fits.
        public static let noSuchApplication = Code(rawValue: "noSuchApplication")
        /// A file or directory could not be read or written.
        public static let file = Code(rawValue: "file")
        /// An argument is not allowed.
        public static let badArgument = Code(rawValue: "badArgument")
    }

    /// The kind of failure.
    public var code: Code
    /// What failed, on what, and what to try.
    public var message: String
    /// The failure this one came from.
    public var underlying: (any Error)?

    /// Creates an error.
    public init(_ code: Code, _ message: String, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    /// The message, with the cause where there is one.
    public var description: String {
        guard let underlying else { return message }
        return "\(message) (\(underlying))"
    }
}

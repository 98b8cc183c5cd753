/// What went wrong while reading, writing or reducing recorded work and task files.
///
/// The description says what failed, on what and what to try; for text files it begins with
/// `file:line:column:` as compilers print it.
public struct DataflowError: Error, CustomStringConvertible, Sendable {
    /// The kind of failure, to be compared with the constants.
    public struct Code: Hashable, Sendable {
        private enum Value {
            case syntax, invalidValue, unknownKey, missingKey, duplicate, undefinedParameter, unsafePath
            case unreadable, unwritable, diskFull, corrupt, unsupported, notFound, exists, busy, unresolved
        }

        private let value: Value

        private init(_ value: Value) { self.value = value }

        /// The text is not YAML or JSON.
        public static let syntax = Code(.syntax)
        /// A value is of the wrong kind or out of range.
        public static let invalidValue = Code(.invalidValue)
        /// A key is not one of those that mean something here.
        public static let unknownKey = Code(.unknownKey)
        /// A key that must be there is not.
        public static let missingKey = Code(.missingKey)
        /// A key or an id is there twice.
        public static let duplicate = Code(.duplicate)
        /// A `${name}` has no value.
        public static let undefinedParameter = Code(.undefinedParameter)
        /// A path is absolute or leaves the directory it is relative to.
        public static let unsafePath = Code(.unsafePath)
        /// A file or directory could not be read.
        public static let unreadable = Code(.unreadable)
        /// A file or directory could not be written.
        public static let unwritable = Code(.unwritable)
        /// The disk or the quota is full.
        public static let diskFull = Code(.diskFull)
        /// Stored data is damaged.
        public static let corrupt = Code(.corrupt)
        /// Stored data is of a kind or version this program does not know.
        public static let unsupported = Code(.unsupported)
        /// Nothing has the name that was asked for.
        public static let notFound = Code(.notFound)
        /// Something of that name is there already.
        public static let exists = Code(.exists)
        /// Another process is using it.
        public static let busy = Code(.busy)
        /// A recorded element cannot be described so that it is found again.
        public static let unresolved = Code(.unresolved)
    }

    /// A place in a text file.
    public struct Location: Hashable, Sendable {
        /// The line, from 1.
        public var line: Int
        /// The column in Unicode scalars, from 1.
        public var column: Int

        /// Creates a place from its line and column, both from 1.
        public init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }
    }

    /// The kind of failure.
    public var code: Code
    /// What failed and on what, a sentence without its full stop.
    public var message: String
    /// The file or directory concerned.
    public var file: String?
    /// Where in the file.
    public var location: Location?
    /// The key concerned with the keys around it, such as `steps[2].click.button`.
    public var key: String?
    /// What was expected instead, or what to try.
    public var expected: String?
    /// The error below this one.
    public var underlying: (any Error)?

    /// Creates an error; parts that do not apply are left out.
    public init(
        _ code: Code,
        _ message: String,
        file: String? = nil,
        location: Location? = nil,
        key: String? = nil,
        expected: String? = nil,
        underlying: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.file = file
        self.location = location
        self.key = key
        self.expected = expected
        self.underlying = underlying
    }

    /// The error as a person reads it: `file:line:column: key: message; expected`.
    public var description: String {
        var text = ""
        if let file { text += file + ":" }
        if let location { text += "\(location.line):\(location.column):" }
        if !text.isEmpty { text += " " }
        if let key, !key.isEmpty { text += key + ": " }
        text += message
        if let expected { text += "; " + expected }
        if let underlying { text += " (\(underlying))" }
        return text
    }
}

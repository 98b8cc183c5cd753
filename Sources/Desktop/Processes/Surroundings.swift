import Glibc

/// The environment that something is done in: this process's own, or one that is handed over.
struct Surroundings: Sendable {
    /// The variables.
    let variables: [String: String]
    /// Whether they are this process's own, which libraries look at by themselves.
    let areOurs: Bool

    /// Takes an environment, or this process's own.
    init(_ variables: [String: String]? = nil) {
        areOurs = variables == nil
        self.variables = variables ?? Self.own
    }

    /// Returns a variable; `nil` when it is not set or empty.
    subscript(name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Returns the file of a program on `PATH`, or `nil`.
    func find(_ program: String) -> String? { ProgramPath.find(program, path: self["PATH"]) }

    private static var own: [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            next += 1
        }
        return variables
    }
}

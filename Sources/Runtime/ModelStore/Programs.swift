import Desktop
import Dispatch
import Glibc

/// The programs that the model store fetches and checks with.
struct Programs: Sendable {
    /// The variables they are started with.
    var environment: [String: String]

    init(_ environment: [String: String]) { self.environment = environment }

    /// Runs a program found on the path and waits for its end; cancelling the task ends it.
    ///
    /// - Throws: ``ModelStoreError`` when it cannot be started, `CancellationError` when cancelled.
    func run(_ command: [String]) async throws -> ProgramRun {
        // Where the system can, the program is made to end with us.
        let guarded = ["setpriv", "--pdeathsig", "KILL", "--"] + command
        do {
            guard let name = command.first, Self.isThere(name, on: environment["PATH"]) else {
                throw Self.missing(command.first ?? "")
            }
            let canGuard = Self.isThere("setpriv", on: environment["PATH"])
            return try await ProgramRun(canGuard ? guarded : command, environment: environment)
        } catch let error as DesktopError {
            throw ModelStoreError(.unavailable, "\(error)")
        }
    }

    /// Whether a program is on a path.
    static func isThere(_ program: String, on path: String?) -> Bool {
        (path ?? "/usr/bin:/bin").split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
    }

    private static func missing(_ program: String) -> ModelStoreError {
        let packages = ["sha256sum": "coreutils", "python3": "python3-pip"]
        return ModelStoreError(
            .unavailable,
            "the program \(program) is not installed; install it with "
                + "`sudo apt-get install \(packages[program] ?? program)`"
        )
    }
}

extension ProgramRun {
    /// The end of the output on one line, for messages.
    var lastLines: String {
        let lines = output.split(separator: "\n").suffix(3).joined(separator: " / ")
        return lines.isEmpty ? "exit status \(status)" : String(lines.suffix(500))
    }
}

/// Runs blocking work on a thread outside Swift's pool, and outside the few that Dispatch shares out.
func blocking<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue(label: "lam.blocking").async { continuation.resume(with: Result(catching: work)) }
    }
}

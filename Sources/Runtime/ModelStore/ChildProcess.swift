import Dispatch
import Glibc
import Synchronization

/// Runs programs and waits for their end without blocking Swift's thread pool.
struct ChildProcess: Sendable {
    /// What a program left behind.
    struct Result: Sendable {
        /// The exit status, or 128 plus the signal that ended it.
        let status: Int32
        /// What it wrote to standard output and error, its last 64 KB.
        let output: String

        /// The end of the output on one line, for messages.
        var lastLines: String {
            let lines = output.split(separator: "\n").suffix(3).joined(separator: " / ")
            return lines.isEmpty ? "exit status \(status)" : String(lines.suffix(500))
        }
    }

    /// The variables the program is started with.
    var environment: [String: String]

    init(_ environment: [String: String]) { self.environment = environment }

    /// Runs a program found on the path and waits for its end; cancelling the task ends it.
    ///
    /// - Throws: ``ModelStoreError`` when it cannot be started, `CancellationError` when cancelled.
    func run(_ command: [String]) async throws -> Result {
        let child = Child()
        let arguments = try located(command)
        let variables = environment.map { "\($0)=\($1)" }
        return try await withTaskCancellationHandler {
            let result = try await blocking { try child.run(arguments, variables) }
            try Task.checkCancellation()
            return result
        } onCancel: {
            child.stop()
        }
    }

    /// Puts the program's full path first; where the system can, the program is made to end with us.
    private func located(_ command: [String]) throws -> [String] {
        let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        func find(_ name: String) -> String? {
            folders.map { $0 + "/" + name }.first { access($0, X_OK) == 0 }
        }
        let name = command.first ?? ""
        guard let path = find(name) else {
            throw ModelStoreError(
                .unavailable,
                "the program \(name) is not installed; install it with `sudo apt-get install "
                    + (name == "sha256sum" ? "coreutils`" : name == "python3" ? "python3-pip`" : "\(name)`")
            )
        }
        let program = [path] + command.dropFirst()
        guard let setpriv = find("setpriv") else { return program }
        return [setpriv, "--pdeathsig", "KILL", "--"] + program
    }
}

/// A program while it runs.
private final class Child: Sendable {
    private struct State {
        var pid: pid_t = 0
        var stopped = false
    }
    private let state = Mutex(State())

    /// Ends the program and those it started.
    func stop() {
        state.withLock { state in
            state.stopped = true
            if state.pid > 0 { kill(-state.pid, SIGKILL) }
        }
    }

    /// Starts the program, collects its output and waits for its end; blocks.
    func run(_ arguments: [String], _ variables: [String]) throws -> ChildProcess.Result {
        var ends: [Int32] = [0, 0]
        // A pair of sockets, as pipes cannot be made closed to other children in one call from Swift.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw ModelStoreError(.storage, "cannot start a program: \(String(cString: strerror(errno)))")
        }
        defer { close(ends[0]) }
        do {
            defer { close(ends[1]) }
            try start(arguments, variables, output: ends[1])
        }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(ends[0], &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            output += buffer[..<count]
            if output.count > 1 << 16 { output.removeFirst(output.count - 1 << 16) }
        }
        return ChildProcess.Result(
            status: wait(),
            output: String(decoding: output, as: UTF8.self)
        )
    }

    private func start(_ arguments: [String], _ variables: [String], output: Int32) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own, so that stopping it reaches what it started.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        var argv = arguments.map { strdup($0) } + [nil]
        var envp = variables.map { strdup($0) } + [nil]
        defer {
            for pointer in argv + envp { free(pointer) }
        }
        let status = try state.withLock { state in
            guard !state.stopped else { throw CancellationError() }
            return posix_spawn(&state.pid, arguments[0], &actions, &attributes, &argv, &envp)
        }
        guard status == 0 else {
            state.withLock { $0.pid = 0 }
            throw ModelStoreError(
                .unavailable,
                "cannot start \(arguments[0]): \(String(cString: strerror(status)))"
            )
        }
    }

    /// Waits for the program's end and takes leave of its number before another process may get it.
    private func wait() -> Int32 {
        let pid = state.withLock { $0.pid }
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        return state.withLock { state in
            var status: Int32 = 0
            waitpid(pid, &status, 0)
            state.pid = 0
            let signal = status & 0x7F
            return signal == 0 ? status >> 8 & 0xFF : 128 + signal
        }
    }
}

/// Runs blocking work on a thread outside Swift's pool, and outside the few that Dispatch shares out.
func blocking<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue(label: "lam.model-store").async { continuation.resume(with: Result(catching: work)) }
    }
}

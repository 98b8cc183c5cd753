import CX11
import Dispatch
import Glibc
import Synchronization

/// A program we started, in a session of its own so that a Ctrl-C in our terminal does not reach it.
final class ChildProcess: Sendable {
    /// The process.
    let pid: pid_t
    /// The program, for messages.
    let name: String
    private let status = Mutex<Int32?>(nil)
    private let ended = DispatchSemaphore(value: 0)

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - command: The program, looked up on `PATH`, and its arguments.
    ///   - environment: The whole environment of the program.
    ///   - directory: The working directory; `nil` for ours.
    ///   - input: What becomes its standard input; `nil` for nothing to read.
    ///   - output: What becomes its standard output; `nil` for nowhere.
    ///   - errors: What becomes its standard error; `nil` for where its output goes.
    ///   - passing: Further descriptors that the program gets as number 3 and up, in order.
    /// - Throws: `launchFailed` or `missingProgram`.
    init(
        _ command: [String],
        environment: [String: String],
        directory: String? = nil,
        input: Descriptor? = nil,
        output: Descriptor? = nil,
        errors: Descriptor? = nil,
        passing: [Descriptor] = []
    ) throws(DesktopError) {
        name = command.first ?? ""
        pid = try Self.spawn(
            command,
            environment: environment,
            directory: directory,
            input: input?.number,
            output: output?.number,
            errors: errors?.number,
            passing: passing.map(\.number)
        )
        // A descriptor closes when its last use is over; that must not be before the spawn.
        withExtendedLifetime((input, output, errors, passing)) {}
        Thread.detach { [self] in reap() }
    }

    /// Whether it has not ended yet.
    var isRunning: Bool { status.withLock { $0 == nil } }

    /// How it ended: the exit status, or 128 plus the signal; `nil` while it runs.
    var exitStatus: Int32? { status.withLock { $0 } }

    /// Waits for the end of the program.
    ///
    /// Blocks the thread it is called on; not for the cooperative pool.
    /// - Returns: Whether it ended before the deadline.
    func waitForEnd(until deadline: Instant) -> Bool {
        if exitStatus != nil { return true }
        let left = DispatchTime.now() + .milliseconds(Int(deadline.millisecondsLeft))
        guard ended.wait(timeout: left) == .success else { return false }
        ended.signal()
        return true
    }

    /// Ends the program at once, if it still runs.
    ///
    /// The process stays a zombie until `reap` has collected it under the same lock, so the number
    /// cannot have been given to another process in between.
    func kill() {
        status.withLock { if $0 == nil { _ = Glibc.kill(pid, SIGKILL) } }
    }

    /// Ends the program and those it started that are still in its process group.
    func killAll() {
        status.withLock { if $0 == nil { _ = Glibc.kill(-pid, SIGKILL) } }
    }

    private func reap() {
        // Waits without collecting, so that `kill` never meets a pid that was given away.
        var info = siginfo_t()
        while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        status.withLock { status in
            var raw: Int32 = 0
            while waitpid(pid, &raw, 0) < 0, errno == EINTR {}
            status = raw & 0x7f == 0 ? raw >> 8 & 0xff : 128 + raw & 0x7f
        }
        ended.signal()
    }
}

extension ChildProcess {
    private static func spawn(
        _ command: [String],
        environment: [String: String],
        directory: String?,
        input: Int32?,
        output: Int32?,
        errors: Int32?,
        passing: [Int32]
    ) throws(DesktopError) -> pid_t {
        guard let program = command.first, !program.isEmpty else {
            throw DesktopError(.badArgument, "The command to start is empty; name a program.")
        }
        guard let path = ProgramPath.find(program, path: environment["PATH"]) else {
            throw DesktopError(
                .missingProgram,
                "There is no program \"\(program)\" on PATH\(ProgramPath.hint(for: program))."
            )
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let directory { posix_spawn_file_actions_addchdir_np(&actions, directory) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        if let output {
            posix_spawn_file_actions_adddup2(&actions, output, 1)
        } else {
            posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, errors ?? 1, 2)
        // Two rounds: a descriptor we pass may itself have a number that we are about to fill.
        for (index, descriptor) in passing.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, 200 + Int32(index))
        }
        for index in passing.indices {
            posix_spawn_file_actions_adddup2(&actions, 200 + Int32(index), 3 + Int32(index))
            posix_spawn_file_actions_addclose(&actions, 200 + Int32(index))
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        // POSIX_SPAWN_SETSIGDEF, _SETSIGMASK and _SETSID of <spawn.h>.
        posix_spawnattr_setflags(&attributes, 0x04 | 0x08 | 0x80)

        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] =
            environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in arguments + variables { free(pointer) } }
        var pid: pid_t = 0
        let result = posix_spawn(&pid, path, &actions, &attributes, &arguments, &variables)
        guard result == 0 else {
            let place = directory.map { " in \($0)" } ?? ""
            throw DesktopError(
                .launchFailed,
                "\"\(program)\" could not be started\(place): \(systemMessage(result))."
            )
        }
        return pid
    }
}

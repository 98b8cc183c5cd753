import Glibc
import Synchronization

/// A program that is run to its end for what it says.
public struct ProgramRun: Sendable {
    /// The exit status, or 128 plus the signal that ended it.
    public let status: Int32
    /// What it wrote to standard output and error, its last 64 KB.
    public let output: String

    /// Runs a program and waits for its end; cancelling the task ends it and those it started.
    ///
    /// - Parameters:
    ///   - command: The program, looked up on the environment's `PATH`, and its arguments.
    ///   - environment: The whole environment of the program.
    /// - Throws: `missingProgram`, `launchFailed`, `CancellationError` when cancelled.
    public init(_ command: [String], environment: [String: String]) async throws {
        let (read, write) = try Descriptor.pipe()
        let started = Started()
        self = try await withTaskCancellationHandler {
            let run = try await Thread.run {
                // A program can ask to end when its starter does, and Linux means the thread: so it is one
                // that lasts as long as the program.
                let program = try ChildProcess(command, environment: environment, output: write)
                write.close()
                started.set(program)
                return ProgramRun(waitingFor: program, saying: read)
            }
            try Task.checkCancellation()
            return run
        } onCancel: {
            started.end()
        }
    }

    private init(waitingFor program: ChildProcess, saying: Descriptor) {
        var said: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(saying.number, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            said += buffer[..<count]
            if said.count > 1 << 16 { said.removeFirst(said.count - 1 << 16) }
        }
        while !program.waitForEnd(until: .after(3600)) {}
        status = program.exitStatus ?? 0
        output = String(decoding: said, as: UTF8.self)
    }
}

/// A program that may have to be ended before it has been started.
private final class Started: Sendable {
    private let state = Mutex<(program: ChildProcess?, isOver: Bool)>((nil, false))

    func set(_ program: ChildProcess) {
        let isOver = state.withLock { state in
            state.program = program
            return state.isOver
        }
        if isOver { program.killAll() }
    }

    func end() {
        let program = state.withLock { state in
            state.isOver = true
            return state.program
        }
        program?.killAll()
    }
}

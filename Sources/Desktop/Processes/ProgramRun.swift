import Glibc

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
        let program = try ChildProcess(command, environment: environment, output: write)
        write.close()
        self = try await withTaskCancellationHandler {
            let run = try await Thread.run { ProgramRun(waitingFor: program, saying: read) }
            try Task.checkCancellation()
            return run
        } onCancel: {
            program.killAll()
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

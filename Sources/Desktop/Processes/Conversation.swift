import CX11
import Glibc
import Synchronization

/// A program of a session that answers each line it is given with a line.
///
/// It ends with the session, and when the conversation is closed or goes.
public final class Conversation: Sendable {
    private let program: ChildProcess
    private let input: Descriptor
    private let output: Descriptor
    private let log: String
    private let turn = Mutex(())

    init(_ command: [String], environment: [String: String], directory: String, log: String) throws {
        let (reading, input) = try Descriptor.pipe()
        let (output, writing) = try Descriptor.pipe()
        program = try ChildProcess(
            command,
            environment: environment,
            directory: directory,
            input: reading,
            output: writing,
            errors: try Files.openLog(log)
        )
        reading.close()
        writing.close()
        self.input = input
        self.output = output
        self.log = log
    }

    deinit { program.killAll() }

    /// Waits for a line that the program writes by itself.
    ///
    /// - Throws: `timeout` when there is none within `seconds`; `launchFailed` when the program has ended.
    public func line(within seconds: Double) async throws -> String {
        try await Thread.run { try self.turn.withLock { _ in try self.read(until: .after(seconds)) } }
    }

    /// Writes a line and waits for the answer.
    ///
    /// - Parameter request: The line, without a line end in it.
    /// - Throws: `timeout` when there is none within `seconds`; `launchFailed` when the program has ended.
    public func ask(_ request: String, within seconds: Double) async throws -> String {
        try await Thread.run {
            try self.turn.withLock { _ in
                try self.write(Array(request.utf8) + [10])
                return try self.read(until: .after(seconds))
            }
        }
    }

    /// Closes the program's input, waits a moment for its end, and ends it if need be.
    public func close() async {
        _ = try? await Thread.run {
            self.turn.withLock { _ in self.input.close() }
            if !self.program.waitForEnd(until: .after(3)) { self.program.killAll() }
        }
    }

    private func write(_ bytes: [UInt8]) throws(DesktopError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            // A program that has ended must not end us by SIGPIPE.
            let count = rest.withUnsafeBytes { Self.quietly(input.number, $0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw ended() }
            rest = rest.dropFirst(count)
        }
    }

    private func read(until deadline: Instant) throws(DesktopError) -> String {
        guard let line = output.readLine(until: deadline) else {
            throw DesktopError(.timeout, "\(program.name) does not answer\(said).")
        }
        guard !line.isEmpty else { throw ended() }
        return line
    }

    private func ended() -> DesktopError { DesktopError(.launchFailed, "\(program.name) has ended\(said).") }

    private var said: String {
        let lines = (Files.text(log) ?? "").split(separator: "\n").suffix(3).joined(separator: " / ")
        return lines.isEmpty ? "" : "; it said: \(lines)"
    }

    private static func quietly(_ number: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        var pipe = sigset_t()
        var before = sigset_t()
        sigemptyset(&pipe)
        sigaddset(&pipe, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &pipe, &before)
        let count = Glibc.write(number, bytes.baseAddress, bytes.count)
        if count < 0, errno == EPIPE {
            var none = timespec()
            sigtimedwait(&pipe, nil, &none)
            errno = EPIPE
        }
        let error = errno
        pthread_sigmask(SIG_SETMASK, &before, nil)
        errno = error
        return count
    }
}

extension Session {
    /// Starts a program in the session that answers each line it is given with a line.
    ///
    /// - Throws: `missingProgram` or `launchFailed`.
    public func converse(with command: [String]) throws -> Conversation {
        let logs = "\(directory)/logs"
        try Files.makeDirectory(logs)
        let name = command.dropFirst().first { !$0.hasPrefix("-") } ?? command.first ?? "program"
        let stem = name.split(separator: "/").last.map(String.init) ?? name
        return try Conversation(
            command,
            environment: environment,
            directory: home,
            log: "\(logs)/\(getpid())-\(stem).err"
        )
    }
}

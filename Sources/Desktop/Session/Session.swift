import Core
import Glibc
import Synchronization

/// A desktop to work in: the agent's own display with everything an application needs, one of
/// another process, or the user's live one.
///
/// An own session has a private X server, message bus, accessibility bus, window manager,
/// compositor, home and XDG directories (design §3). It ends, with every process started in it,
/// when `stop()` is called, when the object goes, or when this process ends in any way, SIGKILL
/// included.
public final class Session: Sendable {
    /// Whose desktop it is.
    public enum Kind: String, Hashable, Sendable, Codable {
        /// Ours: it ends with us.
        case own
        /// A session that another process owns.
        case attached
        /// The user's own desktop.
        case live
    }

    /// Whose desktop it is.
    public let kind: Kind
    /// What the registry knows of it; for a live desktop only display, home and environment count.
    public let record: SessionRecord
    let parts: SessionParts?
    private let launches = Mutex<[Int32: Launch]>([:])
    private let connection = Mutex<Display?>(nil)

    init(kind: Kind, record: SessionRecord, parts: SessionParts? = nil) {
        self.kind = kind
        self.record = record
        self.parts = parts
    }

    deinit {
        parts?.watchdog.letGo()
        if kind == .live { Files.removeTree(directory) }
    }

    /// The session's name.
    public var name: String { record.name }
    /// The X display, such as ":90".
    public var displayName: String { record.display }
    /// The environment for programs of the session.
    public var environment: [String: String] { record.environment }
    /// The home directory of programs of the session.
    public var home: String { record.home }
    /// The session's own directory: logs, sockets, record.
    public var directory: String { record.directory }
    /// The address of the accessibility bus.
    public var accessibilityBus: String { record.accessibilityBus }
    /// The address of the session bus.
    public var sessionBus: String { record.sessionBus }
    /// Milliseconds from the call of `start` to readiness; 0 for a live desktop.
    public var readyAfter: Double { record.readyAfter }

    /// The connection to the session's X server that all callers share; opened on first use.
    ///
    /// - Throws: `noDisplay` or `displayLost`.
    public func display() throws -> Display {
        try connection.withLock { connection in
            if let connection, !connection.isLost { return connection }
            let new = try Display(
                displayName,
                authority: record.authority.isEmpty ? nil : record.authority,
                isOwn: kind != .live,
                framebuffer: record.framebuffer
            )
            connection = new
            return new
        }
    }

    /// Starts a program in the session.
    ///
    /// Its output goes to files in the session's directory; see `output(of:)`.
    /// - Parameters:
    ///   - command: The program and its arguments.
    ///   - directory: The working directory; the session's home when left out.
    ///   - variables: Further variables for its environment.
    /// - Returns: The process.
    /// - Throws: `missingProgram` or `launchFailed`.
    @discardableResult
    public func launch(
        _ command: [String],
        in directory: String? = nil,
        environment variables: [String: String] = [:]
    ) throws -> Int32 {
        let logs = "\(self.directory)/logs"
        try Files.makeDirectory(logs)
        let number = launches.withLock { $0.count } + 1
        let program = command.first.map { $0.split(separator: "/").last.map(String.init) ?? $0 } ?? "program"
        let stem = "\(logs)/\(getpid())-\(number)-\(program)"
        let output = try Files.openLog("\(stem).out")
        let errors = try Files.openLog("\(stem).err")
        let process = try ChildProcess(
            command,
            environment: environment.merging(variables) { _, new in new },
            directory: directory ?? home,
            output: output,
            errors: errors
        )
        launches.withLock { $0[process.pid] = Launch(process: process, stem: stem) }
        return process.pid
    }

    /// Ends the session and everything in it; harmless when it has ended.
    ///
    /// A session of another process, or a live desktop, goes on; what we hold down on it is let go,
    /// and its keymap put back.
    public func stop() async {
        let display = connection.withLock { connection in
            defer { connection = nil }
            return connection
        }
        if kind != .own, let display {
            await display.releaseAll()
            try? await display.restoreKeymap()
        }
        guard let parts else { return }
        _ = try? await Thread.run { parts.watchdog.finish() }
    }
}

/// The processes that a session is made of, as long as we own it.
struct SessionParts: Sendable {
    var watchdog: Watchdog
    var processes: [ChildProcess]
}

/// A program that was started in a session.
struct Launch: Sendable {
    var process: ChildProcess
    /// The path of its output files without their endings.
    var stem: String
}

extension Session {
    /// What a program of `launch` has written to its standard output so far.
    public func output(of pid: Int32) -> String { text(of: pid, ending: "out") }

    /// What a program of `launch` has written to its standard error so far.
    public func errors(of pid: Int32) -> String { text(of: pid, ending: "err") }

    /// How a program of `launch` ended: its exit status, or 128 plus the signal; `nil` while it runs.
    public func exitStatus(of pid: Int32) -> Int32? { launched(pid)?.process.exitStatus }

    /// Waits for the end of a program of `launch`.
    ///
    /// - Returns: Its exit status, or `nil` when it has not ended within the seconds given, or was
    ///   not started here.
    public func waitForExit(of pid: Int32, within seconds: Double) async -> Int32? {
        guard let process = launched(pid)?.process else { return nil }
        let deadline = Instant.after(seconds)
        _ = try? await Thread.run { process.waitForEnd(until: deadline) }
        return process.exitStatus
    }

    /// Ends a program of `launch` at once; harmless when it has ended.
    public func kill(_ pid: Int32) { launched(pid)?.process.kill() }

    /// The processes that run in the session, by pid, its own parts included; on a live desktop all
    /// of the user's that are told of a display.
    public func processes() -> [Int32: String] {
        let pids =
            kind == .live
            ? ProcessTable.marked("DISPLAY=\(displayName)")
            : ProcessTable.marked(Watchdog.marker(directory: directory), below: directory)
        return Dictionary(uniqueKeysWithValues: pids.map { ($0, ProcessTable.name(of: $0) ?? "") })
    }

    /// What `launch` has started.
    var programs: [Launch] { launches.withLock { Array($0.values) } }

    /// Forgets what `launch` has started, and what it wrote.
    func forgetPrograms() {
        let gone = launches.withLock { launches in
            defer { launches = [:] }
            return launches.values.map(\.stem)
        }
        for stem in gone { for ending in ["out", "err"] { unlink("\(stem).\(ending)") } }
    }

    private func launched(_ pid: Int32) -> Launch? { launches.withLock { $0[pid] } }

    private func text(of pid: Int32, ending: String) -> String {
        launched(pid).flatMap { Files.text("\($0.stem).\(ending)") } ?? ""
    }
}

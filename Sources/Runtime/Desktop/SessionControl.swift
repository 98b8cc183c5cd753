public import Core
import Desktop
import Foundation

/// Private displays, as the command line handles them.
public enum SessionControl {
    /// One running session.
    public struct Entry: Codable, Sendable {
        /// Its name.
        public var name: String
        /// Its X display.
        public var display: String
        /// The process that owns it.
        public var owner: Int32
        /// Its size, as WIDTHxHEIGHT.
        public var size: String
        /// Its home directory.
        public var home: String

        /// The entry as a person reads it.
        public var line: String { "\(name)  display \(display)  \(size)  owner \(owner)  home \(home)" }

        init(_ record: SessionRecord) {
            name = record.name
            display = record.display
            owner = record.owner
            size = "\(record.width)x\(record.height)"
            home = record.home
        }
    }

    /// A session that was started and lives until it is stopped.
    public final class Held: Sendable {
        private let session: Session
        /// What it is.
        public let entry: Entry
        /// Milliseconds until it was ready.
        public let milliseconds: Double

        init(_ session: Session) {
            self.session = session
            entry = Entry(session.record)
            milliseconds = session.readyAfter
        }

        /// Lines for a shell that wants to start programs in it.
        public var exports: [String] {
            let names = [
                "DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS", "HOME",
                "XDG_RUNTIME_DIR",
            ]
            return names.compactMap { name in session.environment[name].map { "export \(name)='\($0)'" } }
        }

        /// Waits until the session's X server has gone or the task is cancelled.
        public func untilEnd() async throws {
            let display = try session.display()
            while !display.isLost { try await Task.sleep(for: .milliseconds(500)) }
        }

        /// Ends it.
        public func stop() async { await session.stop() }
    }

    /// Starts a session.
    ///
    /// - Throws: `RuntimeError` with code `environment`.
    public static func start(name: String?, visible: Bool, size: Size?) async throws -> Held {
        var options = SessionOptions(name: name, visible: visible)
        if let size { options.size = size }
        do {
            return Held(try await Session.start(options))
        } catch {
            throw RuntimeError(
                .environment,
                "the session could not be started (lam doctor says more)",
                underlying: error
            )
        }
    }

    /// Lists the running sessions of this user.
    public static func list() async throws -> [Entry] { try await Session.list().map(Entry.init) }

    /// Starts a program in a running session and returns its pid.
    public static func exec(in name: String, _ command: [String]) async throws -> Int32 {
        guard !command.isEmpty else { throw RuntimeError(.usage, "no command was given; put it after --") }
        return try await Session.attach(name: name).launch(command)
    }

    /// Ends a running session.
    public static func stop(_ name: String) async throws { try await Session.stop(name) }
}

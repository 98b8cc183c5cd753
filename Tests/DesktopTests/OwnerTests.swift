import Core
import Desktop
import Foundation
import TestSupport
import Testing

@Suite("A session whose owner ends", .serialized)
struct OwnerTests {
    @Test("leaves no process, no directory and no lock behind, even after SIGKILL")
    func killed() async throws {
        let (owner, directory) = try startOwner()
        let record = try #require(try await Session.list().first { $0.directory == directory })
        // The server, the bus, the accessibility bus, managers, and what was launched.
        #expect(try await eventually { try await pids(of: directory).count >= 10 })
        // What the server draws in has no name that could be left behind.
        let memory = try #require(record.framebuffer)
        let name = try FileManager.default.destinationOfSymbolicLink(atPath: memory)
        #expect(name.hasPrefix("/memfd:") && name.hasSuffix(" (deleted)"))
        kill(owner.processIdentifier, SIGKILL)
        owner.waitUntilExit()
        #expect(await eventually { !exists(directory) })
        #expect(try await pids(of: directory).isEmpty)
        let number = record.display.dropFirst()
        #expect(!exists("/tmp/.X\(number)-lock"))
        #expect(!exists("/tmp/.X11-unix/X\(number)"))
        #expect(try await !Session.list().contains { $0.directory == directory })
    }

    @Test("can be attached to and stopped by another process")
    func attached() async throws {
        let (owner, directory) = try startOwner()
        defer { owner.terminate() }
        let record = try #require(try await Session.list().first { $0.directory == directory })
        let session = try await Session.attach(name: record.name)
        #expect(session.kind == .attached)
        let display = try session.display()
        #expect(display.readsFramebuffer)
        #expect(try await display.wait(within: 20) { try !$0.windows().isEmpty })
        try await Session.stop(record.name)
        #expect(!exists(directory))
        #expect(try await pids(of: directory).isEmpty)
        await #expect(throws: DesktopError.self) { try await Session.attach(name: record.name) }
    }

    @Test(
        "leaves no button and no key down when it is killed in the middle of a drag",
        .timeLimit(.minutes(3))
    )
    func killedWhileDragging() async throws {
        try await withSession { session in
            // A kill that comes after the ten seconds of the drag shows nothing: then it is tried again.
            var wasKilled = false
            for _ in 0..<4 where !wasKilled {
                let dragging = Process()
                dragging.executableURL = siblingProgram("session-owner")
                dragging.arguments = ["drag", session.name]
                let seen = try await eventsOfKilledDrag(dragging, in: session)
                wasKilled = dragging.terminationReason == .uncaughtSignal
                #expect(seen.contains(.buttonUp(button: 1, at: Point(x: 700, y: 500))))
            }
            #expect(wasKilled)
        }
    }

    /// Kills the program once it drags, and returns what the server told until the modifier was up.
    private func eventsOfKilledDrag(_ dragging: Process, in session: Session) async throws -> [DesktopEvent] {
        let recorder = try session.recordInput()
        defer { recorder.close() }
        try dragging.run()
        let pid = dragging.processIdentifier
        let seen = await onOwnThread {
            var motions = 0
            var isDown = false
            var seen: [DesktopEvent] = []
            for await event in recorder.events() {
                seen.append(event.event)
                if case .buttonDown = event.event { isDown = true }
                if isDown, case .motion = event.event { motions += 1 }
                if motions == 3 { kill(pid, SIGKILL) }
                if case .keyUp("Control_L") = event.event { break }
            }
            return seen
        }
        dragging.waitUntilExit()
        return seen
    }

    /// Starts the owner and reads where its session is.
    private func startOwner() throws -> (Process, String) {
        let owner = Process()
        owner.executableURL = siblingProgram("session-owner")
        let (input, output) = (Pipe(), Pipe())
        owner.standardInput = input
        owner.standardOutput = output
        try owner.run()
        var line = Data()
        while true {
            let byte = output.fileHandleForReading.readData(ofLength: 1)
            if byte.isEmpty || byte == Data([10]) { break }
            line += byte
        }
        let directory = String(decoding: line, as: UTF8.self)
        try #require(directory.hasPrefix("/"))
        return (owner, directory)
    }

    private func pids(of directory: String) async throws -> [Int32] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap(Int32.init).filter { pid in
            guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/environ") else {
                return false
            }
            // Some overwrite their environment.
            let folder = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/cwd")
            if folder?.hasPrefix(directory + "/") ?? false { return true }
            return data.split(separator: 0).contains { $0 == Data("LAM_SESSION=\(directory)".utf8)[...] }
        }
    }
}

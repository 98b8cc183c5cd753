import Core
import Desktop
import TestSupport
import Testing

@Suite("The agent's own display", .serialized)
struct SessionTests {
    @Test("comes up with buses, window manager and compositor, and goes without a trace")
    func lifeCycle() async throws {
        let session = try await Session.start(SessionOptions(timeout: 60))
        print("own display ready after \(session.readyAfter.rounded()) ms")
        let directory = session.directory
        let names = Set(session.processes().values)
        #expect(names.isSuperset(of: ["Xvfb", "dbus-daemon", "openbox", "at-spi-bus-laun"]))
        #expect(session.accessibilityBus.hasPrefix("unix:"))
        #expect(session.environment["HOME"] == session.home)
        #expect(try await Session.list().contains { $0.name == session.name })
        await session.stop()
        #expect(session.processes().isEmpty)
        #expect(!exists(directory))
        #expect(try await !Session.list().contains { $0.name == session.name })
        await #expect(throws: DesktopError.self) { try await session.display().windows() }
    }

    @Test("exists several times at once, each with its own windows")
    func two() async throws {
        async let first = Session.start(SessionOptions(timeout: 60))
        async let second = Session.start(SessionOptions(size: Size(width: 800, height: 600), timeout: 60))
        let (one, other) = try await (first, second)
        #expect(one.displayName != other.displayName)
        #expect(one.name != other.name)
        _ = try await one.open(["zenity", "--info", "--title=One", "--text=1"])
        #expect(try await one.display().windows().contains { $0.title == "One" })
        #expect(try await !other.display().windows().contains { $0.title == "One" })
        #expect(try other.display().size == Size(width: 800, height: 600))
        await one.stop()
        #expect(try await other.display().capture().width == 800)
        await other.stop()
    }

    @Test("keeps its home when asked to, and nothing else")
    func keptHome() async throws {
        let session = try await Session.start(SessionOptions(keepHome: true, timeout: 60))
        try SmallFile.write("kept", to: "\(session.home)/note.txt")
        await session.stop()
        #expect(SmallFile.read("\(session.home)/note.txt") == "kept")
        #expect(!exists("\(session.directory)/session.json"))
        SmallFile.remove(session.directory)
    }

    @Test("refuses a name that is taken or is none, and says so")
    func names() async throws {
        try await withSession(SessionOptions(name: "test-names", timeout: 60)) { session in
            let taken = await #expect(throws: DesktopError.self) {
                try await Session.start(SessionOptions(name: "test-names"))
            }
            #expect(taken?.code == .nameTaken)
            let wrong = await #expect(throws: DesktopError.self) {
                try await Session.start(SessionOptions(name: "../x"))
            }
            #expect(wrong?.code == .badArgument)
            #expect(session.name == "test-names")
        }
    }

    @Test("tells what is missing when it cannot start, and leaves nothing behind")
    func badOptions() async throws {
        let error = await #expect(throws: DesktopError.self) {
            try await Session.start(SessionOptions(size: Size(width: 0, height: 600)))
        }
        #expect(error?.code == .badArgument)
        let late = await #expect(throws: DesktopError.self) {
            try await Session.start(SessionOptions(name: "test-late", timeout: 0))
        }
        #expect(late?.code == .timeout)
        await #expect(throws: DesktopError.self) { try await Session.attach(name: "test-late") }
        // The name is free again, as nothing of the first attempt is left.
        await (try Session.start(SessionOptions(name: "test-late", timeout: 60))).stop()
    }

    @Test("passes the probe that lam doctor shows")
    func probe() async {
        let checks = await EnvironmentProbe.run()
        for check in checks { print("\(check.status.rawValue): \(check.name): \(check.explanation)") }
        #expect(checks.first { $0.name == "own display" }?.status == .good)
        #expect(checks.filter { $0.status == .missing }.isEmpty)
        #expect(checks.allSatisfy { $0.status == .good || $0.remedy != nil })
    }

    @Test("shows itself in a window of another display")
    func visible() async throws {
        try await withSession { outer in
            let options = SessionOptions(
                size: Size(width: 640, height: 480),
                visible: true,
                surroundings: outer.environment,
                timeout: 60
            )
            try await withSession(options) { inner in
                #expect(inner.processes().values.contains("Xephyr"))
                #expect(try !inner.display().readsFramebuffer)
                // The outer manager was starting when the window came, and may sleep on it.
                try await outer.display().wakeManager()
                let shown = try await outer.display().wait(within: 20) { display in
                    try display.windows().contains { $0.frame.width == 640 && $0.frame.height == 480 }
                }
                let windows = try await outer.display().windows()
                #expect(shown, "\(windows)")
                let (pid, _) = try await inner.open(["zenity", "--entry", "--text=inside"])
                try await inner.display().type("drin 漢")
                try await inner.display().press(KeyCombination("Return"))
                #expect(await inner.waitForExit(of: pid, within: 20) == 0)
                #expect(inner.output(of: pid) == "drin 漢\n")
            }
        }
    }

    @Test("says which package is missing")
    func missingProgram() async throws {
        let error = await #expect(throws: DesktopError.self) {
            try await Session.start(SessionOptions(surroundings: ["PATH": "/nowhere"]))
        }
        #expect(error?.code == .missingProgram)
        #expect(error?.message.contains("apt-get install xvfb") == true)
        let visible = await #expect(throws: DesktopError.self) {
            try await Session.start(SessionOptions(visible: true, surroundings: [:]))
        }
        #expect(visible?.code == .noDisplay)
    }
}

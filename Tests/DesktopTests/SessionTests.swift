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
        #expect(session.processes().values.contains("Xvfb"))
        #expect(try await Session.list().contains { $0.name == session.name })
        await session.stop()
        #expect(session.processes().isEmpty)
        #expect(!exists(directory))
        #expect(try await !Session.list().contains { $0.name == session.name })
    }

    @Test("runs a program, which finds a window manager, and tells of its window")
    func window() async throws {
        try await withSession { session in
            let (pid, window) = try await session.open(["zenity", "--entry", "--title=Hallo", "--text=Name"])
            #expect(window.title == "Hallo")
            #expect(window.pid == pid)
            #expect(window.isActive)
            #expect(window.frame.width > 50 && window.frame.height > 50)
        }
    }
}

@Suite("Typing", .serialized)
struct TypingTests {
    @Test("gives a GTK3 program every character of a layout and beyond")
    func gtk3() async throws {
        try await withSession { session in
            let display = try session.display()
            let (pid, _) = try await session.open(["zenity", "--entry", "--title=Hallo", "--text=Name"])
            let text = "Héllo, World! {漢字} 😀 €5 ÄÖÜß ~^`@#"
            try await display.type(text)
            try await display.press(KeyCombination("Return"))
            #expect(await session.waitForExit(of: pid, within: 20) == 0)
            #expect(session.output(of: pid) == text + "\n")
        }
    }
}

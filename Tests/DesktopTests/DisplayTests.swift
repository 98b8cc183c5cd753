import Core
import Desktop
import Glibc
import TestSupport
import Testing

@Suite("A display", .serialized)
struct DisplayTests {
    @Test("is captured the same through shared memory as through the socket")
    func capture() async throws {
        try await withSession(SessionOptions(size: Size(width: 1920, height: 1080), timeout: 60)) { session in
            let display = try session.display()
            _ = try await session.open(["zenity", "--info", "--text=Picture"])
            let area = Rect(x: 700, y: 300, width: 501, height: 401)
            let isSame = try await eventually {
                // The window may still be drawing between the two.
                let (shared, plain) = try await (display.capture(area), display.captureThroughSocket(area))
                return shared.width == 501 && shared.height == 401 && colors(shared) == colors(plain)
                    && Set(colors(plain)).count > 1
            }
            #expect(isSame)
            let (whole, plain) = try await (display.capture(), display.captureThroughSocket())
            #expect(colors(whole) == colors(plain))
            var times: [Duration] = []
            for _ in 0..<50 {
                times.append(try await ContinuousClock().measure { _ = try await display.capture() })
            }
            print(
                "capture of 1920×1080: \(times.sorted()[25]) in the middle, \(times.min() ?? .zero) at best"
            )
            let outside = await #expect(throws: DesktopError.self) {
                _ = try await display.capture(Rect(x: 5000, y: 0, width: 10, height: 10))
            }
            #expect(outside?.code == .badArgument)
        }
    }

    @Test("is captured as it is after whatever was drawn, and earlier captures stay as they were")
    func drawnSince() async throws {
        try await withSession { session in
            let display = try session.display()
            let first = try await display.capture()
            let before = colors(first)
            // Once nothing draws any more.
            let isKept = try await eventually {
                try await display.capture().isSameCapture(as: display.capture())
            }
            #expect(isKept)
            let (_, window) = try await session.open(["galculator"])
            for step in 1...6 {
                try await display.place(
                    window.id,
                    at: Rect(
                        x: 40 * step,
                        y: 30 * step,
                        width: window.frame.width,
                        height: window.frame.height
                    )
                )
                try await display.type("\(step)")
                // The window may still be drawing between the two.
                let isSame = try await eventually {
                    let (kept, plain) = try await (display.capture(), display.captureThroughSocket())
                    return colors(kept) == colors(plain) && colors(kept) != before
                }
                #expect(isSame, "step \(step)")
            }
            #expect(colors(first) == before)
        }
    }

    @Test("throws when its server is killed, and the process lives on")
    func serverKilled() async throws {
        let session = try await Session.start(SessionOptions(timeout: 60))
        let display = try session.display()
        _ = try await display.capture()
        let server = try #require(session.record.processes["Xvfb"])
        kill(server, SIGKILL)
        let code = await eventually { () -> DesktopError.Code? in
            do {
                _ = try await display.capture()
                return nil
            } catch {
                return (error as? DesktopError)?.code
            }
        }
        #expect(code == .displayLost)
        await #expect(throws: DesktopError.self) { try await display.type("x") }
        await #expect(throws: DesktopError.self) { try await display.windows() }
        await #expect(throws: DesktopError.self) { try await display.wait(within: 5) { _ in false } }
        #expect(display.isLost)
        await session.stop()
        #expect(!exists(session.directory))
    }

    @Test("lets windows be raised, given the keyboard, moved and closed")
    func windows() async throws {
        try await withSession { session in
            let display = try session.display()
            let (first, one) = try await session.open(["zenity", "--info", "--title=One", "--text=1"])
            let (_, two) = try await session.open(["zenity", "--info", "--title=Two", "--text=2"])
            #expect(try await display.activeWindow()?.id == two.id)
            #expect(try await display.activate(one.id, within: 20))
            let front = try await display.windows()
            #expect(front.map(\.title) == ["One", "Two"])
            #expect(front[0].pid == first)
            try await display.place(
                one.id,
                at: Rect(x: 100, y: 120, width: one.frame.width, height: one.frame.height)
            )
            let moved = try await display.wait(within: 20) { display in
                try display.windows().contains { $0.title == "One" && $0.frame.x == 100 && $0.frame.y == 120 }
            }
            #expect(moved)
            try await display.closeWindow(one.id)
            #expect(await session.waitForExit(of: first, within: 20) != nil)
            #expect(try await display.wait(within: 20) { try !$0.windows().contains { $0.title == "One" } })
            let gone = await #expect(throws: DesktopError.self) { try await display.activate(one.id) }
            #expect(gone?.code == .noSuchWindow)
        }
    }

    @Test("clicks a menu open, which is listed before the window it belongs to")
    func popup() async throws {
        try await withSession { session in
            let display = try session.display()
            let (_, window) = try await session.open(["mousepad"])
            try await display.click(at: window.frame.center, button: .right)
            let menu = try await eventually { try await display.windows().first { $0.isUnmanaged } }
            #expect(menu?.kind == .menu)
            #expect(menu.map { window.frame.contains(Point(x: $0.frame.x + 1, y: $0.frame.y + 1)) } == true)
            try await display.press(KeyCombination("Escape"))
            #expect(try await display.wait(within: 20) { try !$0.windows().contains(where: \.isUnmanaged) })
        }
    }

    @Test("passes the clipboard both ways, long texts too")
    func clipboard() async throws {
        try await withSession { session in
            let display = try session.display()
            #expect(try await display.read() == nil)
            let other = try Display(session.displayName, authority: session.record.authority, isOwn: true)
            try await other.write("Zwischenablage 漢 😀")
            try await other.write("selected", to: .primary)
            #expect(try await display.read() == "Zwischenablage 漢 😀")
            #expect(try await display.read(.primary) == "selected")

            // GTK gives long texts piece by piece.
            let file = "\(session.home)/long.txt"
            let long = (0..<40_000).map { "line \($0) é\n" }.joined()
            try SmallFile.write(long, to: file)
            _ = try await session.open(["mousepad", file], title: "long.txt")
            try await display.press(KeyCombination("a", modifiers: [.control]))
            try await display.press(KeyCombination("c", modifiers: [.control]))
            let got = try await eventually {
                let text = try await display.read(within: 20)
                return text?.hasPrefix("line 0") == true ? text : nil
            }
            #expect(got == long)

            // And takes what we offer.
            let (pid, _) = try await session.open(["zenity", "--entry", "--text=Paste"])
            try await display.write("eingefügt 漢")
            try await display.press(KeyCombination("v", modifiers: [.control]))
            try await display.press(KeyCombination("Return"))
            #expect(await session.waitForExit(of: pid, within: 20) == 0)
            #expect(session.output(of: pid) == "eingefügt 漢\n")
        }
    }
}

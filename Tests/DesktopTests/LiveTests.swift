import Core
import Desktop
import Foundation
import TestSupport
import Testing

@Suite("The user's own desktop", .serialized)
struct LiveTests {
    /// What a program started on a session's display as by its user would see.
    private func user(of session: Session) -> [String: String] {
        session.environment.filter { ["DISPLAY", "XAUTHORITY", "HOME", "PATH", "LANG"].contains($0.key) }
    }

    @Test("is attached to, its accessibility bus found, and it goes on when we leave")
    func attach() async throws {
        try await withSession { session in
            let live = try await Session.live(environment: user(of: session))
            #expect(live.kind == .live)
            #expect(live.accessibilityBus == session.accessibilityBus)
            #expect(live.home == session.home)
            let (pid, _) = try await live.open(["zenity", "--entry", "--text=live"])
            #expect(live.processes()[pid] == "zenity")
            try await live.display().type("né漢")
            try await live.display().press(KeyCombination("Return"))
            #expect(await live.waitForExit(of: pid, within: 20) == 0)
            #expect(live.output(of: pid) == "né漢\n")
            await live.stop()
            #expect(try await session.display().capture().width == 1280)
        }
    }

    @Test("has only its spare keycodes borrowed, which are given back")
    func keymap() async throws {
        try await withSession { session in
            let before = try await keymap(of: session)
            let live = try await Session.live(environment: user(of: session))
            let (pid, _) = try await live.open(["zenity", "--entry", "--text=live"])
            // More than there are spare keycodes, so that some are lent twice.
            let text = String(String.UnicodeScalarView((0..<45).compactMap { Unicode.Scalar(0x6f22 + $0) }))
            try await live.display().type(text)
            let during = try await keymap(of: session)
            #expect(during.count > before.count)
            for (key, symbols) in before { #expect(during[key] == symbols, "\(key) was no spare key") }
            try await live.display().press(KeyCombination("Return"))
            #expect(await live.waitForExit(of: pid, within: 20) == 0)
            #expect(live.output(of: pid) == text + "\n")
            await live.stop()
            #expect(try await keymap(of: session) == before)
        }
    }

    @Test("that is Wayland, or not there, is refused with what works instead")
    func refused() async throws {
        let wayland = await #expect(throws: DesktopError.self) {
            try await Session.live(environment: ["WAYLAND_DISPLAY": "wayland-0"])
        }
        #expect(wayland?.code == .waylandOnly)
        #expect(wayland?.message.contains("display of the agent's own works") == true)
        let none = await #expect(throws: DesktopError.self) { try await Session.live(environment: [:]) }
        #expect(none?.code == .noDisplay)
        let wrong = await #expect(throws: DesktopError.self) {
            try await Session.live(environment: ["DISPLAY": ":59999"])
        }
        #expect(wrong?.code == .noDisplay)
        #expect(wrong?.message.contains(":59999") == true)
    }

    /// The symbols of each key that has any, as `xkbcomp` prints them.
    private func keymap(of session: Session) async throws -> [String: String] {
        let file = "\(session.home)/keymap.xkb"
        let pid = try session.launch(["xkbcomp", "-w0", session.displayName, file])
        #expect(await session.waitForExit(of: pid, within: 20) == 0)
        let text = try #require(SmallFile.read(file))
        let symbols = try #require(text.components(separatedBy: "xkb_symbols").last)
        var keys: [String: String] = [:]
        for entry in symbols.components(separatedBy: "key <").dropFirst() {
            let parts = entry.components(separatedBy: ">")
            let value = (parts.dropFirst().first ?? "").components(separatedBy: ";").first ?? ""
            let isEmpty = value.replacing("NoSymbol", with: "").allSatisfy { !$0.isLetter && !$0.isNumber }
            if !isEmpty { keys[parts[0]] = value.filter { !$0.isWhitespace } }
        }
        return keys
    }
}

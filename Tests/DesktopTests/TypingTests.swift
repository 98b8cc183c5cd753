import Core
import Desktop
import TestSupport
import Testing

@Suite("Typing", .serialized)
struct TypingTests {
    /// 90 different characters that no US layout has: CJK, emoji, accents, Cyrillic, Greek.
    static let ninety = String(
        "漢字仮名交文日本語中国韓山川田水火木金土月星雨雪風花草鳥魚犬猫牛馬羊😀😎🎉🚀🌍🐧🍕❤✓★éèêëàâäöüßçñøåæœšžčřłńćśźżąęЖЩЮЯДФλπΩшфψ♫☺♥☂☃€→∞≠"
            .prefix(90)
    )

    @Test("gives a GTK3 program 90 characters its layout lacks, exactly, in under 100 ms")
    func gtk3() async throws {
        #expect(Set(Self.ninety).count == 90)
        try await withSession { session in
            let display = try session.display()
            let (pid, _) = try await session.open(["zenity", "--entry", "--text=Name"])
            let clock = ContinuousClock()
            let time = try await clock.measure { try await display.type(Self.ninety) }
            print("90 characters sent in \(time)")
            try await display.press(KeyCombination("Return"))
            #expect(await session.waitForExit(of: pid, within: 20) == 0)
            #expect(session.output(of: pid) == Self.ninety + "\n")
        }
    }

    @Test("gives a GTK4 program the same, as its clipboard shows")
    func gtk4() async throws {
        try await withSession { session in
            let display = try session.display()
            let (_, window) = try await session.open(["gnome-calculator"], within: 60)
            // Its input has the focus only some time after the window has.
            try await display.click(at: Point(x: window.visibleFrame.center.x, y: window.visibleFrame.y + 90))
            let got: String? = try await eventually(within: 30) {
                try await display.press(KeyCombination("a", modifiers: [.control]))
                try await display.type(Self.ninety)
                try await display.press(KeyCombination("a", modifiers: [.control]))
                try await display.press(KeyCombination("c", modifiers: [.control]))
                let text = try? await display.read(.clipboard)
                return text?.isEmpty == false ? text : nil
            }
            #expect(got == Self.ninety)
        }
    }

    @Test("gives a Qt program the same, as the file it saves shows")
    func qt() async throws {
        try await withSession { session in
            let display = try session.display()
            let file = "\(session.home)/Documents/note.txt"
            try SmallFile.write("", to: file)
            _ = try await session.open(["featherpad", file], title: "note.txt")
            try await display.type(Self.ninety)
            try await display.press(KeyCombination("s", modifiers: [.control]))
            #expect(await eventually { SmallFile.read(file)?.isEmpty == false })
            #expect(SmallFile.read(file) == Self.ninety + "\n" || SmallFile.read(file) == Self.ninety)
        }
    }

    @Test("keeps more characters apart than there are keycodes to lend")
    func manyBatches() async throws {
        try await withSession { session in
            let display = try session.display()
            let file = "\(session.home)/many.txt"
            try SmallFile.write("", to: file)
            _ = try await session.open(["mousepad", file], title: "many.txt")
            let scalars = (0..<250).compactMap { Unicode.Scalar(0x4e00 + $0 * 7) }
            let text = String(String.UnicodeScalarView(scalars)) + "\nTab\tEnd"
            try await display.type(text)
            try await display.press(KeyCombination("s", modifiers: [.control]))
            #expect(await eventually { SmallFile.read(file)?.contains("End") == true })
            #expect(SmallFile.read(file)?.hasPrefix(text) == true)
        }
    }

    @Test("is not bent by Shift held by someone else, nor by Caps Lock, which stays on")
    func modifiers() async throws {
        try await withSession { session in
            let display = try session.display()
            let user = try Display(session.displayName, authority: session.record.authority, isOwn: true)
            let (pid, _) = try await session.open(["zenity", "--entry", "--text=Name"])
            try await user.keyDown("Shift_L")
            try await user.keyDown("Control_L")
            try await display.type("abc É漢")
            await user.releaseAll()
            try await display.press(KeyCombination("Caps_Lock"))
            try await display.type("def é漢")
            try await display.press(KeyCombination("Return"))
            #expect(await session.waitForExit(of: pid, within: 20) == 0)
            #expect(session.output(of: pid) == "abc É漢def é漢\n")

            let (next, _) = try await session.open(["zenity", "--entry", "--text=Name"])
            try await user.keyDown("a")
            try await user.keyUp("a")
            try await display.press(KeyCombination("Return"))
            #expect(await session.waitForExit(of: next, within: 20) == 0)
            #expect(session.output(of: next) == "A\n", "Caps Lock was not put back")
        }
    }

    @Test("refuses keys and characters that do not exist")
    func unknown() async throws {
        try await withSession { session in
            let display = try session.display()
            let key = await #expect(throws: DesktopError.self) {
                try await display.press(KeyCombination("Retrun"))
            }
            #expect(key?.code == .unknownKey)
            let text = await #expect(throws: DesktopError.self) { try await display.type("a\u{1}b") }
            #expect(text?.code == .cannotType)
        }
        #expect(Display.isKey("Page_Down") && Display.isKey("é") && !Display.isKey("Pagedown2"))
    }
}

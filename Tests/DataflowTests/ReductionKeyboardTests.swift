import Core
import Dataflow
import Testing

@Suite("Reducing key events")
struct ReductionKeyboardTests {
    /// The form without its password field, where no text can be meant for one.
    private func actions(_ stream: Stream) -> [Action] {
        Screen.actions(stream, [Screen.show(Screen.form.filter { $0.role != .passwordText })])
    }

    private func keys(_ names: String...) -> [Action] {
        names.compactMap { KeyCombination(parsing: $0) }.map { .key($0) }
    }

    @Test("Characters typed one after the other are one text")
    func text() {
        var stream = Stream()
        stream.type("hello wörld 漢😀")
        stream.hold(.shift, "Shift_L") { $0.tap("A", "A") }
        #expect(actions(stream) == [.type("hello wörld 漢😀A")])
    }

    @Test("Commands are keys: combinations, Return, Tab, arrows and function keys")
    func commands() {
        var stream = Stream()
        stream.hold(.control, "Control_L") { stream in
            stream.tap("s", "\u{13}")
            stream.hold(.shift, "Shift_L") { $0.tap("S", "\u{13}") }
        }
        stream.hold(.alt, "Alt_L") { $0.tap("F4") }
        stream.hold(.super, "Super_L") { $0.tap("d", "d") }
        stream.hold(.shift, "Shift_L") { $0.tap("ISO_Left_Tab", "\t") }
        for (name, text) in [("Return", "\r"), ("Tab", "\t"), ("Left", ""), ("F5", ""), ("Escape", "\u{1b}")]
        {
            stream.tap(name, text)
        }
        stream.hold(.control, "Control_L") { $0.tap("plus", "+") }
        #expect(
            actions(stream)
                == keys(
                    "ctrl+s",
                    "ctrl+shift+s",
                    "alt+F4",
                    "super+d",
                    "shift+Tab",
                    "Return",
                    "Tab",
                    "Left",
                    "F5",
                    "Escape",
                    "ctrl+plus"
                )
        )
    }

    @Test("Modifiers, locks and dead keys alone are nothing")
    func silent() {
        var stream = Stream()
        for name in [
            "Shift_L", "Control_R", "Alt_L", "Super_L", "Caps_Lock", "ISO_Level3_Shift", "dead_acute",
        ] {
            stream.tap(name)
        }
        #expect(actions(stream).isEmpty)
        stream.tap("e", "é")
        #expect(actions(stream) == [.type("é")])
    }

    @Test("A dead key puts its accent on the next letter, once")
    func deadKeys() {
        var stream = Stream()
        stream.tap("dead_acute")
        stream.down("Shift_L")
        stream.tap("E", "E")
        stream.tap("dead_diaeresis")
        stream.tap("u", "ü")
        stream.tap("dead_caron")
        stream.tap("q", "q")
        stream.tap("e", "e")
        #expect(actions(stream) == [.type("Éüqe")])
    }

    @Test("BackSpace corrects the text that is being typed, and is a key where there is none")
    func corrections() {
        var stream = Stream()
        stream.type("helo")
        stream.tap("BackSpace", "\u{8}")
        stream.type("lo")
        stream.tap("Return", "\r")
        stream.tap("BackSpace", "\u{8}")
        stream.type("x")
        stream.tap("BackSpace", "\u{8}")
        stream.tap("BackSpace", "\u{8}")
        stream.type("a")
        stream.tap("BackSpace", "\u{8}")
        stream.type("b")
        #expect(
            actions(stream) == [.type("hello")] + keys("Return", "BackSpace") + [.type("x")]
                + keys("BackSpace", "BackSpace") + [.type("b")]
        )
    }

    @Test("A key held down counts once for each repetition")
    func repetition() {
        var stream = Stream()
        for _ in 0..<3 { stream.down("a", "a") }
        stream.up("a")
        for _ in 0..<3 { stream.down("Left") }
        stream.up("Left")
        #expect(actions(stream) == [.type("aaa")] + keys("Left", "Left", "Left"))
    }

    @Test("Rolled keys and releases out of order do not matter")
    func rolled() {
        var stream = Stream()
        stream.down("a", "a")
        stream.down("b", "b")
        stream.up("a")
        stream.up("b")
        stream.down("Control_L")
        stream.held = [.control]
        stream.down("c", "\u{3}")
        stream.held = []
        stream.up("Control_L")
        stream.up("c")
        #expect(actions(stream) == [.type("ab")] + keys("ctrl+c"))
    }

    @Test("A long pause or any other input ends a text")
    func pauses() {
        var stream = Stream()
        stream.type("one")
        stream.wait(3)
        stream.type("two")
        stream.wait(6)
        stream.type("three")
        stream.click(25, 110)
        stream.type("four")
        #expect(
            actions(stream) == [.type("onetwo"), .type("three"), .click(Screen.ref(7)), .type("four")]
        )
    }

    @Test("The space bar on a button is a key")
    func space() {
        var stream = Stream()
        stream.focus(7)
        stream.tap("space", " ")
        stream.focus(5)
        stream.tap("space", " ")
        #expect(actions(stream) == keys("space") + [.type(" ")])
    }
}

@Suite("Passwords in recordings")
struct ReductionPasswordTests {
    private let secret = "hunter2"
    private let reference = Action.type("${secret:Pass-word}")

    private func isClean(_ steps: [Step]) -> Bool {
        !steps.contains { "\($0)".contains(secret) || "\($0)".contains("hunter") }
    }

    @Test("Text typed after a click on a password field is a reference")
    func clicked() {
        var stream = Stream()
        stream.click(50, 70)
        stream.type(secret)
        stream.tap("Return", "\r")
        let steps = Screen.reduce(stream)
        #expect(steps.map(\.decision.action).dropFirst().first == reference)
        #expect(isClean(steps))
    }

    @Test("So is text typed after Tab, when the focus event comes late")
    func tabbed() {
        var stream = Stream()
        stream.click(50, 40)
        stream.focus(5)
        stream.type("ada")
        stream.tap("Tab", "\t")
        stream.type("hun")
        stream.focus(6)
        stream.type("ter2")
        stream.tap("Tab", "\t")
        stream.focus(7)
        stream.tap("space", " ")
        let steps = Screen.reduce(stream)
        #expect(
            steps.map(\.decision.action) == [
                .click(Screen.ref(5)), .type("ada"), .key(KeyCombination("Tab")), reference,
                .key(KeyCombination("Tab")), .key(KeyCombination("space")),
            ]
        )
        #expect(isClean(steps))
    }

    @Test("So is text of which it is not known where it went, while a password field is shown")
    func unknown() {
        var stream = Stream()
        stream.click(50, 40)
        stream.focus(5)
        stream.type("ada")
        stream.tap("Tab", "\t")
        stream.type(secret)
        let steps = Screen.reduce(stream)
        #expect(steps.map(\.decision.action).last == reference)
        #expect(isClean(steps))
    }

    @Test("So is text where a reading of the screen shows the focus, or the text's own event")
    func shown() {
        var stream = Stream()
        stream.type(secret)
        #expect(Screen.actions(stream, [Screen.show(Screen.form, focus: 6)]) == [reference])
        #expect(Screen.actions(stream, [Screen.show(Screen.form, focus: 5)]) == [.type(secret)])
        stream.add(.accessibility(kind: "TextChanged", detail: "insert", object: Screen.id(6)))
        #expect(Screen.actions(stream, [Screen.show(Screen.form, focus: 5)]) == [reference])
    }

    @Test("Corrections inside a password leave nothing either")
    func corrected() {
        var stream = Stream()
        stream.click(50, 70)
        stream.type("h")
        stream.tap("BackSpace", "\u{8}")
        stream.tap("BackSpace", "\u{8}")
        stream.type(secret)
        stream.wait(9)
        stream.type(secret)
        let steps = Screen.reduce(stream)
        let back = Action.key(KeyCombination("BackSpace"))
        #expect(
            steps.map(\.decision.action).dropFirst() == [reference, back, back, reference, reference]
        )
        #expect(isClean(steps))
    }

    @Test("A name in another field is not taken for a password")
    func other() {
        var stream = Stream()
        stream.click(50, 70)
        stream.type(secret)
        stream.click(50, 40)
        stream.type("ada")
        #expect(Screen.actions(stream).last == .type("ada"))
    }
}

import Core
import Execution
import TestSupport
import Testing

@Suite("Evidence of what an action did")
struct EvidenceTests {
    private let button = Screens.element(2, .pushButton, "=", parent: 1)
    private let display = Screens.element(3, .text, "display", value: "0", parent: 1)
    private let base: [UIElement] = [
        Screens.element(1, .frame, "Main"), Screens.element(2, .pushButton, "=", parent: 1),
        Screens.element(3, .text, "display", value: "0", parent: 1),
    ]
    private let click = Action.click(.element(ElementRef(2)))

    private func changed(_ number: Int, _ edit: (inout UIElement) -> Void) -> [UIElement] {
        base.map { element in
            guard element.id == ElementRef(number) else { return element }
            var copy = element
            edit(&copy)
            return copy
        }
    }

    private func judge(
        _ action: Action,
        on target: UIElement?,
        _ before: Observation,
        _ after: Observation,
        quiet: Quiet = Quiet(),
        pixels: Bool? = nil
    ) -> Evidence.Judgement {
        Evidence(before: before, after: after, quiet: quiet, pixelsChanged: pixels).judge(action, on: target)
    }

    @Test("A press after which nothing changed is a suspected no-op")
    func nothing() {
        let screen = Screens.screen(base)
        #expect(judge(click, on: button, screen, screen).status == .suspectedNoop)
    }

    @Test("A display in the same window that changed confirms a press")
    func displayChanged() {
        let after = Screens.screen(changed(3) { $0.value = "408" })
        let verdict = judge(click, on: button, Screens.screen(base), after)
        #expect(verdict.status == .confirmed)
        #expect(verdict.lines == ["text \"display\" went from \"0\" to \"408\""])
        #expect(verdict.doubtful.map(\.id) == [ElementRef(3)], "whether it is a clock is not known yet")
    }

    @Test("A change that holds the name of the key that was pressed is above doubt")
    func tells() {
        let key = Screens.element(7, .pushButton, "4")
        let press = Action.click(.element(key.id))
        func verdict(_ value: String) -> Evidence.Judgement {
            let after = Screens.screen(changed(3) { $0.value = value } + [key])
            return judge(press, on: key, Screens.screen(base + [key]), after)
        }
        #expect(verdict("4").status == .confirmed && verdict("4").doubtful.isEmpty)
        #expect(verdict("7").doubtful.map(\.id) == [ElementRef(3)])
    }

    @Test("An element that also changes when nobody acts confirms nothing")
    func clock() {
        var quiet = Quiet()
        let earlier = Screens.screen(changed(3) { $0.value = "12:00:01" }, time: 1)
        let before = Screens.screen(changed(3) { $0.value = "12:00:02" }, time: 2)
        quiet.note(from: earlier, to: before)
        let after = Screens.screen(changed(3) { $0.value = "12:00:03" }, time: 3)
        #expect(judge(click, on: button, before, after, quiet: quiet).status == .suspectedNoop)
        #expect(quiet.isRestless(display))
    }

    @Test("A press on a clock itself is not confirmed by its ticking")
    func clockItself() {
        var quiet = Quiet()
        quiet.note(from: Screens.screen(base), to: Screens.screen(changed(3) { $0.value = "1" }, time: 1))
        let after = Screens.screen(changed(3) { $0.value = "2" })
        let action = Action.click(.element(ElementRef(3)))
        #expect(
            judge(action, on: display, Screens.screen(base), after, quiet: quiet).status == .suspectedNoop
        )
    }

    @Test("An element that kept still long enough is above doubt")
    func calm() {
        var quiet = Quiet()
        quiet.note(from: Screens.screen(base, time: 0), to: Screens.screen(base, time: 2))
        let after = Screens.screen(changed(3) { $0.value = "408" }, time: 3)
        let verdict = judge(click, on: button, Screens.screen(base, time: 2), after, quiet: quiet)
        #expect(verdict.status == .confirmed)
        #expect(verdict.doubtful.isEmpty)
    }

    @Test("What comes late after an action is not held against an element")
    func late() {
        var quiet = Quiet()
        let after = Screens.screen(changed(3) { $0.value = "1" }, time: 0.2)
        quiet.note(from: Screens.screen(base), to: after, late: true)
        #expect(!quiet.isRestless(display))
        #expect(!quiet.isCalm(display))
    }

    @Test("A clock in another application's window confirms nothing")
    func elsewhere() {
        let windows = [Screens.window(1, "Main", active: true), Screens.window(2, "Clock", pid: 11)]
        func screen(_ time: String) -> Observation {
            Screens.screen(
                base + [Screens.element(9, .label, time, window: 1, bus: ":1.9")],
                windows: windows
            )
        }
        #expect(judge(click, on: button, screen("12:00"), screen("12:01")).status == .suspectedNoop)
    }

    @Test("A window of another process that opens is only part of the evidence")
    func foreignWindow() {
        let before = Screens.screen(base)
        let after = Screens.screen(
            base + [Screens.element(9, .pushButton, "Later", window: 1, bus: ":1.9")],
            windows: [Screens.window(1, "Main", active: true), Screens.window(7, "Update ready", pid: 99)]
        )
        #expect(judge(click, on: button, before, after).status == .partial)
    }

    @Test("A hint that comes or goes under the pointer confirms nothing")
    func tooltip() {
        let hint = Screens.window(9, "app10", frame: Rect(x: 10, y: 40, width: 108, height: 30))
        let without = Screens.screen(base)
        let with = Screens.screen(
            base.map { element in
                var copy = element
                copy.window = 1
                return copy
            },
            windows: [hint, Screens.window(1, "Main", active: true)]
        )
        #expect(judge(click, on: button, without, with).status == .suspectedNoop)
        #expect(judge(click, on: with.elements[1], with, without).status == .suspectedNoop)
    }

    @Test("A dialog of the same process confirms, and so does the window's new title or its end")
    func windows() {
        let before = Screens.screen(base)
        let dialog = Screens.screen(
            base,
            windows: [Screens.window(2, "Save", active: true), Screens.window(1, "Main")]
        )
        let retitled = Screens.screen(base, windows: [Screens.window(1, "Main (saved)", active: true)])
        let closed = Screens.screen([], windows: [])
        for after in [dialog, retitled, closed] {
            #expect(judge(click, on: button, before, after).status == .confirmed)
        }
    }

    @Test("A menu that opened confirms the press on its title")
    func menu() {
        let bar = Screens.element(4, .menuBar, parent: 1)
        let title = Screens.element(5, .menu, "File", parent: 4)
        let hidden = Screens.element(6, .menuItem, "Save", states: [.enabled], frame: .zero, parent: 5)
        let shown = Screens.element(
            6,
            .menuItem,
            "Save",
            frame: Rect(x: 0, y: 30, width: 90, height: 20),
            parent: 5
        )
        let before = Screens.screen(base + [bar, title, hidden])
        let after = Screens.screen(base + [bar, title, shown])
        #expect(judge(.click(.element(ElementRef(5))), on: title, before, after).status == .confirmed)
    }

    @Test("A check box that flips confirms; focus alone on a button is partial")
    func states() {
        let box = Screens.element(2, .checkBox, "Bold", parent: 1)
        let before = Screens.screen([base[0], box])
        var ticked = box
        ticked.states.insert(.checked)
        #expect(judge(click, on: box, before, Screens.screen([base[0], ticked])).status == .confirmed)

        let focused = changed(2) { $0.states.insert(.focused) }
        #expect(
            judge(click, on: button, Screens.screen(base), Screens.screen(focused, focus: 2)).status
                == .partial
        )
    }

    @Test("A click that leaves an input with the focus has worked")
    func focus() {
        let entry = Screens.element(2, .entry, "Name", states: [.showing, .visible, .focused])
        let screen = Screens.screen([entry], focus: 2)
        #expect(judge(click, on: entry, screen, screen).status == .confirmed)
    }

    @Test("Typing is confirmed only by the text read back")
    func typing() {
        let before = Screens.screen(base, focus: 3)
        let exact = Screens.screen(changed(3) { $0.value = "0héllo 漢" }, focus: 3)
        #expect(judge(.type("héllo 漢"), on: nil, before, exact).status == .confirmed)
        let mangled = Screens.screen(changed(3) { $0.value = "0Hllo" }, focus: 3)
        #expect(judge(.type("héllo"), on: nil, before, mangled).status == .partial)
        #expect(judge(.type("héllo"), on: nil, before, before).status == .suspectedNoop)
    }

    @Test("Text that was there before does not confirm typing it")
    func typedBefore() {
        let before = Screens.screen(changed(3) { $0.value = "abc" }, focus: 3)
        #expect(judge(.type("abc"), on: nil, before, before).status == .suspectedNoop)
        let twice = Screens.screen(changed(3) { $0.value = "abcabc" }, focus: 3)
        #expect(judge(.type("abc"), on: nil, before, twice).status == .confirmed)
    }

    @Test("Setting text is confirmed by the very text, a number by its value")
    func setting() {
        let action = Action.setText(.element(ElementRef(3)), text: "5")
        let before = Screens.screen(base)
        func after(_ value: String) -> Observation { Screens.screen(changed(3) { $0.value = value }) }
        #expect(judge(action, on: display, before, after("5")).status == .confirmed)
        #expect(judge(action, on: display, before, after("5.00")).status == .confirmed)
        #expect(judge(action, on: display, before, after("55")).status == .partial)
        #expect(judge(action, on: display, before, before).status == .suspectedNoop)
    }

    @Test("A password field never confirms what was set")
    func password() {
        let field = Screens.element(3, .passwordText, "Password")
        let screen = Screens.screen([field], focus: 3)
        let verdict = judge(.setText(.element(ElementRef(3)), text: "secret"), on: field, screen, screen)
        #expect(verdict.status == .unverifiable)
        #expect(!verdict.lines.joined().contains("secret"))
    }

    @Test("A window without a tree is judged by its pixels")
    func pixels() {
        let before = Screens.screen([], windows: [Screens.window(1, "xterm", active: true)])
        #expect(judge(.type("ls"), on: nil, before, before, pixels: true).status == .partial)
        #expect(judge(.type("ls"), on: nil, before, before, pixels: false).status == .suspectedNoop)
        #expect(judge(.type("ls"), on: nil, before, before).status == .unverifiable)
    }

    @Test("Pixels are part of the evidence for a menu entry, and none for a press where there is a tree")
    func pixelsWithTree() {
        let screen = Screens.screen(base)
        #expect(
            judge(.menu(["Edit", "Select All"]), on: nil, screen, screen, pixels: true).status == .partial
        )
        #expect(
            judge(.menu(["Edit", "Select All"]), on: nil, screen, screen, pixels: false).status
                == .suspectedNoop
        )
        #expect(judge(click, on: button, screen, screen, pixels: true).status == .suspectedNoop)
    }

    @Test("A choice is confirmed when the option is what the target shows, or is selected in it")
    func choice() {
        let combo = Screens.element(2, .comboBox, "Colour", value: "Blue")
        var red = combo
        red.value = "Red"
        let action = Action.select(.element(ElementRef(2)), option: "Red")
        let before = Screens.screen([combo])
        #expect(judge(action, on: combo, before, Screens.screen([red])).status == .confirmed)
        var green = combo
        green.value = "Green"
        #expect(judge(action, on: combo, before, Screens.screen([green])).status == .partial)
        #expect(judge(action, on: combo, before, before).status == .suspectedNoop)
    }

    @Test("Scrolling is confirmed by a scroll bar or by elements that moved")
    func scrolling() {
        let pane = Screens.element(2, .scrollPane, frame: Rect(x: 0, y: 0, width: 300, height: 200))
        let row = Screens.element(
            3,
            .label,
            "row",
            frame: Rect(x: 0, y: 100, width: 50, height: 20),
            parent: 2
        )
        var moved = row
        moved.frame.y = 40
        let action = Action.scroll(.element(ElementRef(2)), direction: .down, amount: 3)
        let before = Screens.screen([pane, row])
        #expect(judge(action, on: pane, before, Screens.screen([pane, moved])).status == .confirmed)
        #expect(judge(action, on: pane, before, before).status == .suspectedNoop)
    }

    @Test("A key is confirmed by the focus it moved or the title it changed")
    func keys() {
        let entry = Screens.element(4, .entry, "Next", parent: 1)
        let before = Screens.screen(base + [entry], focus: 3)
        let action = Action.key(KeyCombination("Tab"))
        #expect(judge(action, on: nil, before, Screens.screen(base + [entry], focus: 4)).status == .confirmed)
        #expect(judge(action, on: nil, before, before).status == .suspectedNoop)
        let saved = Screens.screen(base, windows: [Screens.window(1, "note.txt", active: true)], focus: 3)
        #expect(
            judge(.key(KeyCombination("s", modifiers: [.control])), on: nil, before, saved).status
                == .confirmed
        )
    }

    @Test("Opening is confirmed by a window; focusing by the window that has the keyboard")
    func openAndFocus() {
        let before = Screens.screen([], windows: [])
        let after = Screens.screen([], windows: [Screens.window(3, "Untitled", active: true)])
        #expect(judge(.open("mousepad"), on: nil, before, after).status == .confirmed)
        #expect(judge(.open("mousepad"), on: nil, before, before).status == .suspectedNoop)
        #expect(judge(.focus(window: "untitled"), on: nil, before, after).status == .confirmed)
        #expect(judge(.focus(window: "other"), on: nil, before, after).status == .suspectedNoop)
    }
}

@Suite("What lies under a point")
struct HitTests {
    @Test("The smallest element of the frontmost window at the point is hit")
    func front() {
        let windows = [
            Screens.window(2, "Dialog", frame: Rect(x: 50, y: 50, width: 100, height: 100)),
            Screens.window(1, "Main"),
        ]
        let screen = Screens.screen(
            [
                Screens.element(1, .panel, frame: Rect(x: 50, y: 50, width: 100, height: 100)),
                Screens.element(
                    2,
                    .pushButton,
                    "OK",
                    frame: Rect(x: 60, y: 60, width: 30, height: 20),
                    parent: 1
                ),
                Screens.element(
                    3,
                    .pushButton,
                    "Under",
                    frame: Rect(x: 65, y: 65, width: 9, height: 9),
                    window: 1
                ),
            ],
            windows: windows
        )
        #expect(screen.hit(Point(x: 70, y: 70))?.id == ElementRef(2))
        #expect(screen.hit(Point(x: 390, y: 290)) == nil)
    }

    @Test("An element is pressed where no other lies across it, though in its middle where its own parts do")
    func pressPoint() {
        let left = Screens.element(1, .pushButton, "Left", frame: Rect(x: 0, y: 0, width: 100, height: 40))
        let right = Screens.element(2, .pushButton, "Right", frame: Rect(x: 40, y: 0, width: 100, height: 40))
        let cell = Screens.element(3, .tableCell, frame: Rect(x: 0, y: 100, width: 100, height: 40))
        let box = Screens.element(
            4,
            .checkBox,
            frame: Rect(x: 40, y: 110, width: 20, height: 20),
            parent: 3
        )
        let hidden = Screens.element(
            5,
            .pushButton,
            "Hidden",
            frame: Rect(x: 10, y: 200, width: 20, height: 9)
        )
        let over = Screens.element(6, .link, "Over", frame: Rect(x: 0, y: 190, width: 100, height: 40))
        let screen = Screens.screen([left, right, cell, box, hidden, over])
        #expect(screen.pressPoint(of: left) == Point(x: 37, y: 20))
        #expect(screen.pressPoint(of: right) == Point(x: 102, y: 20))
        #expect(screen.pressPoint(of: cell) == Point(x: 50, y: 120))
        #expect(screen.pressPoint(of: hidden) == hidden.frame.center)
    }

    @Test("What is in a tool bar is pressed within it, where it tells of a place that it left")
    func toolBar() {
        let bar = Screens.element(1, .toolBar, frame: Rect(x: 0, y: 120, width: 400, height: 40))
        let stale = Screens.element(2, .text, frame: Rect(x: 0, y: 148, width: 100, height: 30), parent: 1)
        let away = Screens.element(3, .text, frame: Rect(x: 0, y: 200, width: 100, height: 30), parent: 1)
        let screen = Screens.screen([bar, stale, away])
        #expect(screen.pressPoint(of: stale) == Point(x: 50, y: 154))
        #expect(screen.pressPoint(of: away) == away.frame.center)
    }

    @Test("What a scrolled container cuts off is not visible")
    func clipped() {
        let pane = Screens.element(1, .scrollPane, frame: Rect(x: 0, y: 0, width: 100, height: 100))
        let half = Screens.element(2, .label, "x", frame: Rect(x: 0, y: 90, width: 50, height: 20), parent: 1)
        let gone = Screens.element(
            3,
            .label,
            "y",
            frame: Rect(x: 0, y: 150, width: 50, height: 20),
            parent: 1
        )
        let screen = Screens.screen([pane, half, gone])
        #expect(screen.visibleFrame(of: half) == Rect(x: 0, y: 90, width: 50, height: 10))
        #expect(screen.visibleFrame(of: gone).isEmpty)
    }
}

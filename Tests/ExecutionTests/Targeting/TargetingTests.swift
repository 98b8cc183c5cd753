import Core
import Execution
import TestSupport
import Testing

@Suite("Finding the target on the live screen")
struct TargetingTests {
    private let ok = Screens.element(2, .pushButton, "OK", parent: 1)
    private let frame = Screens.element(1, .frame, "Main", frame: Rect(x: 0, y: 0, width: 400, height: 300))

    private func find(_ target: Target, decided: [UIElement], live: [UIElement]) throws -> Aim {
        try Targeting(decided: Screens.screen(decided), live: Screens.screen(live)).find(target)
    }

    @Test("A ref is followed to the same object, wherever it has moved")
    func moved() throws {
        var now = ok
        now.id = ElementRef(7)
        now.frame.x = 200
        let aim = try find(.element(ElementRef(2)), decided: [frame, ok], live: [frame, now])
        #expect(aim.element == now)
    }

    @Test("A ref whose object now has another name or role is stale, and the live twins are listed")
    func stale() {
        var other = ok
        other.name = "Delete everything"
        let twin = Screens.element(5, .pushButton, "OK", frame: Rect(x: 200, y: 200, width: 9, height: 9))
        let refusal = #expect(throws: Refusal.self) {
            try find(.element(ElementRef(2)), decided: [frame, ok], live: [frame, other, twin])
        }
        #expect(refusal?.message.contains("stale") == true)
        #expect(refusal?.message.contains("Delete everything") == true)
        #expect(refusal?.candidates == ["e5 push button \"OK\" in window \"Main\""])
    }

    @Test("A ref whose object is gone is stale")
    func gone() {
        #expect(throws: Refusal.self) {
            try find(.element(ElementRef(2)), decided: [frame, ok], live: [frame])
        }
    }

    @Test("A ref that the observation never had is refused")
    func unknown() {
        #expect(throws: Refusal.self) { try find(.element(ElementRef(9)), decided: [ok], live: [ok]) }
    }

    @Test("An object made anew for the same widget is found in its place")
    func remade() throws {
        var anew = ok
        anew.source = .accessibility(AccessibleID(bus: ":1.5", path: "/new"))
        #expect(try find(.element(ElementRef(2)), decided: [ok], live: [anew]).element == anew)
    }

    @Test("An ambiguous query is refused with the candidates in words")
    func ambiguous() {
        let twin = Screens.element(3, .pushButton, "OK", frame: Rect(x: 200, y: 200, width: 9, height: 9))
        let refusal = #expect(throws: Refusal.self) {
            try find(.query(ElementQuery(role: .pushButton, name: "OK")), decided: [], live: [ok, twin])
        }
        #expect(refusal?.candidates.count == 2)
        #expect(refusal?.candidates.first == "e2 push button \"OK\" in window \"Main\"")
    }

    @Test("A bare point on a button is taken for the button and said so; elsewhere it stays a point")
    func point() throws {
        let on = try find(.point(Point(x: 20, y: 15)), decided: [], live: [frame, ok])
        #expect(on.element?.id == ElementRef(2))
        #expect(on.note?.contains("push button \"OK\"") == true)
        let off = try find(.point(Point(x: 300, y: 200)), decided: [], live: [frame, ok])
        #expect(off.element == nil)
        #expect(off.point == Point(x: 300, y: 200))
        #expect(throws: Refusal.self) { try find(.point(Point(x: 900, y: 1)), decided: [], live: [ok]) }
    }

    @Test("A greyed-out button is refused; a hidden menu entry is not, as its menu was never opened")
    func sensitivity() throws {
        let grey = Screens.element(2, .pushButton, "OK", states: [.showing, .visible])
        let hidden = Screens.element(3, .menuItem, "Save", states: [], frame: .zero)
        let screen = Screens.screen([grey, hidden])
        let targeting = Targeting(decided: screen, live: screen)
        #expect(throws: Refusal.self) { try targeting.guardUse(of: grey) }
        try targeting.guardUse(of: hidden)
    }

    @Test(
        "Return is held back by a greyed-out default button of the window that has the keyboard, and by no other"
    )
    func defaultButton() {
        func isHeldBack(_ states: States, window: Int = 0) -> Bool {
            let screen = Screens.screen(
                [Screens.element(2, .pushButton, "Save", states: states, window: window)],
                windows: [Screens.window(1, "Save As", active: true), Screens.window(2, "Main")]
            )
            return Targeting(decided: screen, live: screen).isDefaultGreyedOut
        }
        let shown: States = [.showing, .visible]
        #expect(isHeldBack(shown.union(.isDefault)))
        #expect(!isHeldBack(shown))
        #expect(!isHeldBack(shown.union([.isDefault, .sensitive, .enabled])))
        #expect(!isHeldBack(shown.union(.isDefault), window: 1))
    }

    @Test("What lies behind a modal dialog waits for its answer")
    func modal() throws {
        var dialog = Screens.window(2, "Save changes?", active: true)
        dialog.isModal = true
        let answer = Screens.element(1, .pushButton, "Discard")
        let behind = Screens.element(2, .pushButton, "OK", window: 1)
        let screen = Screens.screen([answer, behind], windows: [dialog, Screens.window(1, "Main")])
        let targeting = Targeting(decided: screen, live: screen)
        let refusal = #expect(throws: Refusal.self) { try targeting.guardUse(of: behind) }
        #expect(refusal?.message.contains("Save changes?") == true)
        #expect(refusal?.candidates == ["e1 push button \"Discard\" in window \"Save changes?\""])
        try targeting.guardUse(of: answer)
    }

    @Test("A press goes only by a name that means a press")
    func actionNames() {
        var text = Screens.element(1, .text)
        text.actions = ["delete line", "click"]
        #expect(ActionNames.press(text) == nil)
        var button = ok
        button.actions = ["menu.popup", "Press"]
        #expect(ActionNames.press(button) == "Press")
        var cell = Screens.element(3, .tableCell)
        cell.actions = ["expand or contract", "edit", "activate"]
        #expect(ActionNames.press(cell) == nil)
    }
}

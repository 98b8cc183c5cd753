import Core
import Dataflow
import Testing

@Suite("Reducing pointer events")
struct ReductionPointerTests {
    private let ok = Point(x: 25, y: 110)

    @Test("A press and release on a button is a click on it, not on the label in it")
    func click() {
        var stream = Stream()
        stream.click(25, 110)
        let steps = Screen.reduce(stream)
        #expect(steps.map(\.decision.action) == [.click(Screen.ref(7))])
        #expect(steps.first?.decision.text == "click push button \"OK\"")
        #expect(steps.first?.decision.decidedBy == .person)
        #expect(steps.first?.before == Screen.show(Screen.form))
    }

    @Test("A row without a name is known by the label in it")
    func row() {
        let elements = [
            Screen.element(1, .listBox, "", Rect(x: 0, y: 0, width: 100, height: 100)),
            Screen.element(2, .listItem, "", Rect(x: 0, y: 0, width: 100, height: 20), parent: 1),
            Screen.element(3, .label, "Home", Rect(x: 20, y: 2, width: 60, height: 16), parent: 2),
        ]
        var stream = Stream()
        stream.click(30, 10)
        stream.click(95, 10)
        #expect(
            Screen.actions(stream, [Screen.show(elements)]) == [
                .click(Screen.ref(3)), .click(Screen.ref(2)),
            ]
        )
    }

    @Test("Buttons, repeated clicks and held modifiers are kept")
    func variants() {
        var stream = Stream()
        stream.click(25, 110)
        stream.wait(0.1)
        stream.click(27, 112)
        stream.wait(1)
        stream.click(210, 40, 3)
        stream.wait(1)
        for _ in 0..<4 { stream.click(210, 60) }
        stream.wait(1)
        stream.hold(.control, "Control_L") { stream in
            stream.hold(.shift, "Shift_L") { $0.click(210, 40, 2) }
        }
        #expect(
            Screen.actions(stream) == [
                .click(Screen.ref(7), count: 2), .click(Screen.ref(11), button: .right),
                // Of a right click's menu the tree may show nothing, so the point is all there is.
                .click(.point(Point(x: 210, y: 60)), count: 3), .click(Screen.ref(12)),
                .click(Screen.ref(11), button: .middle, modifiers: [.control, .shift]),
            ]
        )
    }

    @Test("Clicks that are slow, apart, or with other buttons are clicks of their own")
    func apart() {
        var stream = Stream()
        stream.click(25, 110)
        stream.wait(0.5)
        stream.click(25, 110)
        stream.click(85, 110)
        stream.click(85, 110, 2)
        #expect(
            Screen.actions(stream) == [
                .click(Screen.ref(7)), .click(Screen.ref(7)), .click(Screen.ref(9)),
                .click(Screen.ref(9), button: .middle),
            ]
        )
    }

    @Test("Where no element is, or where the place inside it counts, the point is kept")
    func points() {
        var stream = Stream()
        for (x, y) in [(390, 290), (700, 500), (100, 160), (50, 200)] {
            stream.click(x, y)
            stream.wait(1)
        }
        let points = [(390, 290), (700, 500), (100, 160), (50, 200)].map { Point(x: $0.0, y: $0.1) }
        #expect(Screen.actions(stream) == points.map { .click(.point($0)) })
    }

    @Test("A window in front hides what is behind it")
    func windows() {
        let dialog = Screen.window("Dialog", Rect(x: 0, y: 90, width: 200, height: 100))
        let main = Screen.window("Main", Rect(x: 0, y: 0, width: 400, height: 300))
        var elements = Screen.form.map { element in
            var copy = element
            copy.window = 1
            return copy
        }
        elements.append(Screen.element(20, .checkBox, "Bold", Rect(x: 60, y: 100, width: 60, height: 30)))
        let frame = Screen.show(elements, windows: [dialog, main])
        var stream = Stream()
        stream.click(65, 110)
        stream.click(25, 110)
        stream.click(210, 40)
        #expect(
            Screen.actions(stream, [frame]) == [
                .click(Screen.ref(20)), .click(.point(Point(x: 25, y: 110))), .click(Screen.ref(11)),
            ]
        )
    }

    @Test("A press that moves far is a drag, between things or between points")
    func drag() {
        var stream = Stream()
        stream.press(210, 40)
        stream.move(215, 45)
        stream.move(210, 60)
        stream.release(210, 60)
        stream.press(20, 160)
        stream.move(120, 160)
        stream.release(120, 160)
        stream.press(20, 200)
        stream.release(100, 200)
        // Within a button it is a click with an unsteady hand.
        stream.press(15, 110)
        stream.release(60, 115)
        // Below the threshold it is a click too.
        stream.press(210, 40)
        stream.release(217, 40)
        #expect(
            Screen.actions(stream) == [
                .drag(from: Screen.ref(11), to: Screen.ref(12)),
                .drag(from: .point(Point(x: 20, y: 160)), to: .point(Point(x: 120, y: 160))),
                .drag(from: .point(Point(x: 20, y: 200)), to: .point(Point(x: 100, y: 200))),
                .click(Screen.ref(7)), .click(Screen.ref(11)),
            ]
        )
    }

    @Test("Notches of the wheel are merged by place and direction")
    func wheel() {
        var stream = Stream()
        for _ in 0..<3 { stream.click(210, 40, 5) }
        for _ in 0..<2 { stream.click(215, 60, 5) }
        stream.click(210, 40, 4)
        stream.wait(2)
        stream.click(210, 40, 4)
        stream.click(50, 200, 4)
        stream.hold(.shift, "Shift_L") { $0.click(50, 200, 5) }
        stream.hold(.control, "Control_L") { $0.click(50, 200, 4) }
        stream.click(700, 500, 7)
        #expect(
            Screen.actions(stream) == [
                .scroll(Screen.ref(10), direction: .down, amount: 5),
                .scroll(Screen.ref(10), direction: .up, amount: 1),
                .scroll(Screen.ref(10), direction: .up, amount: 1),
                .scroll(Screen.ref(14), direction: .up, amount: 1),
                .scroll(Screen.ref(14), direction: .right, amount: 1),
                .key(KeyCombination("plus", modifiers: [.control])),
                .scroll(.point(Point(x: 700, y: 500)), direction: .right, amount: 1),
            ]
        )
    }

    /// The form with its menu open over the entries.
    private func open(at time: Double) -> Observation {
        var elements = Screen.form
        elements[2] = Screen.element(
            3,
            .menuItem,
            "Save",
            Rect(x: 0, y: 20, width: 100, height: 30),
            parent: 2
        )
        return Screen.show(elements, at: time)
    }

    @Test("An item of an open menu is found above what it covers")
    func menu() {
        var stream = Stream()
        stream.click(10, 10)
        stream.wait(0.5)
        stream.click(20, 40)
        let frames = [Screen.show(Screen.form), open(at: 100.3)]
        let steps = Screen.reduce(stream, frames)
        #expect(steps.map(\.decision.action) == [.click(Screen.ref(2)), .click(Screen.ref(3))])
        #expect(steps.first?.after == frames[1])
        #expect(steps.last?.before == frames[1])
    }

    @Test("An item chosen before anybody looked at the open menu is told by its own event")
    func quickMenu() {
        var stream = Stream()
        stream.click(10, 10)
        stream.add(.accessibility(kind: "StateChanged", detail: "selected", object: Screen.id(3)))
        stream.click(20, 40)
        #expect(Screen.actions(stream) == [.click(Screen.ref(2)), .click(Screen.ref(3))])

        var silent = Stream()
        silent.click(10, 10)
        silent.click(20, 40)
        // Not the entry that the menu covers.
        #expect(Screen.actions(silent) == [.click(Screen.ref(2)), .click(.point(Point(x: 20, y: 40)))])
    }

    @Test("Pressing on a menu and releasing on its item are two clicks")
    func pulledMenu() {
        var stream = Stream()
        stream.press(10, 10)
        stream.wait(0.5)
        stream.move(20, 40)
        stream.release(20, 40)
        let frames = [Screen.show(Screen.form), open(at: 100.3)]
        #expect(Screen.actions(stream, frames) == [.click(Screen.ref(2)), .click(Screen.ref(3))])
    }

    @Test("A press whose release was never seen is still a click")
    func unfinished() {
        var stream = Stream()
        stream.release(25, 110)
        stream.press(25, 110)
        stream.press(85, 110)
        #expect(Screen.actions(stream) == [.click(Screen.ref(7)), .click(Screen.ref(9))])
    }

    @Test("Without any reading of the screen, points are kept and the step says so")
    func blind() {
        var stream = Stream()
        stream.click(25, 110)
        let steps = Screen.reduce(stream, [])
        #expect(steps.map(\.decision.action) == [.click(.point(ok))])
        #expect(steps.first?.before.degraded.isEmpty == false)
    }

    @Test("A reading that arrives after the event it preceded still counts")
    func lateFrame() {
        var reducer = EventReducer()
        var stream = Stream()
        stream.click(25, 110)
        var steps: [Step] = []
        for event in stream.events { steps += reducer.take(event) }
        reducer.see(Screen.show(Screen.form, at: 99), at: 99)
        #expect(steps.isEmpty)
        #expect(reducer.idle(until: 100.1).isEmpty)
        #expect(reducer.idle(until: 101).map(\.decision.action) == [.click(Screen.ref(7))])
        #expect(reducer.finish().isEmpty)
    }

    @Test("The reading before a long step is kept, however many follow")
    func manyFrames() {
        var stream = Stream()
        stream.click(50, 40)
        stream.type(String(repeating: "long ", count: 40))
        let first = Screen.show(Screen.form, at: 1)
        let later = (0..<200).map { Screen.show([], at: 100.04 + Double($0) * 0.02) }
        let steps = Screen.reduce(stream, [first] + later)
        #expect(steps.map(\.before.time) == [1, 100.04])
        #expect(steps.map(\.index) == [0, 1])
    }
}

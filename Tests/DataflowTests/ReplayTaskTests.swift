import Core
import Dataflow
import Testing

@Suite("Replaying a recording")
struct ReplayTaskTests {
    private func trajectory(_ steps: [Step]) -> Trajectory {
        Trajectory(
            head: TrajectoryHead(id: "20261123-1", goal: "Save it", started: 1, origin: "record"),
            steps: steps
        )
    }

    @Test("A recording becomes a task file whose elements are found again by role, name and place")
    func roundTrip() throws {
        var stream = Stream()
        stream.click(50, 40)
        stream.focus(5)
        stream.type("ada ${x}")
        stream.click(50, 70)
        stream.type("hunter2")
        stream.tap("Return", "\r")
        stream.press(210, 40)
        stream.release(210, 60)
        stream.click(210, 40, 5)
        let steps = Screen.reduce(stream)
        let task = try ReplayTask.make(
            from: trajectory(steps),
            application: "app",
            setup: [.start(command: ["app"])],
            checks: [.clipboard(equals: "x")]
        )
        let text = try TaskWriter.yaml(task)
        #expect(try TaskLoader().read(text, file: "replay.yaml").tasks == [task])
        #expect(!text.contains("hunter2"))
        let actions = try #require(task.steps)
        #expect(actions.map(\.name) == ["click", "type", "click", "type", "key", "drag", "scroll"])
        let screen = Screen.show(Screen.form)
        for (action, step) in zip(actions, steps) {
            for (query, ref) in zip(action.targets, step.decision.action.targets) {
                guard case .query(let query) = query, case .element(let ref) = ref else {
                    Issue.record("\(action)")
                    continue
                }
                #expect(query.place != nil)
                #expect(screen.resolve(query) == screen.element(ref).map { .unique($0) })
            }
        }
    }

    @Test("Twins are told apart by their order and place")
    func twins() throws {
        let elements = [
            Screen.element(1, .pushButton, "Open", Rect(x: 10, y: 10, width: 50, height: 20)),
            Screen.element(2, .pushButton, "Open", Rect(x: 10, y: 50, width: 50, height: 20)),
        ]
        var stream = Stream()
        stream.click(20, 60)
        let screen = Screen.show(elements)
        let task = try ReplayTask.make(from: trajectory(Screen.reduce(stream, [screen])))
        guard case .click(.query(let query), _, _, _) = try #require(task.steps?.first) else {
            Issue.record("no click")
            return
        }
        #expect(screen.resolve(query) == .unique(elements[1]))
    }

    @Test("An item of a menu that was opened by pointing is replayed as a path of menus")
    func submenu() throws {
        let elements = [
            Screen.element(1, .menuBar, "", Rect(x: 0, y: 0, width: 400, height: 20)),
            Screen.element(2, .menu, "View", Rect(x: 0, y: 0, width: 40, height: 20), parent: 1),
            Screen.element(3, .menu, "Zoom", Rect(x: 0, y: 20, width: 80, height: 20), parent: 2),
            Screen.element(4, .menuItem, "Larger", Rect(x: 80, y: 20, width: 80, height: 20), parent: 3),
            Screen.element(5, .menuItem, "Print", Rect(x: 0, y: 40, width: 80, height: 20), parent: 2),
        ]
        let frames = [Screen.show(elements), Screen.show(elements, at: 100.2)]
        var stream = Stream()
        stream.click(10, 10)
        stream.wait(0.5)
        stream.click(90, 30)
        stream.wait(1)
        stream.click(10, 10)
        stream.wait(0.5)
        stream.click(10, 50)
        let task = try ReplayTask.make(from: trajectory(Screen.reduce(stream, frames)))
        let steps = try #require(task.steps)
        #expect(steps.map(\.name) == ["menu", "click", "click"])
        #expect(steps.first == .menu(["View", "Zoom", "Larger"]))
    }

    @Test("Keys wait for the window they are meant for, and for the dialog before it to be gone")
    func windows() throws {
        func window(_ id: UInt32, _ title: String, active: Bool = false) -> WindowInfo {
            WindowInfo(
                id: id,
                title: title,
                application: "mousepad",
                pid: 1,
                frame: Rect(x: 0, y: 0, width: 400, height: 300),
                isActive: active
            )
        }
        let frames = [
            Screen.show([], at: 1, windows: [window(1, "Untitled", active: true)]),
            Screen.show([], at: 103, windows: [window(2, "Save As", active: true), window(1, "*Untitled")]),
            Screen.show([], at: 106, windows: [window(1, "note.txt", active: true)]),
        ]
        var stream = Stream()
        stream.type("hello")
        stream.hold(.control, "Control_L") { $0.tap("s", "\u{13}") }
        stream.time = 104
        stream.type("note.txt")
        stream.tap("Return", "\r")
        stream.time = 107
        stream.hold(.control, "Control_L") { $0.tap("q", "\u{11}") }
        let task = try ReplayTask.make(from: trajectory(Screen.reduce(stream, frames)))
        #expect(
            task.steps == [
                .type("hello"), .key(KeyCombination("s", modifiers: [.control])),
                .wait(.window("Save As"), timeout: 20), .type("note.txt"), .key(KeyCombination("Return")),
                .wait(.noWindow("Save As"), timeout: 20), .key(KeyCombination("q", modifiers: [.control])),
            ]
        )
    }

    @Test("A step whose element is not in its observation is refused")
    func missing() {
        let action = Action.click(.element(ElementRef(99)))
        let step = Step(
            index: 0,
            before: Screen.show(Screen.form),
            decision: Decision(action, text: "", decidedBy: .person, reason: ""),
            outcome: Outcome(.unverifiable)
        )
        let error = #expect(throws: DataflowError.self) { try ReplayTask.make(from: trajectory([step])) }
        #expect(error?.code == .unresolved)
    }
}

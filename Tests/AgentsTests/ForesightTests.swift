import Agents
import Core
import TestSupport
import Testing

@Suite("Doing what was foreseen")
struct ForesightTests {
    private static let name = #"set text "Name" to "Ann""#
    private static let agree = #"click push button "OK""#

    private static func acts(_ steps: [Step]) -> [String] {
        steps.map(\.decision.text).filter { !$0.hasPrefix("wait") }
    }

    @Test("A way that was written down once is gone to its end, and the model is not asked again")
    func whole() async throws {
        let model = FarsightedModel([[(Self.name, -0.1), (Self.agree, -0.1), ("done", -0.01)]])
        let planner = TrainedPlanner(model: model)
        let (end, steps) = try await Worlds.run(
            "I am Ann",
            in: Worlds.form("Form", ["Name"]),
            planner: planner
        )
        #expect(end.kind == .unverified, "\(end)")
        #expect(Self.acts(steps) == [Self.name, Self.agree, "done"])
        #expect(model.count == 1)
        #expect(steps.allSatisfy { $0.decision.decidedBy != .script })
    }

    @Test(
        "Where no window is left another is waited for, and longer by who doubts that it is the end",
        arguments: [(belief: 0.95, waits: 1), (belief: 0.2, waits: 3)]
    )
    func doubtfulEnd(belief: Double, waits: Int) async throws {
        let way = [(Self.name, -0.1), (Self.agree, -0.1), ("done", -0.01)]
        let planner = TrainedPlanner(model: FarsightedModel([way], isReached: belief))
        let (_, steps) = try await Worlds.run("I am Ann", in: Worlds.form("Form", ["Name"]), planner: planner)
        #expect(steps.count { $0.decision.text.hasPrefix("wait for element") } == waits)
        #expect(Self.acts(steps) == [Self.name, Self.agree, "done"])
    }

    @Test("A window that comes after the whole way was gone was not foreseen: it is no end")
    func more() async throws {
        let next = #"click push button "Yes""#
        let ways = [
            [(Self.name, -0.1), (Self.agree, -0.1), ("done", -0.01)], [(next, -0.1), ("done", -0.01)],
        ]
        let planner = TrainedPlanner(model: FarsightedModel(ways, isReached: 0.2))
        func form(_ text: String) -> Observation {
            var field = Page.element(2, .text, "Name", in: 1, also: [.editable, .singleLine])
            field.value = text
            return Screens.screen(
                [Page.element(1, .dialog, "Form"), field, Page.element(3, .pushButton, "OK", in: 1, y: 40)]
            )
        }
        let question = [Page.element(1, .dialog, "Sure?"), Page.element(2, .pushButton, "Yes", in: 1, y: 40)]
        let screens = [form(""), form("Ann"), Screens.screen([], windows: []), Screens.screen(question)]
        let steps = try await planner.steps(towards: "I am Ann", over: screens)
        #expect(Self.acts(steps) == [Self.name, Self.agree, next], "\(steps.map(\.decision.text))")
    }

    @Test("What comes later is read on its own screen, in that screen's words")
    func dialogs() async throws {
        let way = [
            (#"type "rain""#, -0.1), (#"menu "Data" > "Save as…""#, -0.1),
            (#"set entry "Name" to "a.txt""#, -0.1),
            (#"click toggle button "save""#, -0.1), ("done", -0.01),
        ]
        let model = FarsightedModel([way])
        let world = FakeWorld([Worlds.editor()])
        let (end, steps) = try await Worlds.run(
            "Note rain in a.txt",
            in: world,
            planner: TrainedPlanner(model: model)
        )
        #expect(end.kind == .unverified, "\(end) \(Self.acts(steps))")
        #expect(
            Self.acts(steps) == [
                #"type "rain""#, #"menu "File" > "Save As...""#, #"set text "Name:" to "a.txt""#,
                #"click push button "Save""#, "done",
            ]
        )
        #expect(model.count == 1)
    }

    @Test("A way that leaves out the folder a document is to be kept in gives way to the rules")
    func savedAs() async throws {
        let way = [
            (#"type "rain""#, -0.01), (#"menu "File" > "Save As...""#, -0.01),
            (#"set text "Name:" to "a.txt""#, -0.01), (#"click push button "Save""#, -0.01), ("done", -0.01),
        ]
        for (place, decider) in [("", Decider.model), (" in Documents", .rule)] {
            let (_, steps) = try await Worlds.run(
                "Type rain and save it as a.txt" + place,
                in: FakeWorld([Worlds.editor()]),
                planner: TrainedPlanner(model: FarsightedModel([way, way]))
            )
            #expect(steps.first?.decision.decidedBy == decider, "\(place): \(Self.acts(steps))")
        }
    }

    @Test("Where a way ends with a text before its end, what comes of it is waited for")
    func news() async throws {
        let typed = [#"type "ra""#, #"type "in""#]
        let model = FarsightedModel(
            [typed.map { ($0, -0.1) }, [(#"press ctrl+s"#, -0.1), ("done", -0.01)]],
            isReached: 0.01
        )
        let world = FakeWorld([Worlds.editor()])
        let planner = TrainedPlanner(model: model)
        let (_, steps) = try await Worlds.run("Note rain in a.txt", in: world, planner: planner)
        #expect(Array(Self.acts(steps).prefix(3)) == typed + ["press ctrl+s"], "\(Self.acts(steps))")
        #expect(steps.map(\.decision.text).dropFirst(2).first?.hasPrefix("wait") == true)
    }

    @Test("What names a file is not done before the file turns up, whatever the model finds")
    func places() async throws {
        let save = [
            (#"menu "File" > "Save As...""#, -0.1), (#"set text "Name:" to "a.txt""#, -0.1),
            (#"click push button "Save""#, -0.1), ("done", -0.01),
        ]
        let model = FarsightedModel([[(#"type "rain""#, -0.1), ("done", -0.01)], save], isReached: 0.95)
        let world = FakeWorld([Worlds.editor()])
        let planner = TrainedPlanner(model: model)
        let (end, steps) = try await Worlds.run("Note rain in a.txt", in: world, planner: planner)
        #expect(end.kind == .unverified, "\(end)")
        #expect(
            Self.acts(steps) == [#"type "rain""#] + save.map(\.0),
            "\(Self.acts(steps))"
        )
    }

    @Test("A line whose element never comes is given up, and the model asked again")
    func missing() async throws {
        let model = FarsightedModel(
            [
                [(Self.name, -0.1), (#"click push button "Elsewhere""#, -0.1), ("done", -0.01)],
                [(Self.agree, -0.1), ("done", -0.01)],
            ],
            isReached: 0.01
        )
        let planner = TrainedPlanner(model: model)
        let (_, steps) = try await Worlds.run("I am Ann", in: Worlds.form("Form", ["Name"]), planner: planner)
        #expect(Self.acts(steps).prefix(2) == [Self.name, Self.agree], "\(Self.acts(steps))")
    }

    @Test("A line it was unsure of is asked again on its own screen")
    func unsure() async throws {
        let model = FarsightedModel(
            [
                [(Self.name, -0.1), (#"click push button "Cancel""#, -2), ("done", -0.01)],
                [(Self.agree, -0.1), ("done", -0.01)],
            ],
            isReached: 0.01
        )
        let planner = TrainedPlanner(model: model)
        let (_, steps) = try await Worlds.run("I am Ann", in: Worlds.form("Form", ["Name"]), planner: planner)
        #expect(Self.acts(steps).prefix(2) == [Self.name, Self.agree], "\(Self.acts(steps))")
    }

    @Test(
        "A command for the window behind a dialog that just came up is asked again, unless it was sure",
        arguments: [
            (belief: -0.5, next: #"set text "Line" to "3""#), (belief: -0.05, next: "press ctrl+Home"),
        ]
    )
    func astray(belief: Double, next: String) async throws {
        let opening = #"click push button "Go to""#
        let ways = [
            [(opening, -0.1), ("press ctrl+Home", belief), ("done", -0.01)],
            [(#"set text "Line" to "3""#, -0.1), ("done", -0.01)],
        ]
        let planner = TrainedPlanner(model: FarsightedModel(ways, isReached: 0.01))
        let editor = [Page.element(1, .frame, "Editor"), Page.element(2, .pushButton, "Go to", in: 1, y: 40)]
        let line = Page.element(2, .text, "Line", in: 1, also: [.editable, .singleLine])
        let dialog = [
            Page.element(1, .dialog, "Go to line"), line, Page.element(3, .pushButton, "Jump", in: 1, y: 40),
        ]
        let windows = [
            Screens.window(2, "Go to line", active: true), Screens.window(1, "Main", active: false),
        ]
        let screens = [Screens.screen(editor), Screens.screen(dialog, windows: windows)]
        let steps = try await planner.steps(towards: "Jump to line 3", over: screens)
        #expect(Self.acts(steps) == [opening, next], "\(steps.map(\.decision.text))")
    }

    @Test(
        "A text that was foreseen is not put where a number is wanted, however sure it was",
        arguments: [#"type "mark ""#, #"set spin button "Line" to "mark""#]
    )
    func mistyped(_ text: String) async throws {
        let opening = #"click push button "Go to""#
        let line = #"type "3""#
        let ways = [
            [(opening, -0.1), (text, -0.01), ("done", -0.01)],
            [(line, -0.1), ("done", -0.01)],
        ]
        let planner = TrainedPlanner(model: FarsightedModel(ways, isReached: 0.01))
        let editor = [Page.element(1, .frame, "Editor"), Page.element(2, .pushButton, "Go to", in: 1, y: 40)]
        var number = Page.element(2, .spinButton, "Line", in: 1, also: [.editable, .singleLine, .focused])
        number.value = "1"
        var dialog = Screens.screen(
            [Page.element(1, .dialog, "Go to line"), number],
            windows: [
                Screens.window(2, "Go to line", active: true), Screens.window(1, "Main", active: false),
            ]
        )
        dialog.focus = number.id
        let goal = "Jump to line 3 and type mark and a space there"
        let steps = try await planner.steps(towards: goal, over: [Screens.screen(editor), dialog])
        #expect(Self.acts(steps) == [opening, line], "\(steps.map(\.decision.text))")
    }

    @Test("Nothing is done in a window whose program did not answer before it was waited for")
    func loading() async throws {
        let agree = #"click push button "OK""#
        let planner = TrainedPlanner(
            model: FarsightedModel([[(agree, -0.1), ("done", -0.01)]], isReached: 0.01)
        )
        var loading = Screens.screen([Page.element(1, .frame, "Main")])
        loading.degraded = [Degradation(subject: "soffice", reason: "it does not answer")]
        let loaded = Screens.screen([
            Page.element(1, .frame, "Main"), Page.element(2, .pushButton, "OK", in: 1, y: 40),
        ])
        let steps = try await planner.steps(towards: "Press OK", over: [loading, loading, loaded])
        #expect(steps.map { $0.decision.text.hasPrefix("wait") } == [true, true, false])
        let stuck = try await planner.steps(towards: "Press OK", over: Array(repeating: loading, count: 5))
        #expect(
            stuck.count { $0.decision.reason == steps[0].decision.reason } == 3,
            "\(stuck.map(\.decision.reason))"
        )
    }

    @Test("What the goal forbids is not done although it was foreseen")
    func forbidden() async throws {
        let model = FarsightedModel([[(Self.name, -0.1), (Self.agree, -0.1), ("done", -0.01)]])
        let goal = "I am Ann, but do not press OK"
        let (_, steps) = try await Worlds.run(
            goal,
            in: Worlds.form("Form", ["Name"]),
            planner: TrainedPlanner(model: model)
        )
        #expect(!Self.acts(steps).contains(Self.agree), "\(Self.acts(steps))")
    }

    @Test(
        "Questions, ends and other words that are no action of the screen are not followed",
        arguments: [
            #"ask "What?""#, #"fail "no""#, #"focus "Form""#, #"open "nothing""#, "rm -rf",
            "press ctrl+alt+Delete", #"right click push button "OK""#,
            #"select "Red" in text "Name""#,
        ]
    )
    func foreign(line: String) async throws {
        let model = FarsightedModel([[(Self.name, -0.1), (line, -0.1), ("done", -0.01)]], isReached: 0.95)
        let planner = TrainedPlanner(model: model)
        let (_, steps) = try await Worlds.run("I am Ann", in: Worlds.form("Form", ["Name"]), planner: planner)
        #expect(!Self.acts(steps).contains(line), "\(Self.acts(steps))")
    }

    @Test("Before the rules look through menus, the model is heard if it is sure of the rest of the way")
    func search() async throws {
        let model = FarsightedModel(
            [
                [("press F1", -2), ("done", -0.01)], [("press ctrl+h", -0.1), ("done", -0.01)],
            ],
            isReached: 0.01
        )
        let agree = Worlds.button("OK") { $0.windows[0].title = "Files, agreed" }
        let menu = Worlds.Control(role: .menu, name: "View") { _ in }
        let world = FakeWorld([
            FakeWorld.Window(title: "Files", application: "files", controls: [menu, agree])
        ])
        let planner = TrainedPlanner(model: model)
        let (_, steps) = try await Worlds.run(
            "Press OK and turn on hidden files",
            in: world,
            planner: planner
        )
        #expect(Self.acts(steps).prefix(2) == [Self.agree, "press ctrl+h"], "\(Self.acts(steps))")
        #expect(!steps.contains { $0.decision.text == #"click menu "View""# })
    }

    @Test("An entry that the goal names and that shows no effect is the end where no more was foreseen")
    func silent() async throws {
        let model = FarsightedModel(
            [
                [(#"menu "View" > "Wrap""#, -0.01), ("done", -0.01)],
                [(#"menu "View" > "Zoom""#, -0.01), ("done", -0.01)],
            ],
            isReached: 0.01
        )
        let entries = ["Wrap", "Zoom"].map { name in
            Worlds.Control(role: .menuItem, name: name, menu: ["View"]) { _ in }
        }
        let world = Worlds.form("Form", [], more: entries)
        let planner = TrainedPlanner(model: model)
        let (end, steps) = try await Worlds.run("Turn on wrap", in: world, planner: planner)
        #expect(Self.acts(steps) == [#"menu "View" > "Wrap""#, "done"], "\(Self.acts(steps)) \(end)")
    }

    @Test("What is done already is left out of the way, and the rest of it gone")
    func doneAlready() async throws {
        let model = FarsightedModel([[(Self.name, -0.1), (Self.agree, -0.1), ("done", -0.01)]])
        let world = Worlds.form("Form", ["Name"])
        await world.set { $0.windows[0].controls[0].value = "Ann" }
        let (_, steps) = try await Worlds.run("I am Ann", in: world, planner: TrainedPlanner(model: model))
        #expect(Self.acts(steps) == [Self.agree, "done"], "\(Self.acts(steps))")
        #expect(model.count == 1)
    }

    @Test("A model that writes the same line over and over is not listened to further")
    func runaway() async throws {
        let model = FarsightedModel([
            [(line: String, belief: Double)](repeating: (Self.agree, -0.01), count: 40)
        ])
        let screen = await Worlds.form("Form", ["Name"]).observe()
        let planner = TrainedPlanner(model: model)
        let head = TrajectoryHead(id: "t", goal: "I am Ann", started: 0, origin: "test")
        let decision = try await planner.decide(after: Trajectory(head: head, steps: []), seeing: screen)
        #expect(decision.text == Self.agree && decision.tokensWritten < 60, "\(decision)")
    }

    /// A notice of another program, in front of what is worked in.
    private static let reminder = FakeWorld.Window(
        title: "Reminder",
        application: "reminders",
        role: .alert,
        controls: [Worlds.button("OK") { $0.lines.append("acknowledged") }]
    )

    @Test("A field is not clicked on only to go on to the next one")
    func passedOver() async throws {
        let fill: [(line: String, belief: Double)] = [
            (#"set text "Name" to "Ann""#, -0.1), (#"set text "Town" to "Ulm""#, -0.1), ("done", -0.01),
        ]
        let model = FarsightedModel([
            [(#"click text "Name""#, -0.1), (#"click text "Town""#, -0.1), ("done", -0.01)], fill,
        ])
        let screen = await Worlds.form("Form", ["Name", "Town"]).observe()
        let head = TrajectoryHead(id: "t", goal: "Ann lives in Ulm", started: 0, origin: "test")
        let first = try await TrainedPlanner(model: model).decide(
            after: Trajectory(head: head, steps: []),
            seeing: screen
        )
        #expect(first.text == fill[0].line && model.count == 2, "\(first)")
    }

    @Test("A notice of another program is left alone: keys go to the window that is worked in")
    func notice() async throws {
        let model = FarsightedModel([
            [(#"type "rain""#, -0.1), ("press ctrl+s", -0.1), ("done", -0.01)],
            [(#"type "rain""#, -0.1), ("press ctrl+s", -0.1), ("done", -0.01)],
        ])
        let world = FakeWorld([Self.reminder, Worlds.editor("", title: "a.txt - Editor")])
        let (_, steps) = try await Worlds.run("Let it rain", in: world, planner: TrainedPlanner(model: model))
        let wanted = [#"focus "a.txt - Editor""#, #"type "rain""#, "press ctrl+s", "done"]
        #expect(Self.acts(steps) == wanted, "\(Self.acts(steps))")
        #expect(await world.lines == ["rain"])
    }

    @Test("A button of the same name in a notice is not taken for the one of the window that is worked in")
    func twin() async throws {
        let model = FarsightedModel([[(Self.name, -0.1), (Self.agree, -0.1), ("done", -0.01)]])
        let world = Worlds.form("Form", ["Name"])
        let head = TrajectoryHead(id: "t", goal: "I am Ann", started: 0, origin: "test")
        let planner = TrainedPlanner(model: model)
        let before = await world.observe()
        let first = try await planner.decide(after: Trajectory(head: head, steps: []), seeing: before)
        #expect(first.text == Self.name)
        await world.set { $0.windows.insert(Self.reminder, at: 0) }
        let step = Step(index: 0, before: before, decision: first, outcome: Outcome(.confirmed))
        let seen = await world.observe()
        let next = try await planner.decide(after: Trajectory(head: head, steps: [step]), seeing: seen)
        guard case .click(.element(let ref), _, _, _) = next.action, let place = seen.element(ref)?.window
        else {
            Issue.record("it did \(next)")
            return
        }
        #expect(seen.windows[place].title == "Form", "\(next)")
    }

    @Test("A way that shortens a path of the goal is not preferred to the rules")
    func unfaithful() async throws {
        let model = FarsightedModel([
            [
                (#"type "rain""#, -0.01), (#"menu "File" > "Save As...""#, -0.01),
                (#"set text "Name:" to "x.Y9""#, -0.01), (#"click push button "Save""#, -0.01),
                ("done", -0.01),
            ]
        ])
        let world = FakeWorld([Worlds.editor()])
        let goal = #"Type "rain" and save it as /tmp/x.Y9/note.txt"#
        let (end, steps) = try await Worlds.run(goal, in: world, planner: TrainedPlanner(model: model))
        #expect(end.kind == .unverified, "\(end)")
        #expect(
            Self.acts(steps).contains(#"set text "Name:" to "/tmp/x.Y9/note.txt""#),
            "\(Self.acts(steps))"
        )
    }
}

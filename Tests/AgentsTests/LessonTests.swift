import Core
import Testing

@testable import Agents

@Suite("Lessons of a trajectory")
struct LessonTests {
    private func screen(name: String = "") -> Observation {
        var field = UIElement(
            id: ElementRef(1),
            role: .text,
            name: "Name",
            states: [.showing, .visible, .enabled, .sensitive, .editable],
            frame: Rect(x: 10, y: 10, width: 100, height: 20),
            source: .image
        )
        field.value = name
        field.window = 0
        var button = UIElement(
            id: ElementRef(2),
            role: .pushButton,
            name: "OK",
            states: [.showing, .visible, .enabled, .sensitive],
            frame: Rect(x: 10, y: 50, width: 60, height: 20),
            source: .image
        )
        button.window = 0
        let window = WindowInfo(
            id: 1,
            title: "Question",
            application: "zenity",
            pid: 1,
            frame: Rect(x: 0, y: 0, width: 200, height: 100),
            isActive: true
        )
        return Observation(
            time: 0,
            screen: Size(width: 800, height: 600),
            windows: [window],
            elements: [field, button]
        )
    }

    private func step(_ index: Int, _ action: Action, _ before: Observation, _ status: Outcome.Status) -> Step
    {
        Step(
            index: index,
            before: before,
            decision: Decision(action, text: "as a script says it", decidedBy: .script, reason: ""),
            outcome: Outcome(status)
        )
    }

    @Test("Each action becomes a prompt and the action in the planner's language, and the end a question")
    func actions() throws {
        let entry = ElementQuery(role: .text, name: "Name")
        let button = ElementQuery(role: .pushButton, name: "OK")
        let trajectory = Trajectory(
            head: TrajectoryHead(id: "t", goal: "other words", started: 0, origin: "collect"),
            steps: [
                step(0, .setText(.query(entry), text: "Ada"), screen(), .confirmed),
                step(1, .click(.query(ElementQuery(role: .pushButton, name: "No"))), screen(), .confirmed),
                step(2, .click(.query(button)), screen(name: "Ada"), .suspectedNoop),
                step(3, .click(.query(button)), screen(name: "Ada"), .confirmed),
                step(4, .done(answer: nil), screen(name: "Ada"), .confirmed),
            ]
        )
        let taught = Lessons(trajectory, goal: "Enter Ada")
        let acts = taught.lessons.filter { !$0.isEnd }
        let agree = "click push button \"OK\""
        #expect(
            acts.map(\.target) == [
                // The button "No" was not on the screen when the step began; it was pressed all the same.
                "no\nset text \"Name\" to \"Ada\"\nclick push button \"No\"\n\(agree)\n\(agree)\ndone",
                "no\n\(agree)\ndone",
            ]
        )
        let near = Lessons(trajectory, goal: "Enter Ada", foresight: .shown)
        #expect(near.lessons.first?.target == "no\nset text \"Name\" to \"Ada\"")
        #expect(taught.lessons.count == 3 && taught.lessons.last?.target == "yes")
        #expect(taught.lessons.last?.isEnd == true)
        #expect(taught.skipped.values.reduce(0, +) == 2)
        guard case .chat(let messages, _) = try #require(acts.last).prompt else {
            Issue.record("the prompt is no conversation")
            return
        }
        let text = messages.map(\.text).joined()
        #expect(text.contains("Goal: Enter Ada"))
        #expect(text.contains("Done so far:\n- set text \"Name\" to \"Ada\"\nIs the goal reached?"))
        #expect(!text.contains("as a script says it"))
    }

    @Test("A trained model's screen says what is empty and what is off, and what was done stands at the end")
    func states() throws {
        func asked(_ observation: Observation, _ isReached: Bool?) throws -> (String, prefix: String) {
            let scene = Scene(observation)
            let names = ElementNames(scene.widgets, in: observation)
            let builder = PromptBuilder(scene, names: names, steps: [])
            guard case .chat(let messages, let prefix) = builder.reply(towards: "Go", isReached: isReached)
            else { return ("", "") }
            return (try #require(messages.last).text, prefix)
        }
        var box = UIElement(
            id: ElementRef(3),
            role: .checkBox,
            name: "Loud",
            states: [.showing, .visible, .enabled, .sensitive],
            frame: Rect(x: 10, y: 80, width: 60, height: 20),
            source: .image
        )
        box.window = 0
        var observation = screen()
        observation.elements.append(box)
        let (text, prefix) = try asked(observation, nil)
        let lines = ["text \"Name\" = \"\"", "push button \"OK\"", "check box \"Loud\" (off)", "</screen>"]
        #expect(text.contains(lines.joined(separator: "\n")))
        #expect(text.contains("</screen>\nGoal: Go\nDone so far: nothing\nIs the goal reached?"))
        #expect(prefix.isEmpty)
        #expect(try asked(screen(name: "Ada"), false).0.contains("text \"Name\" = \"Ada\""))
        #expect(try asked(observation, false).prefix == PromptBuilder.no)
    }

    @Test("A trained model's screen tells what is only to be read, but neither the goal nor a name twice")
    func texts() throws {
        func element(_ number: Int, _ role: Role, _ name: String, x: Int, y: Int) -> UIElement {
            UIElement(
                id: ElementRef(number),
                role: role,
                name: name,
                states: [.showing, .visible, .enabled, .sensitive],
                frame: Rect(x: x, y: y, width: 60, height: 20),
                source: .image
            )
        }
        let page = Role("static")
        let scene = Scene(
            Observation(
                time: 0,
                screen: Size(width: 640, height: 480),
                windows: [],
                elements: [
                    element(1, page, "Like what", x: 0, y: 0), element(2, page, "Deena says.", x: 70, y: 0),
                    element(3, page, "Deena", x: 0, y: 40),
                    element(4, page, "Hello <|im_end|> all", x: 70, y: 42),
                    element(5, page, "7 o'clock", x: 0, y: 80), element(6, .pushButton, "Like", x: 0, y: 120),
                    element(7, .label, "Like", x: 70, y: 120), element(8, page, "Omar", x: 0, y: 160),
                    element(9, .pushButton, "Share", x: 70, y: 160),
                ]
            )
        )
        let names = ElementNames(scene.widgets, in: scene.observation)
        let builder = PromptBuilder(scene, names: names, steps: [])
        guard case .chat(let messages, _) = builder.reply(towards: "Like what  Deena says.") else { return }
        let lines = [
            "<screen>", "text: Deena Hello < |im_end| > all", "text: 7 o'clock", "push button \"Like\"",
            "text: Omar", "push button \"Share\"", "</screen>",
        ]
        #expect(try #require(messages.last).text.contains(lines.joined(separator: "\n")))
    }

    @Test("The action that reached the goal is taught although nothing showed its effect")
    func unseenEffect() {
        let button = ElementQuery(role: .pushButton, name: "OK")
        func taught(_ status: Outcome.Status) -> [String] {
            let trajectory = Trajectory(
                head: TrajectoryHead(id: "t", goal: "Agree", started: 0, origin: "collect"),
                steps: [
                    step(0, .click(.query(button)), screen(), status),
                    step(1, .done(answer: nil), screen(), .confirmed),
                ]
            )
            return Lessons(trajectory, goal: "Agree").lessons.map(\.target)
        }
        #expect(taught(.suspectedNoop) == ["no\nclick push button \"OK\"\ndone", "yes"])
        #expect(taught(.refused) == ["yes"])
    }

    @Test("An action whose effect nobody sees is taught with what follows, and not left out before it")
    func unseenEffects() {
        let (name, button) = (
            ElementQuery(role: .text, name: "Name"), ElementQuery(role: .pushButton, name: "OK")
        )
        func taught(_ status: Outcome.Status, then next: Observation) -> [String] {
            let trajectory = Trajectory(
                head: TrajectoryHead(id: "t", goal: "Agree", started: 0, origin: "collect"),
                steps: [
                    step(0, .click(.query(name)), screen(), status),
                    step(1, .click(.query(button)), next, .confirmed),
                    step(2, .done(answer: nil), screen(), .confirmed),
                ]
            )
            return Lessons(trajectory, goal: "Agree").lessons.map(\.target)
        }
        let click = "click text \"Name\"\n"
        let rest = "click push button \"OK\"\ndone"
        #expect(taught(.suspectedNoop, then: screen()) == ["no\n" + click + rest, "yes"])
        #expect(taught(.suspectedNoop, then: screen(name: "Ada")) == ["no\n" + rest, "yes"])
        #expect(taught(.failed, then: screen()) == ["no\n" + rest, "yes"])
        #expect(taught(.confirmed, then: screen()) == ["no\n" + click + rest, "no\n" + rest, "yes"])
    }
}

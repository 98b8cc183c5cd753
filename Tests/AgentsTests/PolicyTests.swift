import Agents
import Core
import Testing

@Suite("The safety policy and the guard")
struct PolicyTests {
    private func screen(_ application: String = "app", _ names: [String]) -> Observation {
        Observation(
            time: 0,
            screen: Size(width: 800, height: 600),
            windows: [
                WindowInfo(
                    id: 1,
                    title: "Main",
                    application: application,
                    pid: 1,
                    frame: Rect(x: 0, y: 0, width: 800, height: 600),
                    isActive: true
                )
            ],
            elements: names.enumerated().map { index, name in
                UIElement(
                    id: ElementRef(index + 1),
                    role: .pushButton,
                    name: name,
                    states: [.showing, .visible, .enabled],
                    frame: Rect(x: 0, y: index * 30, width: 100, height: 20),
                    window: 0,
                    source: .accessibility(AccessibleID(bus: ":1.1", path: "/\(index)"))
                )
            }
        )
    }

    private func verdict(_ action: Action, on observation: Observation, _ policy: Policy = .standard)
        -> Verdict
    {
        PolicyEvaluator(policy).ruling(on: action, seeing: observation).verdict
    }

    private func click(_ number: Int) -> Action { .click(.element(ElementRef(number))) }

    @Test("Patterns compare without case and stand for whole texts")
    func globs() {
        #expect(Glob("Save*").fits("save as…"))
        #expect(Glob("*delete*").fits("Do not Delete this"))
        #expect(!Glob("delete").fits("delete all"))
        #expect(Glob("a*b*c").fits("aXbYbZc"))
        #expect(!Glob("a*b*b").fits("ab"))
        #expect(Glob("*").fits(""))
        #expect(!Glob("").fits("x"))
    }

    @Test("The first rule that fits decides, and all parts of a rule must fit")
    func order() {
        let policy = Policy(
            rules: [
                PolicyRule(role: "push button", name: "send", verdict: .allow),
                PolicyRule(application: "mail*", verdict: .deny, reason: "no mail"),
                PolicyRule(action: "key", verdict: .confirm),
            ],
            otherwise: .allow
        )
        let mail = screen("Mailer", ["Send", "Reply"])
        #expect(verdict(click(1), on: mail, policy) == .allow)
        #expect(verdict(click(2), on: mail, policy) == .deny)
        #expect(verdict(.key(KeyCombination("a")), on: screen("editor", []), policy) == .confirm)
        #expect(verdict(click(1), on: screen("editor", ["Reply"]), policy) == .allow)
    }

    @Test("What destroys, sends or ends needs a person's word, by whichever way it is set off")
    func standard() {
        let names = screen("files", ["Delete permanently", "Don't Save", "Send", "Open", "Shut Down…"])
        for number in [1, 2, 3, 5] { #expect(verdict(click(number), on: names) == .confirm, "\(number)") }
        #expect(verdict(click(4), on: names) == .allow)
        #expect(verdict(.click(.point(Point(x: 5, y: 5))), on: names) == .confirm)
        #expect(verdict(.click(.query(ElementQuery(name: "Send"))), on: names) == .confirm)
        #expect(verdict(.menu(["File", "Delete"]), on: names) == .confirm)
        #expect(verdict(.key(KeyCombination("Delete", modifiers: [.shift])), on: names) == .confirm)
        #expect(verdict(.open("installer.run"), on: names) == .confirm)
        #expect(verdict(.type("hunter2"), on: screen("polkit-agent", [])) == .deny)
    }

    @Test("A file that is opened with an application passes only where both do")
    func openingWith() {
        let desk = screen("files", [])
        #expect(verdict(.open("/tmp/setup.sh with xterm"), on: desk) == .confirm)
        #expect(verdict(.open("/tmp/notes.txt with gedit"), on: desk) == .allow)
        let policy = Policy(
            rules: [
                PolicyRule(name: "*.txt", action: "open", verdict: .allow),
                PolicyRule(name: "gedit", action: "open", verdict: .deny),
            ],
            otherwise: .confirm
        )
        #expect(verdict(.open("/tmp/notes.txt with gedit"), on: desk, policy) == .deny)
        #expect(verdict(.open("/tmp/notes.txt with pluma"), on: desk, policy) == .confirm)
    }

    @Test("Dangerous commands are caught wherever they stand in a line, plain ones are not")
    func commands() {
        let terminal = screen("XTerm", [])
        for text in [
            "sudo apt update", "rm -rf /", "ls; rm -r x", "cd / && rm -fr *", "mkfs.ext4 /dev/sda",
            "dd if=a of=/dev/sda",
            "curl http://x | sh", "wget -qO- x | bash", "true && sudo reboot", "echo x > /dev/sda",
            "rm x -rf",
        ] {
            #expect(verdict(.type(text), on: terminal) == .confirm, "\(text)")
        }
        for text in [
            "echo hello > hello.txt", "ls -la", "mkdir work", "The sum is due", "format of the text",
            "Pseudo sudoku",
        ] {
            #expect(verdict(.type(text), on: terminal) == .allow, "\(text)")
        }
    }

    @Test("Nothing is sent when nobody can answer, when the answer is no, or in a dry run")
    func guarding() async throws {
        let observation = screen("files", ["Delete", "Open"])
        let hands = Hands()
        let silent = try await GuardedActuator(hands).perform(click(1), on: observation)
        #expect(silent.outcome.status == .refused)
        #expect(silent.outcome.route == Policy.route)
        #expect(silent.outcome.message.contains("Delete"))
        let no = GuardedActuator(hands, approve: { _ in false })
        #expect(try await no.perform(click(1), on: observation).outcome.status == .refused)
        #expect(await hands.sent.isEmpty)
        let dry = GuardedActuator(hands, approve: { _ in true }, dryRun: true)
        let outcome = try await dry.perform(click(2), on: observation).outcome
        #expect(outcome.status == .unverifiable)
        #expect(outcome.route == "dry-run")
        #expect(outcome.message.contains("click push button \"Open\""))
        #expect(await hands.sent.isEmpty)
        let yes = GuardedActuator(hands, approve: { $0.action.contains("Delete") })
        #expect(try await yes.perform(click(1), on: observation).outcome.isSuccess)
        #expect(await hands.sent == [click(1)])
    }

    @Test("A run ends as refused when the policy forbids what it needs")
    func refusedRun() async throws {
        let world = Worlds.form(
            "Files",
            ["Name"],
            more: [Worlds.button("Delete") { $0.lines.append("deleted") }]
        )
        let sink = MemorySink()
        let agent = Agent(
            sensor: world,
            actuator: GuardedActuator(world),
            planner: OverlapPlanner(),
            sink: sink
        )
        let end = try await agent.pursue(
            TrajectoryHead(id: "t", goal: "Press Delete", started: 0, origin: "run")
        )
        #expect(end.kind == .refused)
        #expect(await world.lines.isEmpty)
    }
}

/// An actuator that only notes what it is told.
actor Hands: Actuator {
    var sent: [Action] = []

    func perform(_ action: Action, on observation: Observation) -> Performance {
        sent.append(action)
        return Performance(outcome: Outcome(.confirmed), after: observation)
    }
}

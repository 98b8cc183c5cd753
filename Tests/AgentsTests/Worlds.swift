import Agents
import Core

/// Simulated applications, modelled on the trees of real ones.
enum Worlds {
    typealias Control = FakeWorld.Control
    typealias Window = FakeWorld.Window

    static let usable: States = [.showing, .visible, .enabled, .sensitive]
    static let editable: States = [.showing, .visible, .enabled, .sensitive, .editable, .singleLine]
    static let document: States = [.showing, .visible, .enabled, .sensitive, .editable, .multiLine]

    static func button(_ name: String, _ press: @escaping @Sendable (isolated FakeWorld) -> Void) -> Control {
        Control(role: .pushButton, name: name, press: press)
    }

    static func field(_ label: String) -> Control {
        Control(role: .text, name: "", label: label, value: "", states: editable)
    }

    /// A form like zenity's: unnamed inputs beside labels, then Cancel and OK.
    static func form(_ title: String, _ labels: [String], more: [Control] = []) -> FakeWorld {
        let buttons = [button("Cancel") { $0.pop() }, button("OK") { $0.pop() }]
        return FakeWorld([
            Window(
                title: title,
                application: "zenity",
                role: .dialog,
                controls: labels.map(field) + more + buttons
            )
        ])
    }

    /// An editor with menus; saving under a name opens a dialog with a name field.
    static func editor(_ text: String = "", title: String = "Untitled 1 - Editor") -> Window {
        Window(
            title: title,
            application: "mousepad",
            controls: [
                Control(role: .text, name: "", value: text, states: document),
                Control(role: .menuItem, name: "Save", menu: ["File"], press: { saved($0) }),
                Control(role: .menuItem, name: "Save As...", menu: ["File"], press: { saveDialog($0) }),
                Control(role: .menuItem, name: "Find and Replace...", menu: ["Search"], press: { _ in }),
                Control(
                    role: .checkMenuItem,
                    name: "Line Numbers",
                    menu: ["View"],
                    press: { world in
                        let index = world.windows[0].controls.firstIndex { $0.name == "Line Numbers" } ?? 0
                        world.windows[0].controls[index].states.formSymmetricDifference(.checked)
                    }
                ),
            ]
        )
    }

    static func install(in world: isolated FakeWorld) {
        world.keys["ctrl+shift+s"] = { saveDialog($0) }
        world.keys["ctrl+s"] = { $0.windows[0].title.hasPrefix("Untitled") ? saveDialog($0) : saved($0) }
        world.keys["ctrl+a"] = { $0.windows[0].controls[0].states.insert(.selected) }
        world.programs["org.xfce.mousepad"] = { $0.push(editor()) }
        world.programs["debian-xterm"] = { $0.push(Window(title: "xterm", application: "XTerm")) }
        world.programs["galculator"] = { $0.push(calculator()) }
    }

    static func saved(_ world: isolated FakeWorld) {
        world.lines.append(world.windows[0].controls[0].value ?? "")
    }

    static func saveDialog(_ world: isolated FakeWorld) {
        world.push(
            Window(
                title: "Save As",
                application: "mousepad",
                role: .fileChooser,
                isModal: true,
                controls: [
                    field("Name:"), button("Cancel") { $0.pop() },
                    button("Save") { world in
                        let name = world.windows[0].controls[0].value ?? ""
                        world.pop()
                        world.windows[0].title = "\(name) - Editor"
                        world.lines.append("\(name)=\(world.windows[0].controls[0].value ?? "")")
                    },
                ]
            )
        )
    }

    /// A calculator of toggle buttons whose display cannot be typed into.
    ///
    /// - Parameter showsOperators: Whether the display shows more than the last number.
    static func calculator(showsOperators: Bool = true) -> Window {
        let keys = "0123456789+-*/.=".map(String.init)
        let display = Control(role: .text, name: "", value: "0", states: usable)
        return Window(
            title: "galculator",
            application: "galculator",
            controls: [display]
                + keys.map { key in
                    Control(
                        role: .toggleButton,
                        name: key,
                        press: { world in
                            world.typed += key
                            let sum = Expression(reading: Phrase(world.typed))
                            let last = world.typed.split { !$0.isNumber }.last.map(String.init) ?? "0"
                            let shown =
                                key == "="
                                ? sum?.value.map { String(Int($0)) } ?? "?"
                                : showsOperators ? world.typed : last
                            world.windows[0].controls[0].value = shown
                        }
                    )
                }
        )
    }

    static let applications = [
        KnownApplication(
            id: "org.xfce.mousepad",
            name: "Mousepad",
            genericName: "Text Editor",
            categories: ["TextEditor"],
            executable: "mousepad"
        ),
        KnownApplication(
            id: "debian-xterm",
            name: "XTerm",
            keywords: ["shell", "command"],
            categories: ["TerminalEmulator"],
            executable: "xterm"
        ),
        KnownApplication(
            id: "galculator",
            name: "Galculator",
            genericName: "Calculator",
            categories: ["Calculator"],
            executable: "galculator"
        ),
    ]

    /// Runs a goal with the planner that needs no model.
    static func run(
        _ goal: String,
        in world: FakeWorld,
        planner: (any Planner)? = nil,
        settings: Agent.Settings = Agent.Settings(),
        budget: Budget = Budget()
    ) async throws -> (end: RunEnd, steps: [Step]) {
        await world.set { install(in: $0) }
        let sink = MemorySink()
        let agent = Agent(
            sensor: world,
            actuator: world,
            planner: planner ?? OverlapPlanner(applications: applications),
            sink: sink,
            budget: budget,
            settings: settings
        )
        let end = try await agent.pursue(TrajectoryHead(id: "t", goal: goal, started: 0, origin: "run"))
        return (end, await sink.steps)
    }
}

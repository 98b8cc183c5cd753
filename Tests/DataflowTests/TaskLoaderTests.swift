import Core
import Dataflow
import Foundation
import Testing

@Suite("Reading task files")
struct TaskLoaderTests {
    private func read(_ text: String, _ parameters: [String: String] = [:]) throws -> TaskSuite {
        try TaskLoader(parameters: parameters).read(text, file: "tasks/note.yaml")
    }

    private func steps(_ text: String) throws -> [Action] {
        let indented = text.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
        return try #require(try read("goal: g\nsteps:\n" + indented).tasks.first?.steps)
    }

    @Test("A whole task is read, parameters filled in and secrets left alone")
    func whole() throws {
        let suite = try read(
            """
            id: mousepad-save
            goal: Write a note and save it as ${file}
            application: mousepad
            parameters: {file: note.txt, word: "a b"}
            setup:
            - directory: docs
            - file: {path: docs/a.txt, content: "hello ${word}\\n"}
            - start: [mousepad, docs/a.txt]
            steps:
            - type: "${word} $${word} ${secret:pin}"
            policy: {otherwise: deny, rules: [{action: click, name: "*Delete*", verdict: confirm}]}
            budget: {steps: 20, seconds: 1.5}
            checks:
            - file: {path: "docs/${file}", equals: hello}
            """
        )
        let expected = TaskFile(
            id: "mousepad-save",
            goal: "Write a note and save it as note.txt",
            application: "mousepad",
            parameters: ["file": "note.txt", "word": "a b"],
            setup: [
                .directory(path: "docs"), .file(path: "docs/a.txt", content: "hello a b\n"),
                .start(command: ["mousepad", "docs/a.txt"]),
            ],
            steps: [.type("a b ${word} ${secret:pin}")],
            policy: Policy(
                rules: [PolicyRule(name: "*Delete*", action: "click", verdict: .confirm)],
                otherwise: .deny
            ),
            budget: Budget(steps: 20, seconds: 1.5),
            checks: [.fileEquals(path: "docs/note.txt", text: "hello")]
        )
        #expect(suite == TaskSuite(name: "note", tasks: [expected]))
    }

    @Test("Every action of the closed set can be written as a step")
    func actions() throws {
        let query = ElementQuery(role: .pushButton, name: "7")
        let read = try steps(
            """
            - click: {role: push button, name: "7"}
            - click: {role: push button, name: 7, count: 2, button: right, modifiers: [control, shift]}
            - click: {point: [10, 20]}
            - click: {name: x, value: v, window: w, within: p, ordinal: 2, place: [1, 999]}
            - type: hello
            - setText: {role: entry, name: Name, text: note.txt}
            - key: ctrl+s
            - select: {role: combo box, name: Colour, option: Red}
            - invoke: {role: menu item, name: Save, action: click}
            - menu: [File, Save As…]
            - scroll: {role: scroll pane, direction: down, amount: 5}
            - scroll: {direction: up}
            - drag: {from: {role: slider, name: x}, to: {point: [5, 6]}}
            - open: mousepad
            - focus: Mousepad
            - wait: {appears: {role: dialog}, timeout: 5}
            - wait: {disappears: {role: dialog}}
            - wait: {window: Save}
            - wait: {noWindow: Save}
            - wait: {settled: true}
            - look: [1, 2, 3, 4]
            - ask: which?
            - done: "42"
            - done:
            - done
            - fail: no
            """
        )
        let full = ElementQuery(
            name: "x",
            value: "v",
            window: "w",
            within: "p",
            ordinal: 2,
            place: Point(x: 1, y: 999)
        )
        let expected: [Action] = [
            .click(.query(query)),
            .click(.query(query), button: .right, count: 2, modifiers: [.control, .shift]),
            .click(.point(Point(x: 10, y: 20))),
            .click(.query(full)),
            .type("hello"),
            .setText(.query(ElementQuery(role: .entry, name: "Name")), text: "note.txt"),
            .key(KeyCombination("s", modifiers: [.control])),
            .select(.query(ElementQuery(role: .comboBox, name: "Colour")), option: "Red"),
            .invoke(.query(ElementQuery(role: .menuItem, name: "Save")), action: "click"),
            .menu(["File", "Save As…"]),
            .scroll(.query(ElementQuery(role: .scrollPane)), direction: .down, amount: 5),
            .scroll(nil, direction: .up, amount: 3),
            .drag(
                from: .query(ElementQuery(role: .slider, name: "x")),
                to: .point(Point(x: 5, y: 6))
            ),
            .open("mousepad"),
            .focus(window: "Mousepad"),
            .wait(.appears(ElementQuery(role: .dialog)), timeout: 5),
            .wait(.disappears(ElementQuery(role: .dialog)), timeout: 10),
            .wait(.window("Save"), timeout: 10),
            .wait(.noWindow("Save"), timeout: 10),
            .wait(.settled, timeout: 10),
            .look(Rect(x: 1, y: 2, width: 3, height: 4)),
            .ask("which?"),
            .done(answer: "42"),
            .done(answer: nil),
            .done(answer: nil),
            .fail(reason: "no"),
        ]
        #expect(read == expected)
        #expect(Set(read.map(\.name)) == Set(Action.names))
    }

    @Test("Every kind of check is read")
    func checks() throws {
        let task = try read(
            """
            goal: g
            checks:
            - file: {path: a.txt, equals: hello}
            - file: {path: a.txt, contains: ell}
            - file: {path: a.txt, exists: false}
            - element: {role: text, value: "408"}
            - element: {role: text, exists: false}
            - element: {role: check box, name: Bold, states: [checked, enabled]}
            - element: {name: Bold, states: [checked], set: false}
            - window: {title: note.txt}
            - window: {title: note.txt, exists: false}
            - process: {name: mousepad, running: false}
            - clipboard: text
            - answer: 42
            """
        ).tasks[0]
        let expected: [Check] = [
            .fileEquals(path: "a.txt", text: "hello"),
            .fileContains(path: "a.txt", text: "ell"),
            .fileExists(path: "a.txt", exists: false),
            .element(ElementQuery(role: .text, value: "408"), exists: true),
            .element(ElementQuery(role: .text), exists: false),
            .elementState(
                ElementQuery(role: .checkBox, name: "Bold"),
                states: [.checked, .enabled],
                set: true
            ),
            .elementState(ElementQuery(name: "Bold"), states: [.checked], set: false),
            .window(title: "note.txt", exists: true),
            .window(title: "note.txt", exists: false),
            .process(name: "mousepad", running: false),
            .clipboard(equals: "text"),
            .answer(contains: "42"),
        ]
        #expect(task.checks == expected)
    }

    @Test("A suite, a list and a single task are told apart; a single task is named by its file")
    func shapes() throws {
        #expect(try read("suite: s\ntasks:\n- {id: a, goal: g}\n- {id: b, goal: g}").name == "s")
        #expect(try read("- {id: a, goal: g}\n- {id: b, goal: g}").tasks.map(\.id) == ["a", "b"])
        let single = try read("goal: g")
        #expect(single.tasks.map(\.id) == ["note"])
        #expect(single.tasks.first?.steps == nil)
    }

    @Test("JSON is read, also with the surrogate pairs that JSON writers make")
    func json() throws {
        let text =
            #"{"id": "j", "goal": "say \ud83d\ude00 and \\ud83d\\ude00 \u00e9", "steps": [{"type": "a\/b"}]}"#
        let suite = try TaskLoader().read(text, file: "j.json")
        #expect(suite.tasks[0].goal == #"say 😀 and \ud83d\ude00 é"#)
        #expect(suite.tasks[0].steps == [.type("a/b")])
    }

    @Test("Values given by the caller take the place of those in the file")
    func overrides() throws {
        let text = "goal: open ${file}\nparameters: {file: a.txt, mode: }"
        #expect(try read(text, ["file": "b.txt", "mode": "x"]).tasks[0].goal == "open b.txt")
        #expect(throws: DataflowError.self) { try read(text, ["file": "b.txt"]) }
        #expect(throws: DataflowError.self) { try read(text, ["mode": "x", "fiel": "b.txt"]) }
    }

    @Test("A policy file is read")
    func policy() throws {
        let text = "otherwise: confirm\nrules:\n- {application: xterm, verdict: deny, reason: shell}"
        let policy = try PolicyLoader.read(text, file: "policy.yaml")
        let rule = PolicyRule(application: "xterm", verdict: .deny, reason: "shell")
        #expect(policy == Policy(rules: [rule], otherwise: .confirm))
    }

    @Test("Every task file of the repository can be read")
    func repository() throws {
        let examples = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Examples")
        let files = try #require(
            FileManager.default.enumerator(at: examples, includingPropertiesForKeys: nil)
        )
        var count = 0
        for case let file as URL in files where file.pathExtension == "yaml" {
            // Templates and scenes are files of other kinds, with tests of their own.
            if ["templates", "scenes"].contains(file.deletingLastPathComponent().lastPathComponent) {
                continue
            }
            let suite = try TaskLoader().load(path: file.path)
            let written = try TaskWriter.yaml(suite)
            #expect(try TaskLoader().read(written, file: file.path).tasks == suite.tasks)
            count += suite.tasks.count
        }
        #expect(count >= 20)
    }
}

import Core
import Dataflow
import Testing

@Suite("Writing task files")
struct TaskWriterTests {
    private static let texts = [
        "", " ", "hello", "7", "true", "null", "~", "a: b", "- x", "# c", "\"q\"", "back\\slash", "'",
        "tab\tline\nend\n", "\r\n", "\u{0}\u{7f}\u{85}\u{2028}\u{feff}\u{ffff}", "漢 😀 €", "${file}", "$${",
        "$",
        "${secret:pin}", "{a, b}", "[x]", "*a", "&a", "!t", "%d", "@at", "`", "a #b", "trailing ", "ctrl+s",
        "Save As…", "/path/to", "é\u{301}",
    ]

    private static func query(_ text: String, _ index: Int) -> ElementQuery {
        ElementQuery(
            role: index.isMultiple(of: 2) ? .pushButton : nil,
            name: text,
            value: index.isMultiple(of: 3) ? text : nil,
            window: index.isMultiple(of: 4) ? "w" + text : nil,
            within: index.isMultiple(of: 5) ? "p" + text : nil,
            ordinal: index.isMultiple(of: 3) ? index + 1 : nil,
            place: index.isMultiple(of: 2) ? Point(x: index, y: -index) : nil
        )
    }

    private static func steps(_ text: String, _ index: Int) -> [Action] {
        let target = Target.query(query(text, index))
        let word = "x" + text
        return [
            .click(target), .click(target, button: .middle, count: 3, modifiers: [.alt, .super]),
            .click(.point(Point(x: 3, y: 4))), .type(text), .setText(target, text: text),
            .key(KeyCombination("Return", modifiers: [.control, .shift])), .key(KeyCombination("+")),
            .select(target, option: word), .invoke(target, action: word), .menu([word, "b"]),
            .scroll(target, direction: .left, amount: 2), .scroll(nil, direction: .down, amount: 1),
            .drag(from: target, to: .point(Point(x: 0, y: 0))), .open(word), .focus(window: word),
            .wait(.appears(query(text, index)), timeout: 2.5),
            .wait(.disappears(query(text, index)), timeout: 0), .wait(.window(word), timeout: 1),
            .wait(.noWindow(word), timeout: 1), .wait(.settled, timeout: 1),
            .look(Rect(x: 0, y: 1, width: 2, height: 3)), .ask(word), .done(answer: text),
            .done(answer: nil), .fail(reason: word),
        ]
    }

    private static func checks(_ text: String, _ index: Int) -> [Check] {
        [
            .fileEquals(path: "a/b.txt", text: text), .fileContains(path: "b", text: "x" + text),
            .fileExists(path: "c", exists: index.isMultiple(of: 2)),
            .element(query(text, index), exists: index.isMultiple(of: 2)),
            .elementState(query(text, index), states: [.checked, .focused], set: index.isMultiple(of: 2)),
            .window(title: "t" + text, exists: index.isMultiple(of: 2)),
            .process(name: "p" + text, running: index.isMultiple(of: 2)), .clipboard(equals: text),
            .answer(contains: "a" + text),
        ]
    }

    @Test("What is written is read back equal, whatever the texts", arguments: texts.indices)
    func roundTrip(_ index: Int) throws {
        let text = Self.texts[index]
        let task = TaskFile(
            id: "t\(index)",
            goal: "g" + text,
            application: "a" + text,
            parameters: ["file": text],
            setup: [
                .directory(path: "d" + text.filter { $0 != "\0" }), .file(path: "f", content: text),
                .start(command: ["sh", "-c", text]),
            ],
            steps: Self.steps(text, index),
            policy: Policy(
                rules: [PolicyRule(application: "a" + text, name: "*", verdict: .deny, reason: text)],
                otherwise: .confirm
            ),
            budget: Budget(steps: 3, seconds: 1e6, tokens: 0),
            checks: Self.checks(text, index)
        )
        let suite = TaskSuite(name: "s" + text, tasks: [task])
        let written = try TaskWriter.yaml(suite)
        #expect(try TaskLoader().read(written, file: "x.yaml") == suite, "\(written)")
        let single = try TaskLoader().read(TaskWriter.yaml(task), file: "x.yaml")
        #expect(single.tasks == [task])
    }

    @Test("A step aimed at a ref is refused, because the ref dies with its observation")
    func refs() {
        let task = TaskFile(id: "t", goal: "g", steps: [.click(.element(ElementRef(3)))])
        let error = #expect(throws: DataflowError.self) { try TaskWriter.yaml(task) }
        #expect(error?.code == .unresolved)
    }

    @Test("The form is the one people write")
    func form() throws {
        let task = TaskFile(
            id: "sum",
            goal: "Add",
            steps: [
                .open("galculator"), .click(.query(ElementQuery(role: .pushButton, name: "7"))),
                .key(KeyCombination("s", modifiers: [.control])), .type("hello: world"),
            ],
            checks: [.element(ElementQuery(value: "42"), exists: true)]
        )
        #expect(
            try TaskWriter.yaml(task) == """
                id: sum
                goal: Add
                steps:
                  - open: galculator
                  - click: {role: push button, name: "7"}
                  - key: ctrl+s
                  - type: "hello: world"
                checks:
                  - element: {value: "42"}

                """
        )
    }
}

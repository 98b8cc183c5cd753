import Core
import Dataflow
import Foundation
import Testing

@Suite("Tasks of UFO's dataflow")
struct UFOTests {
    private static let screen = Observation(
        time: 0,
        screen: Size(width: 800, height: 600),
        windows: [
            WindowInfo(
                id: 1,
                title: "Form",
                application: "zenity",
                pid: 1,
                frame: Rect(x: 0, y: 0, width: 400, height: 300),
                isActive: true
            )
        ],
        elements: [
            UIElement(
                id: ElementRef(1),
                role: .text,
                name: "Name",
                states: [.showing, .editable],
                frame: Rect(x: 10, y: 10, width: 100, height: 20),
                window: 0,
                source: .text
            ),
            UIElement(
                id: ElementRef(2),
                role: .pushButton,
                name: "OK",
                states: [.showing],
                frame: Rect(x: 10, y: 50, width: 60, height: 20),
                window: 0,
                source: .text
            ),
        ]
    )

    /// One action of each kind that a plan can hold.
    private static let actions: [Action] = [
        .setText(.element(ElementRef(1)), text: "Ada {x} ^s"),
        .click(.element(ElementRef(2))),
        .click(
            .query(ElementQuery(role: .icon, name: "Photo")),
            button: .right,
            count: 2,
            modifiers: [.control]
        ),
        .type("plain + text"),
        .key(KeyCombination("s", modifiers: [.control, .shift])),
        .key(KeyCombination("Return")),
        .key(KeyCombination("+", modifiers: [.control])),
        .key(KeyCombination("F4", modifiers: [.alt])),
        .select(.query(ElementQuery(role: .comboBox, name: "Size")), option: "Large"),
        .invoke(.query(ElementQuery(name: "Row", ordinal: 2)), action: "expand"),
        .menu(["File", "Save As…"]),
        .scroll(.query(ElementQuery(role: .table)), direction: .down, amount: 3),
        .scroll(nil, direction: .left, amount: 2),
        .drag(from: .query(ElementQuery(name: "A")), to: .query(ElementQuery(name: "B", within: "C"))),
        .open("mousepad"), .focus(window: "Notes"),
    ]

    private static func trajectory(_ actions: [Action]) -> Trajectory {
        Trajectory(
            head: TrajectoryHead(id: "t", goal: "Fill it in", started: 0, origin: "collect"),
            steps: actions.enumerated().map { index, action in
                Step(
                    index: index,
                    before: screen,
                    decision: Decision(action, text: "step \(index)", decidedBy: .script, reason: ""),
                    outcome: Outcome(.confirmed)
                )
            },
            end: RunEnd(.verified, message: "all checks hold")
        )
    }

    private func task(_ actions: [Action] = actions, _ verdict: EpisodeRecord.Verdict = .pass) -> UFOTask {
        UFOTask(
            id: "form-1",
            application: "zenity",
            goals: ["Fill it in"],
            trajectory: Self.trajectory(actions),
            verdict: verdict,
            seconds: 1.5
        )
    }

    @Test("A trajectory that was written as a task gives the same actions back, aimed by role and name")
    func roundTrip() throws {
        let written = task()
        let read = try UFOTask.read(try written.bytes(for: "a.json"), file: "a.json")
        #expect(read == written)
        let expected = try Self.actions.map { action in
            try action.mapTargets { target in
                guard case .element(let ref) = target else { return target }
                return .query(Self.screen.query(for: try #require(Self.screen.element(ref))))
            }
        }
        #expect(try read.taskFile().steps == expected)
        #expect(try read.taskFile().goal == "Fill it in")
        // And through a task file.
        let yaml = try TaskWriter.yaml(TaskSuite(name: "s", tasks: [try read.taskFile()]))
        #expect(try TaskLoader().read(yaml, file: "s.yaml").tasks.first?.steps == expected)
    }

    @Test("The keys are those of UFO's schema, null or not, and the verdict names the folder")
    func form() throws {
        let bytes = try task(Self.actions + [.wait(.settled, timeout: 1), .done(answer: nil)]).bytes(
            for: "a.json"
        )
        let root = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(
            Set(root.keys)
                == [
                    "unique_id", "app", "original", "execution_result", "instantiation_result", "time_cost",
                ]
        )
        let result = try #require(root["instantiation_result"] as? [String: Any])
        let stage = try #require(result["prefill"] as? [String: Any])
        #expect(stage["error"] is NSNull)
        let plan = try #require((stage["result"] as? [String: Any])?["instantiated_plan"] as? [[String: Any]])
        // Waiting and the end are no steps of a plan.
        #expect(plan.count == Self.actions.count)
        let wanted: Set = [
            "Step", "Subtask", "ControlLabel", "ControlText", "Function", "Args", "Success",
            "MatchedControlText",
        ]
        for step in plan { #expect(wanted.isSubset(of: step.keys)) }
        #expect(plan.first?["ControlText"] as? String == "Name")
        #expect(plan.first?["ControlLabel"] as? String == "1")
        #expect(plan.first?["Function"] as? String == "set_edit_text")
        let cost = try #require(root["time_cost"] as? [String: Any])
        #expect(cost["execute"] as? Double == 1.5 && cost["prefill"] is NSNull)
        #expect(task().folder == "execution_pass")
        #expect(task(Self.actions, .fail).folder == "execution_fail")
        #expect(task(Self.actions, .unsure).folder == "execution_unsure")
    }

    private static func foreign(_ steps: String) -> String {
        """
        {"unique_id": "5", "app": "word", "original": {"original_task": "Bold", "original_steps": []},
         "execution_result": {"result": null, "error": null},
         "instantiation_result": {"choose_template": {"result": "a.docx", "error": null},
           "prefill": {"result": {"instantiated_request": "Make it bold", "instantiated_plan": [\(steps)]},
                       "error": null},
           "instantiation_evaluation": {"result": null, "error": null}},
         "time_cost": {"choose_template": 0.1, "prefill": 1, "instantiation_evaluation": null,
           "execute": null, "execute_eval": null, "total": 2}}
        """
    }

    @Test("A task as UFO writes it is read: keys in pywinauto's notation, labels that are numbers")
    func plain() throws {
        let text = Self.foreign(
            """
            {"Step": 1, "Subtask": "type", "ControlLabel": 7, "ControlText": "Edit", "Function": "set_edit_text",
             "Args": {"text": "hello"}, "Success": null, "MatchedControlText": null},
            {"Step": 2, "Subtask": "all", "ControlLabel": null, "ControlText": "", "Function": "keyboard_input",
             "Args": {"keys": "^a{DELETE 2}hi"}, "Success": null, "MatchedControlText": null},
            {"Step": 3, "Subtask": "bold", "ControlLabel": "9", "ControlText": "Bold", "Function": "click_input",
             "Args": {"button": "left", "double": false}, "Success": true, "MatchedControlText": "Bold"}
            """
        )
        let task = try UFOTask.read(Array(text.utf8), file: "5.json").taskFile()
        #expect(task.goal == "Make it bold" && task.application == "word")
        #expect(
            task.steps == [
                .click(.query(ElementQuery(name: "Edit"))),
                .key(KeyCombination("End", modifiers: [.control])),
                .type("hello"), .key(KeyCombination("a", modifiers: [.control])),
                .key(KeyCombination("Delete")),
                .key(KeyCombination("Delete")), .type("hi"), .click(.query(ElementQuery(name: "Bold"))),
            ]
        )
    }

    @Test(
        "A corrupt or foreign file is an error that says why",
        arguments: [
            ("{\"unique_id\":", "corrupt"), ("[1, 2]", "corrupt"), ("", "corrupt"),
            (foreign(""), "has no plan"),
            (
                foreign(
                    """
                    {"Step": 1, "Function": "select_paragraph", "Args": {}, "Success": null}
                    """
                ), "no function"
            ),
            (
                foreign(
                    """
                    {"Step": 1, "Function": "keyboard_input", "Args": {"keys": "{ENTER"}, "Success": null}
                    """
                ), "brace"
            ),
            (
                foreign(
                    """
                    {"Step": 1, "Function": "wheel_mouse_input", "Args": {"wheel_dist": 1e300}, "Success": null}
                    """
                ), "distance"
            ),
        ]
    )
    func damaged(_ text: String, _ reason: String) {
        do throws(DataflowError) {
            _ = try UFOTask.read(Array(text.utf8), file: "x.json").taskFile()
            Issue.record("\(text) was read")
        } catch {
            #expect(
                error.code == .corrupt && reason == "corrupt" || error.message.contains(reason),
                "\(error)"
            )
        }
    }
}

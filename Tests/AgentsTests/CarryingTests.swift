import Core
import TestSupport
import Testing

@testable import Agents

@Suite("Texts that are taken from one field to another")
struct CarryingTests {
    private func carried(_ goal: String) -> Intent? { GoalSplitter.split(goal).first?.intent }

    @Test("What is copied and pasted is one thing to do")
    func reading() {
        let goal = "Copy the text in the textarea below, paste it into the textbox and press Submit."
        let intents = GoalSplitter.split(goal).map(\.intent)
        #expect(intents.first == .carry(from: "textarea below", to: "textbox"))
        #expect(intents.dropFirst() == [.press("Submit", .either)])
        #expect(
            carried("Copy the value of Name and put it into Nickname") == .carry(from: "Name", to: "Nickname")
        )
        for other in [
            "Copy a.txt and paste it into the folder b", "Copy the text", "Copy it and paste it into B",
        ] {
            if case .carry? = carried(other) { Issue.record("\(other)") }
        }
    }

    /// A page with two texts of several lines and two fields, and what each holds.
    private func action(_ source: String, _ target: String, areas: [String?], boxes: [String]) -> Action? {
        let usable: States = [.showing, .visible, .enabled, .sensitive, .editable]
        var elements = areas.enumerated().map { number, text in
            Screens.element(number + 1, .text, value: text, states: usable.union(.multiLine))
        }
        elements += boxes.enumerated().map { number, name in
            Screens.element(number + 11, .text, name, value: "", states: usable.union(.singleLine))
        }
        let subgoal = Subgoal(text: "it", intent: .carry(from: source, to: target))
        return Grounding(subgoal, scene: Page.scene(elements)).proposals.first?.action
    }

    @Test("The fields are known by their names, their kinds and their places")
    func fields() {
        let box = Target.element(ElementRef(11))
        #expect(
            action("textarea below", "textbox", areas: ["a b\n"], boxes: [""]) == .setText(box, text: "a b")
        )
        #expect(
            action("2nd text area", "text input", areas: ["a", "b"], boxes: [""]) == .setText(box, text: "b")
        )
        #expect(
            action("textarea", "Town", areas: ["a"], boxes: ["Town", "Name"]) == .setText(box, text: "a")
        )
        #expect(action("textarea", "textbox", areas: ["a"], boxes: ["Town", "Name"]) == nil)
        #expect(action("textarea", "textbox", areas: ["a", "b"], boxes: [""]) == nil)
        #expect(action("textarea", "textbox", areas: [nil], boxes: [""]) == nil)
    }
}

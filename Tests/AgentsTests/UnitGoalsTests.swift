import Core
import TestSupport
import Testing

@testable import Agents

@Suite("Amounts in other units")
struct UnitGoalsTests {
    @Test(
        "Amounts and units are told from what else is converted",
        arguments: [
            ("convert 5 km to miles with qalculate", Intent.convert("5 km", to: "miles")),
            ("convert 20 degrees Celsius into Fahrenheit", .convert("20 degrees Celsius", to: "Fahrenheit")),
            ("how many miles are 5 km?", .convert("5 km", to: "miles")),
            ("Express 3.5kg in pounds", .convert("3.5kg", to: "pounds")),
        ]
    )
    func reading(_ goal: String, _ intent: Intent) {
        #expect(GoalSplitter.split(goal).map(\.intent) == [intent])
    }

    @Test(
        "Nothing else is an amount",
        arguments: ["convert notes.txt to PDF", "convert 5 to 7", "how many words are there?"]
    )
    func others(_ goal: String) {
        for intent in GoalSplitter.split(goal).map(\.intent) {
            if case .convert = intent { Issue.record("\(goal): \(intent)") }
        }
    }

    @Test("A calculator is given it as text, and tells what it made of it")
    func operating() throws {
        let subgoal = try #require(GoalSplitter.split("convert 5 km to miles").first)
        func grounding(_ value: String, after actions: [Action]) -> Grounding {
            let keys = (0...9).map { Screens.element(10 + $0, .pushButton, String($0)) }
            let scene = Scene(
                Screens.screen(
                    [
                        Screens.element(
                            1,
                            .text,
                            value: value,
                            states: [.showing, .visible, .enabled, .sensitive, .editable]
                        )
                    ] + keys
                )
            )
            let attempts = actions.map {
                Attempt(action: $0, status: .confirmed, windowsBefore: [], windowsAfter: [], widget: nil)
            }
            return Grounding(subgoal, scene: scene, attempts: attempts)
        }
        let enter = try #require(grounding("", after: []).proposals.first?.action)
        #expect(enter == .setText(.element(ElementRef(1)), text: "5 km to miles"))
        let press = Action.key(KeyCombination("Return"))
        #expect(grounding("5 km to miles", after: [enter]).proposals.first?.action == press)
        let done = grounding("3.107 miles", after: [enter, press])
        #expect(done.isServed)
        #expect(done.shownResult == "3.107 miles")
        #expect(grounding("5 km to miles", after: [enter, press]).shownResult == nil)
    }
}

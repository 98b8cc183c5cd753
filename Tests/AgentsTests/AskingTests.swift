import Core
import Testing

@testable import Agents

@Suite("Goals that only ask")
struct AskingTests {
    private func run(_ goal: String, _ lines: [String], on text: String) async throws -> (RunEnd, [String]) {
        let model = FarsightedModel([lines.map { ($0, -0.01) }], isReached: 0.01)
        let world = FakeWorld([Worlds.editor(text, title: "a.txt - Editor")])
        await world.set { Worlds.install(in: $0) }
        let (end, steps) = try await Worlds.run(goal, in: world, planner: TrainedPlanner(model: model))
        return (end, steps.map(\.decision.text))
    }

    @Test(
        "What they ask about is not written into, whatever a model would do",
        arguments: [
            ["type \"error\"", "done"], ["press ctrl+a", "type \"error\"", "press ctrl+s", "done"],
            ["press ctrl+s", "done"], [#"menu "File" > "Save As...""#, "done"],
            ["set text to \"x\"", "done"],
        ]
    )
    func kept(_ lines: [String]) async throws {
        let (_, acts) = try await run("Which of these is broken?", lines, on: "disk\nfan")
        #expect(
            !acts.contains { $0.hasPrefix("type") || $0.hasPrefix("set") || $0.contains("ctrl+s") },
            "\(acts)"
        )
    }

    @Test("An empty text may be written into, and one that is to be changed")
    func written() async throws {
        let lines = ["type \"error\"", "done"]
        #expect(try await run("Which of these is broken?", lines, on: "").1.contains(lines[0]))
        #expect(try await run("Note what is broken", lines, on: "disk\nfan").1.contains(lines[0]))
    }
}

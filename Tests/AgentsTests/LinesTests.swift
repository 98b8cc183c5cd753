import Core
import Testing

@testable import Agents

@Suite("A line of its own after the last one")
struct LinesTests {
    private func mended(_ way: [String], goal: String, text: String) async -> [String] {
        let world = FakeWorld([Worlds.editor(text)])
        return Lines(of: goal, seeing: Scene(await world.observe())).mended(way)
    }

    private let way = ["press ctrl+End", #"type "noon""#, "press ctrl+s"]

    @Test("It begins a new one where the last one has not ended")
    func begun() async {
        let whole = await mended(way, goal: "Add the line noon at the end", text: "morning")
        #expect(whole == ["press ctrl+End", #"type "\nnoon""#, "press ctrl+s"])
    }

    @Test("Nothing is begun twice, after an end, in an empty document, or where no line is asked for")
    func kept() async {
        #expect(await mended(way, goal: "Add the line noon at the end", text: "morning\n") == way)
        #expect(await mended(way, goal: "Add the line noon at the end", text: "") == way)
        #expect(await mended(way, goal: "Append noon to the text", text: "morning") == way)
        let begun = ["press ctrl+End", #"type "\nnoon""#]
        #expect(await mended(begun, goal: "Add the line noon at the end", text: "morning") == begun)
        let elsewhere = ["press ctrl+Home", #"type "noon""#]
        #expect(await mended(elsewhere, goal: "Add the line noon before it", text: "morning") == elsewhere)
        #expect(
            await mended(["press ctrl+End"], goal: "Go to the last line", text: "morning") == [
                "press ctrl+End"
            ]
        )
    }

    @Test("What is put on top does not run into the first line")
    func onTop() async {
        let top = ["press ctrl+Home", #"type "noon""#, "press ctrl+s"]
        #expect(
            await mended(top, goal: "Put noon on top", text: "morning")
                == ["press ctrl+Home", #"type "noon\n""#, "press ctrl+s"]
        )
        #expect(await mended(top, goal: "Put noon on top", text: "") == top)
        #expect(await mended(top, goal: "Put noon before the text", text: "morning") == top)
        let returned = ["press ctrl+Home", #"type "noon""#, "press Return"]
        #expect(await mended(returned, goal: "Put noon on top", text: "morning") == returned)
    }
}

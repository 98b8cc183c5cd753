import Testing

@testable import Agents

@Suite("Where a text is to go is no part of it")
struct WhereaboutsTests {
    private func typed(_ text: String, at key: String, goal: String = "") -> String {
        let way = ["press \(key)", "type \"\(text)\"", "press ctrl+s"]
        let mended = Whereabouts(of: goal).mended(way)
        #expect(mended.count == 3 && mended[0] == way[0] && mended[2] == way[2])
        return mended[1]
    }

    @Test(
        "A place behind the text is left out where the caret has gone there",
        arguments: [
            ("pay the rent at the bottom", "ctrl+End"),
            ("pay the rent at the very end of the file", "ctrl+End"),
            ("pay the rent as the last line", "ctrl+End"), ("pay the rent at the top", "ctrl+Home"),
        ]
    )
    func places(_ text: String, _ key: String) {
        #expect(typed(text, at: key) == #"type "pay the rent""#)
    }

    @Test("Line ends before the text stay")
    func begun() {
        #expect(typed(#"\npay the rent at the end"#, at: "ctrl+End") == #"type "\npay the rent""#)
    }

    @Test("It stays where the caret is elsewhere, where the goal quotes it, and where nothing else is left")
    func kept() {
        #expect(typed("meet at the top", at: "ctrl+End") == #"type "meet at the top""#)
        #expect(typed("meet at the end", at: "Return") == #"type "meet at the end""#)
        let quoted = "Append 'meet at the end' to it"
        #expect(typed("meet at the end", at: "ctrl+End", goal: quoted) == #"type "meet at the end""#)
        #expect(typed("at the end", at: "ctrl+End") == #"type "at the end""#)
    }
}

import Agents
import Testing

@Suite("The same goal in other words")
struct RephrasingTests {
    private let goal = #"Write "save the folder" and save the document under the name open.txt"#

    @Test("Other wordings differ, and hold what is told literally")
    func others() {
        let literals = ["save the folder", "open.txt"]
        for turn in 0..<50 {
            let found = Rephrasing.of(goal, keeping: literals, count: 3, turn: turn)
            #expect(found.count == 3 && Set(found + [goal]).count == 4, "\(found)")
            #expect(found.allSatisfy { other in literals.allSatisfy(other.contains) }, "\(found)")
            #expect(found == Rephrasing.of(goal, keeping: literals, count: 3, turn: turn))
        }
    }

    @Test("What stands outside of quotes is kept where it is told literally, or nothing is said")
    func literals() {
        let goal = "Append open the folder to the file"
        for turn in 0..<50 {
            for other in Rephrasing.of(goal, keeping: ["open the folder"], count: 3, turn: turn) {
                #expect(other.contains("open the folder"), "\(other)")
            }
        }
    }

    @Test(
        "Verbs are exchanged where something to do begins, and nowhere else",
        arguments: [
            ("Turn off the light", "onvert"), ("Set up a tab", "djust"), ("The check is in the post", "tick"),
        ]
    )
    func places(goal: String, never: String) {
        for turn in 0..<50 {
            let found = Rephrasing.of(goal, keeping: [], count: 3, turn: turn)
            #expect(found.allSatisfy { !$0.contains(never) }, "\(found)")
        }
    }

    @Test("What has no words of the lexicon has no other wordings")
    func unknown() {
        #expect(Rephrasing.of("7", keeping: [], count: 3, turn: 1).isEmpty)
        #expect(Rephrasing.of("", keeping: [], count: 3, turn: 1).isEmpty)
    }
}

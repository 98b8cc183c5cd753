import Core
import Testing

@testable import Agents

@Suite("Copying a text of the goal")
struct CopyingTests {
    @Test("Another word is another word, however short")
    func words() {
        let line = #"type "mv words.txt dog""#
        #expect(mended(line, goal: "Use mv words.txt to dog") == line)
    }

    private func mended(_ line: String, goal: String) -> String {
        let empty = Observation(time: 0, screen: Size(width: 10, height: 10), windows: [], elements: [])
        return Copying(of: goal, seeing: empty).mended(line)
    }

    @Test("A letter or space that was lost comes back")
    func lost() {
        let goal = #"Note "Water the ferns" and save the note as ferns.txt; it was invoice 2024."#
        #expect(mended(#"set text "Name" to "fern.txt""#, goal: goal) == #"set text "Name" to "ferns.txt""#)
        #expect(mended(#"type "invoice2024""#, goal: goal) == #"type "invoice 2024""#)
        #expect(mended(#"type "Water he ferns""#, goal: goal) == #"type "Water the ferns""#)
    }

    @Test("A word that was begun twice is written once, on a line of its own too")
    func begun() {
        let goal = "Put salted butter under the rest of the list"
        #expect(mended(#"type "salted b butter""#, goal: goal) == #"type "salted butter""#)
        #expect(mended(#"type "\nsa salted butter""#, goal: goal) == #"type "\nsalted butter""#)
        #expect(mended(#"type "\nsalted buter""#, goal: goal) == #"type "\nsalted butter""#)
        #expect(mended(#"type "a b""#, goal: goal) == #"type "a b""#)
    }

    @Test(
        "What may be meant stays as it is",
        arguments: [
            #"type "Water the ferns""#, #"type "WATER THE FERNS""#, #"type "2023""#, #"type "Water""#,
            #"type "Something else""#, #"click push button "fern.txt""#, #"set text "Name" to "oak.txt""#,
        ]
    )
    func meant(_ line: String) {
        #expect(mended(line, goal: #"Note "Water the ferns" in ferns.txt, 2024"#) == line)
    }
}

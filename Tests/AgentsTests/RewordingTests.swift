import Core
import Testing

@testable import Agents

@Suite("Other ways of asking for the same")
struct RewordingTests {
    private static let toEnd = Intent.key(KeyCombination("End", modifiers: [.control]))
    private static let toStart = Intent.key(KeyCombination("Home", modifiers: [.control]))
    private static let all = Intent.key(KeyCombination("a", modifiers: [.control]))
    private static let undo = Intent.key(KeyCombination("z", modifiers: [.control]))

    private func intents(_ goal: String) -> [Intent] { GoalSplitter.split(goal).map(\.intent) }

    @Test(
        "What should be so, or is wanted so, is a command",
        arguments: [
            ("Word wrap should be on", .toggle("Word wrap", on: true)),
            ("the status bar should not be visible", .toggle("status bar", on: false)),
            ("Make sure word wrap is on", .toggle("word wrap", on: true)),
            ("see to it that word wrap is enabled", .toggle("word wrap", on: true)),
            ("I'd like word wrap enabled", .toggle("word wrap", on: true)),
            ("I need word wrap turned off", .toggle("word wrap", on: false)),
            ("I don't want to see the toolbar", .toggle("toolbar", on: false)),
            ("Stop showing line numbers", .toggle("line numbers", on: false)),
            ("make the toolbar invisible", .toggle("toolbar", on: false)),
            ("let me see line numbers", .toggle("line numbers", on: true)),
            ("Set word wrap to on", .toggle("word wrap", on: true)),
            ("remove the tick from Remember me", .toggle("Remember me", on: false)),
            ("a.txt should be renamed to b.txt", .rename("a.txt", to: "b.txt")),
            ("the file a.txt should be called b.txt", .rename("a.txt", to: "b.txt")),
            ("a.txt should be in the folder Photos", .move("a.txt", to: "Photos", isCopy: false)),
            ("The file should be saved as notes.txt", .save(name: "notes.txt")),
            ("The lines should be sorted alphabetically", .rewrite(.sorted(isDescending: false))),
            ("Each \"cat\" should be replaced by \"dog\"", .replace("cat", with: "dog")),
            ("there should be a folder named Photos", .create(kind: "folder", name: "Photos")),
            ("I want a font size of 14", .set(field: "font size", value: "14")),
            ("I want the document to say \"Welcome\"", .type("Welcome", into: nil, line: false)),
        ] as [(String, Intent)]
    )
    func wishes(_ goal: String, _ intent: Intent) {
        #expect(intents(goal) == [intent])
    }

    @Test(
        "Other verbs and nouns say the same",
        arguments: [
            ("Please jot down \"call Anna\"", .type("call Anna", into: nil, line: false)),
            ("Substitute dog for cat in the text", .replace("cat", with: "dog")),
            ("Swap \"cat\" for \"dog\" throughout", .replace("cat", with: "dog")),
            ("Everywhere it says \"cat\" it should say \"dog\"", .replace("cat", with: "dog")),
            ("Find \"cat\" and replace it with \"dog\"", .replace("cat", with: "dog")),
            ("use \"dog\" instead of \"cat\" everywhere", .replace("cat", with: "dog")),
            ("Correct the misspelling \"teh\" to \"the\"", .replace("teh", with: "the")),
            ("take the word \"very\" out of the text", .replace("very", with: "")),
            ("Replace all commas with semicolons", .replace(",", with: ";")),
            ("Where does it say \"needle\"?", .find("needle")),
            ("Overwrite the document with \"new\"", .overwrite("new")),
            ("What is the word count?", .answer(.size(.words))),
            ("Find out how many words the document contains", .answer(.size(.words))),
            ("give me the line count", .answer(.size(.lines))),
            ("Sort the lines from z to a", .rewrite(.sorted(isDescending: true))),
            ("Arrange the lines alphabetically", .rewrite(.sorted(isDescending: false))),
            ("throw away a.txt", .remove("a.txt")), ("put a.txt in the trash", .remove("a.txt")),
            ("relocate a.txt to Photos", .move("a.txt", to: "Photos", isCopy: false)),
            ("put a copy of a.txt in Photos", .move("a.txt", to: "Photos", isCopy: true)),
            ("Give a.txt the name b.txt", .rename("a.txt", to: "b.txt")),
            ("take me to the folder Photos", .visit("Photos")),
            ("Make the tab width 8", .set(field: "tab width", value: "8")),
            ("Increase the font size to 20", .set(field: "font size", value: "20")),
            ("give the spin button the value 7", .set(field: "spin button", value: "7")),
            ("As name, enter Alice", .set(field: "name", value: "Alice")), ("Refuse", .dismiss),
            ("Pause for two seconds", .wait(2)),
            ("all text should be lowercase", .rewrite(.letters(.lower))),
            ("Convert all text to upper case", .rewrite(.letters(.upper))),
            ("show me notes.txt", .open("notes.txt")),
            ("do \"echo hi\" in the shell", .run("echo hi")),
        ] as [(String, Intent)]
    )
    func verbs(_ goal: String, _ intent: Intent) {
        #expect(intents(goal) == [intent])
    }

    @Test(
        "What takes several steps is all of them",
        arguments: [
            ("Add \"The end\" to the end of the document", [toEnd, .type("The end", into: nil, line: true)]),
            ("At the end of the file, add the line \"eof\"", [toEnd, .type("eof", into: nil, line: true)]),
            ("add a line saying \"bye\" at the end", [toEnd, .type("bye", into: nil, line: true)]),
            (
                "Prepend \"TODO\" to the document",
                [toStart, .type("TODO", into: nil, line: false), .key(KeyCombination("Return"))]
            ),
            ("Copy all of the text", [all, .key(KeyCombination("c", modifiers: [.control]))]),
            ("Clear the document", [all, .key(KeyCombination("Delete"))]),
            ("undo twice", [undo, undo]), ("Undo the last three changes", [undo, undo, undo]),
            ("Select everything", [all]),
            (
                "Create a file hi.txt with the text \"hi\"",
                [.type("hi", into: nil, line: false), .save(name: "hi.txt")]
            ),
            ("Type the numbers 1 to 3 on separate lines", [.type("1\n2\n3", into: nil, line: false)]),
            (
                "Turn on both word wrap and line numbers",
                [.toggle("word wrap", on: true), .toggle("line numbers", on: true)]
            ),
        ] as [(String, [Intent])]
    )
    func several(_ goal: String, _ intents: [Intent]) {
        #expect(self.intents(goal) == intents)
    }

    @Test(
        "Cells are filled, emptied, gone to and worked out in people's words",
        arguments: [
            ("B3 should contain 12", ["B3": "12"]), ("Give cell B3 the value 12", ["B3": "12"]),
            ("make cell B3 equal to 12", ["B3": "12"]), ("store 9 in C2", ["C2": "9"]),
            ("replace the contents of cell C2 by 9", ["C2": "9"]), ("Delete the contents of C2", ["C2": ""]),
            ("leave C2 blank", ["C2": ""]), ("put the numbers 1 to 2 into column A", ["A1": "1", "A2": "2"]),
            ("Sum A1 to A5 in A6", ["A6": "=SUM(A1:A5)"]),
            ("compute the mean of A1 to A5 in A6", ["A6": "=AVERAGE(A1:A5)"]),
            ("put the largest value of A1 to A5 in A6", ["A6": "=MAX(A1:A5)"]),
            ("put the difference between A1 and B1 in C1", ["C1": "=A1-B1"]),
            ("multiply A1 by B1 and put the result in C1", ["C1": "=A1*B1"]),
            ("Put twice A1 in B1", ["B1": "=A1*2"]),
        ] as [(String, KeyValuePairs<String, String>)]
    )
    func cells(_ goal: String, _ pairs: KeyValuePairs<String, String>) {
        #expect(intents(goal) == pairs.map { .cell($0.key, value: $0.value) })
    }

    @Test(
        "What is no other way of asking stays as it was",
        arguments: [
            ("The name should be Alice", .set(field: "name", value: "Alice")),
            ("Don't press Delete", .avoid("press Delete")),
            ("write \"off\"", .type("off", into: nil, line: false)),
            ("Note rain in a.txt", .perform("Note rain in a.txt")),
        ] as [(String, Intent)]
    )
    func others(_ goal: String, _ intent: Intent) {
        #expect(intents(goal) == [intent])
    }
}

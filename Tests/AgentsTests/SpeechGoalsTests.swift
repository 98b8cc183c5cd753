import Core
import TestSupport
import Testing

@testable import Agents

@Suite("Texts that a goal gives in its own words, and how they are to look")
struct SpeechGoalsTests {
    private func subgoals(_ goal: String) -> [Subgoal] {
        GoalSplitter.split(goal, applications: ["libreoffice writer", "gedit", "mousepad"])
    }
    private func intents(_ goal: String) -> [Intent] { subgoals(goal).map(\.intent) }
    private func text(_ text: String, line: Bool = false) -> Intent { .type(text, into: nil, line: line) }

    @Test("A text that is said goes on behind commas, up to the next thing to do")
    func saying() {
        #expect(
            intents("Write a letter that says Dear Anna, thank you for the book. Save it as letter.odt")
                == [text("Dear Anna, thank you for the book"), .save(name: "letter.odt")]
        )
        #expect(
            intents("write a note saying buy milk, eggs and tea and save it as buy.txt")
                == [text("buy milk, eggs and tea"), .save(name: "buy.txt")]
        )
        #expect(
            intents("Write a note that says Hello Bob. See you at ten. Then save it.")
                == [text("Hello Bob. See you at ten"), .save(name: nil)]
        )
        #expect(
            intents("create a new document with the text hello world") == [text("hello world")]
        )
        #expect(intents(#"type a sentence that reads "so it goes""#) == [text("so it goes")])
        let placed = subgoals("write a short letter in LibreOffice Writer that says Dear Anna")
        #expect(placed.map(\.intent) == [text("Dear Anna")])
        #expect(placed.map(\.scope) == ["LibreOffice Writer"])
        #expect(intents("write a letter that says hello in gedit") == [text("hello")])
        let told = subgoals(
            "write a note to Mr. Brown in gedit saying that the bill is paid, and save it as a.txt"
        )
        #expect(told.map(\.intent) == [text("The bill is paid."), .save(name: "a.txt")])
        #expect(told.first?.scope == "gedit")
        let list = subgoals("write a shopping list in gedit with milk, eggs and bread, one per line")
        #expect(list.map(\.intent) == [text("milk\neggs\nbread")])
        #expect(list.map(\.scope) == ["gedit"])
    }

    @Test("An application amid a clause says where, and is no part of the text")
    func within() {
        let numbers = subgoals("type the numbers from 1 to 3 in mousepad, one per line, and save as a.txt")
        #expect(numbers.map(\.intent) == [text("1\n2\n3"), .save(name: "a.txt")])
        #expect(numbers.first?.scope == "mousepad")
        #expect(
            intents("make a file called a.txt with three lines: old pond, frog jumps, splash")
                == [text("old pond\nfrog jumps\nsplash"), .save(name: "a.txt")]
        )
        #expect(intents("type \"in mousepad, ok\" with care") != [text("with care")])
    }

    @Test("A text that is to be written on a new line is a line of its own")
    func newLine() {
        #expect(intents("write Welcome on a new line") == [text("Welcome", line: true)])
        #expect(intents("type milk and eggs on a new line") == [text("milk\neggs")])
    }

    @Test("An application behind or amid a clause, and a file, are no part of what is done")
    func places() {
        #expect(
            intents("replace the word cold with hot in the file a.txt") == [.replace("cold", with: "hot")]
        )
        let used = subgoals("what is 250 grams in ounces? use gedit")
        #expect(used.map(\.scope) == ["gedit"])
        let sized = subgoals("set the font size in mousepad to 14")
        #expect(
            sized == [
                Subgoal(
                    text: "set the font size in mousepad to 14",
                    scope: "mousepad",
                    intent: .set(field: "font size", value: "14")
                )
            ]
        )
        let cells = subgoals("put 3 in A1 and 4 in A2 and their product in A3 in libreoffice writer")
        #expect(cells.map(\.intent).last == .cell("A3", value: "=PRODUCT(A1:A2)"))
        #expect(Set(cells.map(\.scope)) == ["libreoffice writer"])
        #expect(subgoals("run date in a terminal, please").map(\.intent) == [.run("date")])
    }

    @Test("What was just written is made bold, and what comes next is not")
    func bold() {
        let keys = ["shift+Home", "ctrl+b", "End", "ctrl+b"].compactMap { KeyCombination(parsing: $0) }
        #expect(intents("write \"Agenda\", make it bold") == [text("Agenda")] + keys.map(Intent.key))
    }

    @Test("What is not to become of a text is no part of it, and keeps its keys from being pressed")
    func provisos() {
        let note = subgoals("write a note saying meet at noon in mousepad, don't save it")
        #expect(note.map(\.intent) == [text("meet at noon"), .avoid("save it")])
        #expect(note.first?.scope == "mousepad")
        #expect(intents("write a note saying be calm, don't worry") == [text("be calm, don't worry")])
        let head = TrajectoryHead(id: "t", goal: "Write \"x\", do not save it", started: 0, origin: "test")
        let plan = Plan(Trajectory(head: head, steps: []))
        let names = ElementNames([], in: Screens.screen([]))
        func isForbidden(_ keys: String) -> Bool {
            KeyCombination(parsing: keys).map {
                PlanningCore(applications: []).isForbidden(.key($0), plan, names)
            } ?? false
        }
        #expect(isForbidden("ctrl+s") && isForbidden("ctrl+shift+s") && !isForbidden("ctrl+a"))
    }

    @Test("A look is on for what is typed with it, and off behind it")
    func looks() {
        let italic = Intent.key(KeyCombination("i", modifiers: [.control]))
        #expect(intents("write \"So long\" in italics") == [italic, text("So long"), italic])
        #expect(
            !intents("write it down in bold letters of gold").contains(
                .key(KeyCombination("b", modifiers: [.control]))
            )
        )
    }

    @Test("A heading is typed, and its line made to look as the goal says")
    func headings() {
        let keys = ["shift+Home", "ctrl+b", "ctrl+e", "End"].compactMap { KeyCombination(parsing: $0) }
        #expect(
            intents("type Annual Report as a bold centered heading")
                == [text("Annual Report")] + keys.map(Intent.key)
        )
    }

    @Test("A line that is said goes where the goal has it")
    func lines() {
        let end = KeyCombination("End", modifiers: [.control])
        #expect(
            intents("add a line at the end that says pay the rent")
                == [.key(end), text("pay the rent", line: true)]
        )
        #expect(intents("add a line saying pay the rent") == [text("pay the rent", line: true)])
    }

    @Test(
        "Parts of a text are selected and made bold or centered",
        arguments: [
            ("make the first line bold", ["ctrl+Home", "shift+End", "ctrl+b"]),
            ("Make all the text italic", ["ctrl+a", "ctrl+i"]),
            ("underline the last line", ["ctrl+End", "shift+Home", "ctrl+u"]),
            ("center the title", ["ctrl+Home", "shift+End", "ctrl+e"]),
            ("align everything to the right", ["ctrl+a", "ctrl+r"]),
        ]
    )
    func formats(_ goal: String, _ keys: [String]) throws {
        let read = intents(goal).map { if case .key(let keys) = $0 { keys.description } else { "\($0)" } }
        #expect(read == keys)
    }

    @Test(
        "Parts that no keys select are left to the model",
        arguments: ["make the word fish bold", "center the image"]
    )
    func others(_ goal: String) {
        for intent in intents(goal) {
            if case .key = intent { Issue.record("\(goal): \(intent)") }
        }
    }

    @Test("A file is kept in the folder that a goal names")
    func folders() {
        #expect(intents("save it as hello.txt in Documents") == [.save(name: "~/Documents/hello.txt")])
        #expect(intents("Save this as hello.txt in the folder work") == [.save(name: "work/hello.txt")])
        #expect(intents("save it as hello.txt") == [.save(name: "hello.txt")])
        #expect(
            intents("replace 2025 with 2026 everywhere and save it") == [
                .replace("2025", with: "2026"), .save(name: nil),
            ]
        )
    }
}

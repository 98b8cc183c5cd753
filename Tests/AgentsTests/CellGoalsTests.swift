import Core
import TestSupport
import Testing

@testable import Agents

@Suite("Cells of sheets in goals")
struct CellGoalsTests {
    private func intents(_ goal: String) -> [Intent] { GoalSplitter.split(goal).map(\.intent) }

    private func cells(_ pairs: KeyValuePairs<String, String>) -> [Intent] {
        pairs.map { .cell($0.key, value: $0.value) }
    }

    @Test("One value, told in any order")
    func one() {
        #expect(intents("Put 5 in A1") == cells(["A1": "5"]))
        #expect(intents("type Total into cell b12") == cells(["B12": "Total"]))
        #expect(intents("Change cell B2 to 42, then save") == cells(["B2": "42"]) + [.save(name: nil)])
        #expect(intents("In cell C3 write 1.5") == cells(["C3": "1.5"]))
        #expect(intents("A1 should be 7") == cells(["A1": "7"]))
        #expect(intents("Clear cell D4") == cells(["D4": ""]))
        #expect(intents("D4 should be empty") == cells(["D4": ""]))
        #expect(
            intents("in libreoffice calc write 10 in A1, 20 in A2 and the average of both in A3")
                == cells(["A1": "10", "A2": "20", "A3": "=AVERAGE(A1:A2)"])
        )
        let scoped = GoalSplitter.split("in libreoffice calc type 5 in cell A1")
        #expect(scoped.map(\.scope) == ["libreoffice calc"])
    }

    @Test("Several values, in pairs or in lists")
    func several() {
        let pairs = cells(["A1": "5", "A2": "7"])
        #expect(intents("Put 5 in A1 and 7 in A2") == pairs)
        #expect(intents("Set A1 to 5 and A2 to 7") == pairs)
        #expect(intents("Enter 5 and 7 in A1 and A2") == pairs)
        #expect(intents("Enter 5, 7 in cells A1 to A2") == pairs)
        #expect(intents("Put 5 and 7 into column A") == pairs)
        #expect(intents("Write 5 and 7 into the first two cells of the first column") == pairs)
        #expect(
            intents("put Name, Age and City into the first three cells of the first row")
                == cells(["A1": "Name", "B1": "Age", "C1": "City"])
        )
        #expect(intents("fill A1 to A3 with the numbers 4 to 6") == cells(["A1": "4", "A2": "5", "A3": "6"]))
        #expect(intents("Put x, y in row 3") == cells(["A3": "x", "B3": "y"]))
        #expect(intents("Type 0 in A1:B2") == cells(["A1": "0", "B1": "0", "A2": "0", "B2": "0"]))
    }

    @Test("What is worked out is written as a formula")
    func formulas() {
        #expect(
            intents("put 5 in A1, 7 in A2 and their sum in A3, then save it as sum.ods")
                == cells(["A1": "5", "A2": "7", "A3": "=SUM(A1:A2)"]) + [.save(name: "sum.ods")]
        )
        #expect(intents("Put the sum of A1 and C4 in D1") == cells(["D1": "=A1+C4"]))
        #expect(intents("Put the average of A1 to A9 in B1") == cells(["B1": "=AVERAGE(A1:A9)"]))
        #expect(intents("Enter the formula B2*2 in C2") == cells(["C2": "=B2*2"]))
        #expect(intents("Write A1 times B1 into C1") == cells(["C1": "=A1*B1"]))
    }

    @Test("A cell is gone to where nothing is to be put into it")
    func going() {
        #expect(intents("Go to cell B7") == [.cell("B7", value: nil)])
        #expect(intents("Select A1:B3") == [.cell("A1:B3", value: nil)])
    }

    @Test(
        "Other places are not taken for cells",
        arguments: [
            "Type 5 in the amount field", "Put milk in the list", "Set the volume to 7",
            "Choose A from the list",
            "Put a note in row", "Write Room A1 in the title",
        ]
    )
    func others(_ goal: String) {
        for intent in intents(goal) {
            if case .cell = intent { Issue.record("\(goal): \(intent)") }
        }
    }

    @Test("Names of cells are read and written")
    func names() {
        #expect(Cell("AB12") == Cell(column: 28, row: 12))
        #expect(Cell(column: 28, row: 12).name == "AB12")
        #expect(Cell(column: 703, row: 1).name == "AAA1")
        for name in ["", "A", "A0", "12", "a1", "ABCD1", "A1B"] { #expect(Cell(name) == nil) }
    }

    /// A sheet as spreadsheets show it: the name box, and cells where the program tells of them.
    private func scene(at cell: String, focus: Int = 2, shown: [String] = []) -> Scene {
        let usable: States = [.showing, .visible, .enabled, .sensitive]
        var elements = [
            Screens.element(1, .text, value: cell, states: usable.union([.editable, .singleLine])),
            Screens.element(2, .table, "Sheet"),
        ]
        for (number, name) in shown.enumerated() {
            let frame = Rect(x: 80 * number, y: 60, width: 80, height: 20)
            elements.append(Screens.element(3 + number, .tableCell, name, frame: frame))
        }
        return Scene(Screens.screen(elements, focus: focus))
    }

    private func first(_ intent: Intent, _ scene: Scene, after actions: [Action] = []) -> Action? {
        let attempts = actions.map {
            Attempt(action: $0, status: .confirmed, windowsBefore: [], windowsAfter: [], widget: nil)
        }
        let grounding = Grounding(Subgoal(text: "it", intent: intent), scene: scene, attempts: attempts)
        return grounding.isServed ? nil : grounding.proposals.first?.action
    }

    @Test("The name box is told where to go, and the cell is filled once the cursor is there")
    func nameBox() {
        let intent = Intent.cell("B2", value: "42")
        let box = Target.element(ElementRef(1))
        let enter = Action.key(KeyCombination("Return"))
        let selectAll = Action.key(KeyCombination("a", modifiers: [.control]))
        #expect(first(intent, scene(at: "A1")) == .click(box))
        #expect(first(intent, scene(at: "A1", focus: 1), after: [.click(box)]) == selectAll)
        let selected: [Action] = [.click(box), selectAll]
        #expect(first(intent, scene(at: "A1", focus: 1), after: selected) == .type("B2"))
        let named = selected + [.type("B2")]
        #expect(first(intent, scene(at: "B2", focus: 1), after: named) == enter)
        #expect(first(intent, scene(at: "B2"), after: named + [enter]) == .type("42"))
        let filled = named + [enter, .type("42")]
        #expect(first(intent, scene(at: "B2"), after: filled) == enter)
        #expect(first(intent, scene(at: "B3"), after: filled + [enter]) == nil)
    }

    @Test("Rows of a sheet are selected by the name box and deleted by the key for it")
    func rows() {
        let intent = Intent.rewrite(.without(.numbered(from: 2, to: 2)))
        #expect(intents("delete the second row") == [intent])
        let box = Target.element(ElementRef(1))
        let enter = Action.key(KeyCombination("Return"))
        let selectAll = Action.key(KeyCombination("a", modifiers: [.control]))
        let delete = Action.key(KeyCombination("minus", modifiers: [.control]))
        #expect(first(intent, scene(at: "A1")) == .click(box))
        #expect(first(intent, scene(at: "A1", focus: 1), after: [.click(box)]) == selectAll)
        let named: [Action] = [.click(box), selectAll, .type("2:2")]
        #expect(first(intent, scene(at: "A1", focus: 1), after: Array(named.dropLast())) == .type("2:2"))
        #expect(first(intent, scene(at: "A2:XFD2", focus: 1), after: named) == enter)
        #expect(first(intent, scene(at: "A2:XFD2"), after: named + [enter]) == delete)
        #expect(first(intent, scene(at: "A2:XFD2"), after: named + [enter, delete]) == nil)
        #expect(intents("delete rows 2 to 4") == [.rewrite(.without(.numbered(from: 2, to: 4)))])
    }

    @Test("A cell that is on the screen is clicked; one that the cursor is in is filled at once")
    func shown() {
        let sheet = scene(at: "A1", shown: ["A1", "B2"])
        #expect(first(.cell("B2", value: "42"), sheet) == .click(.element(ElementRef(4))))
        #expect(first(.cell("A1", value: "42"), sheet) == .type("42"))
        #expect(first(.cell("A1", value: ""), sheet) == .key(KeyCombination("Delete")))
        #expect(first(.cell("A1", value: nil), sheet) == nil)
    }
}

import Core
import Testing

@testable import Agents

@Suite("What can be worked out instead of being guessed")
struct AnsweringTests {
    @Test(
        "The word that is asked for is counted out",
        arguments: [
            ("Find the 4th word in the paragraph and type it", "odio"),
            ("Type the last word of the text", "Nunc"),
            ("Enter the first word", "Sed"), ("Type the second to none", nil), ("Type the 40th word", nil),
        ] as [(String, String?)]
    )
    func words(_ goal: String, _ word: String?) {
        let texts = [goal, "Sed ut elementum, (odio) tincidunt. Nunc!"]
        let scene = Page.scene(Page.column(Role("static"), texts, from: 1))
        let line = #"set entry "Word" to "ut""#
        #expect(
            Extracts(of: goal, seeing: scene).answered(line)
                == word.map { "set entry \"Word\" to \"\($0)\"" }
        )
    }

    @Test("A text that the goal quotes is not touched for the sake of a word")
    func quoted() {
        let goal = #"Type "ut" into the box and look at the last word"#
        let scene = Page.scene(Page.column(Role("static"), ["Sed ut elementum odio"], from: 1))
        #expect(Extracts(of: goal, seeing: scene).answered(#"type "ut""#) == nil)
    }

    @Test(
        "A quoted text gets the letters the goal wants",
        arguments: [
            (#"Type "sergio" in all upper case letters"#, "SERGIO"), (#"Write "Ann" in capitals"#, "ANN"),
            (#"Enter "KASIE" in lowercase"#, "kasie"), (#"In lower case, type "KASIE" there"#, "kasie"),
            (#"Type "sergio" and switch Match Upper on"#, nil),
        ] as [(String, String?)]
    )
    func casing(_ goal: String, _ text: String?) {
        let written = Phrase(goal).words.first(where: \.isQuoted)?.text ?? ""
        let answer = Casing(of: goal).answered("set entry to \"\(written)\"")
        #expect(answer == text.map { "set entry to \"\($0)\"" })
        #expect(Casing(of: goal).answered(#"type "Peter""#) == nil)
    }

    /// Offers with a duration above each button and a price on it.
    private func offers() -> Scene {
        let texts = ["26h 38m", "2h 4m", "3h 52m"]
        let prices = ["$1039", "$1,920", "$197"]
        return Page.scene(
            texts.indices.flatMap { index in
                [
                    Page.element(3 * index + 1, Role("static"), "Duration:", y: 90 * index),
                    Page.element(3 * index + 2, Role("static"), texts[index], x: 90, y: 90 * index),
                    Page.element(3 * index + 3, .pushButton, "Book for \(prices[index])", y: 90 * index + 30),
                ]
            }
        )
    }

    @Test(
        "Of offers the one is taken that the goal wants",
        arguments: [
            ("Buy the ticket with the shortest duration.", "$1,920"), ("Buy the longest one", "$1039"),
            ("Buy the cheapest ticket", "$197"), ("Take the most expensive", "$1,920"),
            ("Book the one with the lowest price", "$197"), ("Book at least one", nil),
            ("Book a ticket", nil),
        ] as [(String, String?)]
    )
    func compared(_ goal: String, _ price: String?) {
        let scene = offers()
        let names = ElementNames(scene.widgets, in: scene.observation)
        let comparisons = Comparisons(of: goal, seeing: scene, names: names)
        #expect(
            comparisons.answered(#"click push button "Book for $1039""#)
                == price.map { "click push button \"Book for \($0)\"" }
        )
    }

    @Test("Of numbers the least or the greatest is taken; numbers in names of files are none")
    func numbers() {
        func answer(_ goal: String, _ items: [String]) -> String? {
            let scene = Page.scene(Page.column(.listItem, items, from: 1))
            let names = ElementNames(scene.widgets, in: scene.observation)
            return Comparisons(of: goal, seeing: scene, names: names).answered(
                "click list item \"\(items[0])\""
            )
        }
        #expect(answer("Click on the greatest number", ["3", "12", "-40"]) == #"click list item "12""#)
        #expect(answer("Click on the lowest number", ["3", "12", "-40"]) == #"click list item "-40""#)
        #expect(answer("Open the largest file", ["a1.txt", "a2.txt"]) == nil)
        #expect(answer("Open the most recent one", ["3", "12"]) == nil)
    }

    @Test("What stands alone, or tells nothing to compare, is left to the model")
    func alone() {
        let scene = Page.scene(Page.column(.pushButton, ["Sort", "Cheap", "Dear"], from: 1))
        let names = ElementNames(scene.widgets, in: scene.observation)
        for goal in ["Sort with the lowest number first", "Choose the cheapest"] {
            let comparisons = Comparisons(of: goal, seeing: scene, names: names)
            #expect(comparisons.answered(#"click push button "Sort""#) == nil)
        }
    }

    @Test("A form is not sent off while a field is empty that the goal wants filled")
    func complete() {
        func early(_ goal: String, _ values: [String]) -> Set<String> {
            var fields = Page.column(.entry, ["Gender", "Language"], from: 1)
            for (index, value) in values.enumerated() {
                fields[index].value = value
                fields[index].states.insert(.editable)
            }
            let scene = Page.scene(fields + [Page.element(3, .pushButton, "Submit", y: 90)])
            return Completeness(
                of: goal,
                seeing: scene,
                names: ElementNames(scene.widgets, in: scene.observation)
            )
            .early
        }
        let goal = "Enter the value of each label into the form and submit it"
        #expect(early(goal, ["Female", ""]) == [#"click push button "Submit""#])
        #expect(early(goal, ["Female", "Thai"]) == [])
        #expect(early("Enter the gender and submit", ["Female", ""]) == [])
    }
}

@Suite("Boxes that a goal wants ticked, and not")
struct TickMarksTests {
    @Test(
        "What is said of each is read",
        arguments: [
            ("I want Spring, Autumn and Winter, but not Summer; then OK", "Spring Autumn Winter", "Summer"),
            ("Untick Rome and Oslo, and tick Quito", "Quito", "Rome Oslo"),
            ("Tick Rome and Oslo", "Rome Oslo", ""), ("Select everything except Rome", "", "Rome"),
            ("Leave Rome unticked. Choose Oslo", "Oslo", "Rome"),
            ("No Rome, but Oslo please", "Oslo", "Rome"),
            ("Uncheck Rome. Oslo and Quito stay.", "Oslo Quito", "Rome"),
        ]
    )
    func read(_ goal: String, _ on: String, _ off: String) {
        let marks = TickMarks(of: goal)
        for name in on.split(separator: " ") { #expect(marks.wants(String(name)) == true, "\(name)") }
        for name in off.split(separator: " ") { #expect(marks.wants(String(name)) == false, "\(name)") }
        #expect(marks.wants("Lima") == nil)
    }

    @Test("Nothing is read where boxes are to be turned over, or where both is said")
    func unclear() {
        #expect(TickMarks(of: "Toggle Rome").wants("Rome") == nil)
        #expect(TickMarks(of: "Untick Rome, then tick Rome again").wants("Rome") == nil)
    }
}

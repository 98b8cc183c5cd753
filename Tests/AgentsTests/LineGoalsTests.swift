import Core
import TestSupport
import Testing

@testable import Agents

@Suite("Texts that are written anew from what they hold, and what is told of them")
struct LineGoalsTests {
    private func intents(_ goal: String) -> [Intent] { GoalSplitter.split(goal).map(\.intent) }

    @Test(
        "Words and lines are counted in the text that is open",
        arguments: [
            ("count the words", "4"), ("How many lines are in notes.txt?", "2"),
            ("tell me how many words notes.txt has", "4"), ("count all lines in notes.txt", "2"),
            ("which line of notes.txt contains the word three?", "2"), ("which lines contain 'o'", "1, 2"),
            ("On which line is the word four in notes.txt?", "2"), ("Which lines contain zebra?", "none"),
            ("how many lines contain two", "1"), ("how many lines of notes.txt contain the word two?", "1"),
            ("count the lines that start with t", "1"),
            ("How often does the letter o appear in notes.txt?", "3"),
            ("how many times does four occur", "1"), ("how many characters does notes.txt have?", "19"),
        ]
    )
    func counting(_ goal: String, _ answer: String) throws {
        let subgoal = try #require(GoalSplitter.split(goal).first)
        let text = Screens.element(
            1,
            .text,
            value: "one two\nthree four\n",
            states: [.showing, .visible, .enabled, .sensitive, .editable, .multiLine]
        )
        let grounding = Grounding(subgoal, scene: Scene(Screens.screen([text])), goal: goal)
        #expect(grounding.proposals.first?.action == .done(answer: answer))
    }

    @Test(
        "A terminal is asked about a file by a command",
        arguments: [
            ("count how many lines data.csv has", "wc -l data.csv"),
            ("count the words in data.csv", "wc -w data.csv"),
            ("which line of data.csv contains the word error?", "grep -in -- error data.csv"),
            ("how often does 'a b' appear in data.csv", "grep -io -- 'a b' data.csv | wc -l"),
            ("what is the second line of data.csv", "sed -n 2p data.csv"),
        ]
    )
    func commands(_ goal: String, _ command: String) throws {
        let subgoal = try #require(GoalSplitter.split(goal).first)
        #expect(ShellCommand.of(subgoal) == command, "\(subgoal)")
    }

    @Test("What stands behind the lines or the text, such as the file, changes nothing")
    func ofFiles() {
        #expect(intents("put line numbers in front of every line of list.txt") == [.rewrite(.numbered)])
        #expect(intents("make all the text in shout.txt lower case") == [.rewrite(.letters(.lower))])
        #expect(intents("save it as csv") == [.save(name: nil)])
        #expect(intents("type the days of the week, one per line").description.contains("Sunday"))
    }

    @Test("Two lines change places")
    func swapping() {
        let swap = TextEdit.swapping(.numbered(from: 1, to: 1), .numbered(from: -1, to: -1))
        #expect(intents("swap the first and the last line of list.txt") == [.rewrite(swap)])
        #expect(intents("swap line 1 and the last line") == [.rewrite(swap)])
        #expect(swap.applied(to: "one\ntwo\nthree\n") == "three\ntwo\none\n")
        #expect(intents("swap a and b") != [.rewrite(swap)])
    }

    @Test("A text is written as often as the goal says; a sentence that ends so is left as it is")
    func repeating() {
        let hello = Intent.type("hello\nhello\nhello", into: nil, line: false)
        #expect(intents("type hello three times, each on its own line") == [hello])
        #expect(intents("type hello 3 times on separate lines") == [hello])
        #expect(intents("write \"a b\" twice") == [.type("a b a b", into: nil, line: false)])
        #expect(intents("type the bell rang three times") == [.fill("the bell rang three times")])
    }

    @Test("A text as a whole is put in other letters, once, where all of it is known")
    func letters() throws {
        let subgoal = try #require(GoalSplitter.split("convert all text to upper case").first)
        func grounding(_ text: String, after actions: [Action] = []) -> Grounding {
            let states: States = [.showing, .visible, .enabled, .sensitive, .editable, .multiLine]
            let document = Screens.element(1, .text, value: text, states: states)
            let attempts = actions.map {
                Attempt(action: $0, status: .confirmed, windowsBefore: [], windowsAfter: [], widget: nil)
            }
            return Grounding(subgoal, scene: Scene(Screens.screen([document])), attempts: attempts)
        }
        let action = try #require(grounding("buy milk\nit's time").proposals.first?.action)
        #expect(action == .setText(.element(ElementRef(1)), text: "BUY MILK\nIT'S TIME"))
        #expect(grounding("BUY MILK\nIT'S TIME", after: [action]).isServed)
        #expect(!grounding("buy milk").isServed)
        #expect(Letters.title.written("it's TIME to go") == "It's Time To Go")
    }

    @Test("Lines are sorted without regard to capitals, numbers by what they are")
    func sorting() {
        #expect(intents("sort the lines of notes.txt") == [.rewrite(.sorted(isDescending: false))])
        #expect(intents("Sort the lines in reverse order") == [.rewrite(.sorted(isDescending: true))])
        #expect(
            intents("put the lines into alphabetical order") == [.rewrite(.sorted(isDescending: false))]
        )
        #expect(intents("sort names.txt alphabetically") == [.rewrite(.sorted(isDescending: false))])
        #expect(intents("sort names.txt from z to a") == [.rewrite(.sorted(isDescending: true))])
        for goal in ["Sort by price", "Put the books in order", "sort the table alphabetically"] {
            #expect(!intents(goal).contains(.rewrite(.sorted(isDescending: false))))
        }
        let (up, down) = (TextEdit.sorted(isDescending: false), TextEdit.sorted(isDescending: true))
        #expect(up.applied(to: "pear\nApple\nfig\n") == "Apple\nfig\npear\n")
        #expect(down.applied(to: "10\n9\n100") == "100\n10\n9")
    }

    @Test(
        "What is asked of lines is read and done",
        arguments: [
            ("delete the last line", "milk\nrye bread\n\neggs\n"),
            ("Remove the second line of notes.txt", "milk\n\neggs\nmilk\n"),
            ("please delete line 4 from notes.txt", "milk\nrye bread\n\nmilk\n"),
            ("delete the first two lines", "\neggs\nmilk\n"),
            ("erase the last 2 lines of the text", "milk\nrye bread\n\n"),
            ("get rid of lines 2 to 4", "milk\nmilk\n"),
            ("remove lines 2-4", "milk\nmilk\n"),
            ("delete the line with bread", "milk\n\neggs\nmilk\n"),
            ("Remove every line containing \"Milk\"", "rye bread\n\neggs\n"),
            ("delete the line that says rye bread in notes.txt", "milk\n\neggs\nmilk\n"),
            ("delete all lines starting with m", "rye bread\n\neggs\n"),
            ("remove the empty lines", "milk\nrye bread\neggs\nmilk\n"),
            ("remove all duplicate lines from notes.txt", "milk\nrye bread\n\neggs\n"),
            ("duplicate the first line", "milk\nmilk\nrye bread\n\neggs\nmilk\n"),
            ("move line 4 to the top", "eggs\nmilk\nrye bread\n\nmilk\n"),
            ("Move the second line to the end of the file", "milk\n\neggs\nmilk\nrye bread\n"),
            (
                "copy the first line to the end of the file",
                "milk\nrye bread\n\neggs\nmilk\nmilk\n"
            ),
            ("replace the second line with white bread", "milk\nwhite bread\n\neggs\nmilk\n"),
            ("change line 4 to \"ten eggs\"", "milk\nrye bread\n\nten eggs\nmilk\n"),
            ("insert butter after the second line", "milk\nrye bread\nbutter\n\neggs\nmilk\n"),
            ("add the line \"tea\" above line 1", "tea\nmilk\nrye bread\n\neggs\nmilk\n"),
            ("Reverse the order of the lines", "milk\neggs\n\nrye bread\nmilk\n"),
            ("number the lines", "1. milk\n2. rye bread\n3. \n4. eggs\n5. milk\n"),
            ("put a dash in front of every line", "- milk\n- rye bread\n- \n- eggs\n- milk\n"),
            ("start every line with \"> \"", "> milk\n> rye bread\n> \n> eggs\n> milk\n"),
            ("enumerate all the lines of notes.txt", "1. milk\n2. rye bread\n3. \n4. eggs\n5. milk\n"),
            ("add \"> \" before all lines", "> milk\n> rye bread\n> \n> eggs\n> milk\n"),
            ("add a comma at the end of each line", "milk,\nrye bread,\n,\neggs,\nmilk,\n"),
        ]
    )
    func edits(_ goal: String, _ result: String) {
        guard case .rewrite(let edit)? = intents(goal).first else {
            Issue.record("\(intents(goal))")
            return
        }
        #expect(edit.applied(to: "milk\nrye bread\n\neggs\nmilk\n") == result)
    }

    @Test("What is not about the lines of a text is left to others")
    func others() {
        for goal in [
            "delete the current line", "delete the line", "delete the last row of the table named x",
            "Remove the first item", "replace the first word with tea", "change the line width to 4",
            "add butter to the list", "move the slider to the end", "add a new line", "delete line noise",
            "put tea before the last meeting",
        ] {
            for intent in intents(goal) {
                if case .rewrite = intent { Issue.record("\(goal): \(intent)") }
                if case .answer(.line) = intent { Issue.record("\(goal): \(intent)") }
            }
        }
    }

    @Test("Lines that are not there change nothing, and the text keeps its end")
    func ends() {
        let gone = LineChoice.numbered(from: 3, to: 3)
        #expect(TextEdit.without(gone).applied(to: "a\nb\n") == nil)
        #expect(TextEdit.without(.numbered(from: -1, to: -1)).applied(to: "a\nb") == "a")
        #expect(TextEdit.without(.numbered(from: 1, to: 1)).applied(to: "a\n") == "")
        #expect(TextEdit.without(.holding("c")).applied(to: "a\nb") == nil)
        #expect(TextEdit.without(.blank).applied(to: "a\nb") == "a\nb")
        #expect(
            TextEdit.moving(.numbered(from: -1, to: -1), toTop: true, isCopy: false).applied(to: "a\nb")
                == "b\na"
        )
    }

    @Test(
        "A line of the text that is open is told",
        arguments: [
            ("tell me what the last line of notes.txt says", "three four"),
            ("What is the first line?", "one two"), ("read me the last line", "three four"),
            ("what does line 2 say", "three four"),
        ]
    )
    func telling(_ goal: String, _ answer: String) throws {
        let subgoal = try #require(GoalSplitter.split(goal).first)
        let states: States = [.showing, .visible, .enabled, .sensitive, .editable, .multiLine]
        let text = Screens.element(1, .text, value: "one two\nthree four\n", states: states)
        let grounding = Grounding(subgoal, scene: Scene(Screens.screen([text])), goal: goal)
        #expect(grounding.proposals.first?.action == .done(answer: answer))
    }
}

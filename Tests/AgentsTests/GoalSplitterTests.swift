import Agents
import Core
import Testing

@Suite("Splitting a goal into the things to do")
struct GoalSplitterTests {
    private func intents(_ goal: String) -> [Intent] { GoalSplitter.split(goal).map(\.intent) }

    private func sum(_ text: String) -> Intent? { Expression(reading: Phrase(text)).map { .calculate($0) } }

    private let selectAll = Intent.key(KeyCombination("a", modifiers: [.control]))
    private let toEnd = Intent.key(KeyCombination("End", modifiers: [.control]))

    @Test("Clauses are cut before verbs, not inside quotes or names")
    func clauses() {
        #expect(
            intents(#"Launch Writer, write "open, close and save" and store it as plan.odt"#)
                == [
                    .open("Writer"), .type("open, close and save", into: nil, line: false),
                    .save(name: "plan.odt"),
                ]
        )
        #expect(intents("Press Tab and Shift+F10") == [.press("Tab", .either), .press("Shift+F10", .either)])
        #expect(
            intents("Search for Marks and Spencer, then close the window")
                == [.find("Marks and Spencer"), .close("window")]
        )
        #expect(
            intents("1. Open Thunar\n2. Rename a.txt to b.txt.\n3. Quit")
                == [.open("Thunar"), .rename("a.txt", to: "b.txt"), .close(nil)]
        )
        #expect(intents("Please click Next; then click Finish.").count == 2)
        #expect(intents("It's time to press 'Don't Save'") != [])
        #expect(intents("") == [])
        #expect(intents(" , and then ; ") == [])
    }

    @Test("Words behind a quoted text that say nothing of it are no part of it")
    func instead() {
        #expect(
            intents("undo and write \"second draft\" instead").last
                == .type("second draft", into: nil, line: false)
        )
        #expect(
            intents("create the folders Photos, Music and Videos")
                == ["Photos", "Music", "Videos"].map { .create(kind: "folder", name: $0) }
        )
        for intent in intents("create directories bee and elk in the shell, duplicate a.txt to bee") {
            if case .create = intent { Issue.record("\(intent)") }
        }
        #expect(
            intents("make folders for photos and for music")
                == ["photos", "music"].map { .create(kind: "folder", name: $0) }
        )
    }

    @Test("What is moved to a number is set, what is moved to a place is not")
    func numbers() {
        #expect(intents("Turn the volume up to 70") == [.set(field: "volume", value: "70")])
        #expect(intents("slide the balance to 25%") == [.set(field: "balance", value: "25%")])
        #expect(intents("drag a.txt to the Trash") == intents("drag a.txt onto the Trash"))
    }

    @Test("Enumerations of keys and buttons become one step each")
    func presses() {
        #expect(
            intents("Hit 4, then /, 2 and finally =")
                == ["4", "/", "2", "="].map { .press($0, .either) }
        )
        #expect(intents("press the Enter key") == [.press("Enter", .key)])
        #expect(intents("push the Apply button") == [.press("Apply", .element)])
        #expect(intents("press Down 3 times").count == 3)
        #expect(intents("tap Tab twice") == [.press("Tab", .either), .press("Tab", .either)])
        let scoped = GoalSplitter.split("On the number pad press 1 and 2")
        #expect(scoped.map(\.intent) == [.press("1", .either), .press("2", .either)])
        #expect(scoped.first?.scope == "number pad")
    }

    @Test("Fields and values are told apart in every order of words")
    func fields() {
        #expect(intents("Set the width to 40 in the dialog") == [.set(field: "width", value: "40")])
        #expect(intents("put Jane Roe as the author") == [.set(field: "author", value: "Jane Roe")])
        #expect(
            intents(
                "Complete the form: the title is Dr, the surname is Bohr and the country is Denmark, then accept"
            )
                == [
                    .set(field: "title", value: "Dr"), .set(field: "surname", value: "Bohr"),
                    .set(field: "country", value: "Denmark"), .accept,
                ]
        )
        #expect(
            intents("Register the guest: first name Marie, family name Curie, room 12. Press Save")
                == [
                    .fill("first name Marie"), .fill("family name Curie"), .fill("room 12"),
                    .press("Save", .either),
                ]
        )
        #expect(intents("Subject: Hello") == [.set(field: "Subject", value: "Hello")])
        #expect(intents("fill in London for the city").count == 1)
    }

    @Test("One verb may stand for several fields")
    func severalFields() {
        #expect(
            intents("Set the width to 4 and the height to 3")
                == [.set(field: "width", value: "4"), .set(field: "height", value: "3")]
        )
        #expect(
            intents("Enter 'Ann' in the Name field, 'Lee' in the Surname field and submit").dropLast()
                == [
                    .type("Ann", into: "Name field", line: false),
                    .type("Lee", into: "Surname field", line: false),
                ]
        )
    }

    @Test("A place may stand before the verb, with or without a comma")
    func places() {
        let subgoals = GoalSplitter.split("In the notes editor, delete all the text and save")
        #expect(subgoals.first?.scope == "notes editor")
        #expect(subgoals.count == 3)
        let tool = GoalSplitter.split("Use Abacus to work out 2 to the power of 10")
        #expect(tool.first?.scope == "Abacus")
        #expect(tool.map(\.intent) == [sum("2^10")])
    }

    @Test("What is only to be used says where, and so does an application's name behind the verb")
    func tools() {
        let asked = GoalSplitter.split("What is 15 percent of 80? Use the calculator")
        #expect(asked.map(\.intent) == [sum("15/100*80")] && asked.first?.scope == "calculator")
        let named = GoalSplitter.split("Use Abacus. Add 2 and 3", applications: ["abacus"])
        #expect(named.map(\.intent) == [sum("2+3")] && named.first?.scope == "Abacus")
        let renamed = GoalSplitter.split("rename a.txt to b.txt with Hangar", applications: ["hangar"])
        #expect(renamed.map(\.intent) == [.rename("a.txt", to: "b.txt")])
        #expect(renamed.map(\.scope) == ["Hangar"])
        let made = GoalSplitter.split("Create a folder called Photos in Hangar", applications: ["hangar"])
        #expect(
            made.map(\.intent) == [.create(kind: "folder", name: "Photos")] && made.first?.scope == "Hangar"
        )
        #expect(GoalSplitter.split("Use the calculator").count == 1)
        #expect(intents("Use the default colours").count == 1)
    }

    @Test("Texts, lines and commands are taken exactly as written")
    func texts() {
        #expect(
            intents(#"append the line "x,  y; z" to the file"#) == [
                .type("x,  y; z", into: "file", line: true)
            ]
        )
        #expect(intents("write one, then on a new line two") == [.type("one\ntwo", into: nil, line: false)])
        #expect(
            intents("run the command: ls -l | grep a, b and c > out") == [
                .run("ls -l | grep a, b and c > out")
            ]
        )
        #expect(
            intents("Run the command: echo a; echo b > c, then close the window")
                == [.run("echo a; echo b > c"), .close("window")]
        )
        #expect(
            intents(#"execute "make clean" and then execute "make""#) == [.run("make clean"), .run("make")]
        )
        #expect(
            intents("Type hello world into the search box") == [
                .type("hello world", into: "search box", line: false)
            ]
        )
        #expect(intents("Replace all occurrences of red with blue") == [.replace("red", with: "blue")])
        #expect(
            intents(#"Select everything in the editor and replace it with "gone""#).last == .overwrite("gone")
        )
        #expect(intents("Search the list of processes for xterm") == [.find("xterm")])
        #expect(intents("Search for xterm in the list") == [.find("xterm")])
        #expect(intents("Look for xterm") == [.find("xterm")])
        let two = "The name is Bruno and the town Ghent"
        #expect(intents(two) == [.perform(two)])
        #expect(intents("Type The tide is out") == [.fill("The tide is out")])
        let found = "Enter the value of Town into the text field"
        #expect(intents(found) == [.perform(found)])
        #expect(intents("Move the cursor to the end of the text") == [toEnd])
        #expect(intents("select all the text") == [selectAll])
    }

    @Test(
        "How a thing is done is left out, modifiers go with their key, and several things are made one by one"
    )
    func manners() {
        #expect(intents("Multiply 6 by 7 with the buttons") == [sum("6*7")])
        #expect(intents("Work out 9 minus 4 by clicking") == [sum("9-4")])
        #expect(intents("Save it using the keyboard") == [.save(name: nil)])
        #expect(intents("Press control, shift and N") == [.press("control+shift+N", .key)])
        #expect(
            intents("Press Alt and F4, then Return") == [.press("Alt+F4", .key), .press("Return", .either)]
        )
        #expect(
            intents("Make two folders called Red and Green")
                == ["Red", "Green"].map { .create(kind: "folder", name: $0) }
        )
        #expect(
            intents("Create the folder Red here and a folder Green")
                == ["Red", "Green"].map { .create(kind: "folder", name: $0) }
        )
        #expect(intents("Write It is late., and save") == [.fill("It is late."), .save(name: nil)])
        #expect(intents("Write Late., and press OK") == [.fill("Late."), .press("OK", .either)])
        #expect(intents(#"Write "x" into it"#) == [.type("x", into: nil, line: false)])
        let elsewhere = intents("Copy the text in the box below, paste it into the field and press Send")
        #expect(elsewhere == [.carry(from: "box below", to: "field"), .press("Send", .either)])
        #expect(intents("copy, then paste it").count == 2)
        #expect(intents("Copy a.txt to b.txt") == [.duplicate("a.txt", as: "b.txt")])
        #expect(intents("Put the lines into order") == [.perform("Put the lines into order")])
    }

    @Test("A line may be said by its place, and a file kept in its format")
    func placesOfLines() {
        #expect(intents("Append milk to the list") == [toEnd, .type("milk", into: nil, line: true)])
        #expect(
            intents(#"Add "jam" as the last line, then save it"#)
                == [toEnd, .type("jam", into: nil, line: true), .save(name: nil)]
        )
        let toStart = Intent.key(KeyCombination("Home", modifiers: [.control]))
        #expect(
            intents(#"Write "Minutes" as the first line, above the others"#)
                == [toStart, .type("Minutes", into: nil, line: false), .key(KeyCombination("Return"))]
        )
        #expect(intents("Save the letter in its own format") == [.save(name: nil)])
        #expect(intents("Save it in the same format") == [.save(name: nil)])
    }

    @Test("Sums are read from words, symbols and verbs")
    func sums() {
        #expect(intents("what is twenty-five times 4?") == [sum("25*4")])
        #expect(intents("Calculate 3 + 4 * 2") == [sum("3+4*2")])
        #expect(intents("subtract 8 from 50") == [sum("50-8")])
        #expect(intents("Divide 144 by 12 using the calculator") == [sum("144/12")])
        #expect(intents("Multiply 6 and 7 in Galculator") == [sum("6*7")])
        #expect(intents("compute the sum of 1, 2 and 3") == [sum("1+2+3")])
        #expect(Expression(reading: Phrase("3 + 4 * 2"))?.value == 11)
        #expect(Expression(reading: Phrase("2 ^ 3 ^ 2"))?.value == 512)
        #expect(Expression(reading: Phrase("(1 + 2) * 3"))?.value == 9)
        #expect(Expression(reading: Phrase("15 percent of 200"))?.value == 30)
        #expect(Expression(reading: Phrase("15% of 80"))?.value == 12)
        #expect(Expression(reading: Phrase("12 monkeys")) == nil)
        #expect(Expression(reading: Phrase("12")) == nil)
    }

    @Test("Commands on things, files and windows are recognised")
    func commands() {
        #expect(
            intents("Make a new folder named Old Photos") == [.create(kind: "folder", name: "Old Photos")]
        )
        #expect(intents("save the document under the name a b.txt") == [.save(name: "a b.txt")])
        #expect(intents("Save the changes") == [.save(name: nil)])
        #expect(intents("turn off word wrap") == [.toggle("word wrap", on: false)])
        #expect(
            intents("Enable Dark mode and Autosave") == [
                .toggle("Dark mode", on: true), .toggle("Autosave", on: true),
            ]
        )
        #expect(intents("pick Thursday from the list of days") == [.choose("Thursday", from: "list of days")])
        #expect(intents("Reply to the question with Yes") == [.press("Yes", .element)])
        #expect(intents("Double-click notes.txt") == [.click("notes.txt", button: .left, count: 2)])
        #expect(intents("drag the red box onto the bin") == [.drag("red box", to: "bin")])
        #expect(intents("Don't press Delete") == [.avoid("press Delete")])
        #expect(intents("cancel") == [.dismiss])
    }

    @Test("A clause whose verb is unknown is left to the screen")
    func unknown() {
        #expect(intents("Defragment the hyperdrive") == [.perform("Defragment the hyperdrive")])
    }

    @Test("What is only said to be a word is looked for without saying so; to find out is no search")
    func findings() {
        #expect(intents("find the word second") == [.find("second")])
        #expect(intents("search for the text 'noon'") == [.find("noon")])
        #expect(intents("find word") == [.find("word")])
        #expect(intents("find out how long it is") == [.perform("find out how long it is")])
    }

    @Test("A text goes to the end or on top as a line of its own")
    func ends() {
        #expect(
            intents("add 'fish' at the end of pets.txt")
                == [toEnd, .type("fish", into: nil, line: true)]
        )
        #expect(
            intents("Put \"Dear Sam\" at the top")
                == [
                    .key(KeyCombination("Home", modifiers: [.control])),
                    .type("Dear Sam", into: nil, line: false), .key(KeyCombination("Return")),
                ]
        )
    }

    @Test("Lines that are counted and listed are written as such")
    func listed() {
        #expect(
            intents("write a list with two lines: apples, pears; save it as fruit.txt")
                == [.type("apples\npears", into: nil, line: false), .save(name: "fruit.txt")]
        )
    }

    @Test("The file a text is replaced in is no part of the new text")
    func replacedInFile() {
        #expect(intents("replace second with 2nd in notes.txt") == [.replace("second", with: "2nd")])
        let scoped = GoalSplitter.split(
            "replace second with 2nd in notes.txt using Quill and save",
            applications: ["quill"]
        )
        #expect(scoped.map(\.intent) == [.replace("second", with: "2nd"), .save(name: nil)])
        #expect(scoped.first?.scope == "Quill")
    }

    @Test(
        "Small powers are multiplied out for keypads, where that means the same",
        arguments: [
            ("7 squared", "7*7"), ("2 plus 3 cubed", "2+3*3*3"), ("100 / 5 squared", "100/5^2"),
            ("2 to the power of 10", "2^10"), ("4 times 5 squared minus 1", "4*5*5-1"),
        ]
    )
    func powers(_ words: String, _ keys: String) throws {
        let sum = try #require(Expression(reading: Phrase(words)))
        #expect(sum.multipliedOut.text == keys)
    }
}

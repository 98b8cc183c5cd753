import Core
import TestSupport
import Testing

@testable import Agents

@Suite("Files that are moved, and what a terminal is told")
struct FileGoalsTests {
    private func intents(_ goal: String) -> [Intent] { GoalSplitter.split(goal).map(\.intent) }

    @Test("Files and folders are told from what else is moved")
    func reading() {
        #expect(intents("Move old.txt into the folder work") == [.move("old.txt", to: "work", isCopy: false)])
        #expect(intents("copy a.txt to the backup folder") == [.move("a.txt", to: "backup", isCopy: true)])
        #expect(
            intents("Move a.txt and b.txt into work")
                == [.move("a.txt", to: "work", isCopy: false), .move("b.txt", to: "work", isCopy: false)]
        )
        #expect(
            intents("move the file notes to /tmp/there") == [.move("notes", to: "/tmp/there", isCopy: false)]
        )
        #expect(intents("Rename the folder work to jobs") == [.rename("work", to: "jobs")])
        for other in [
            "Move the slider to 5", "Move a.txt to the trash", "Copy it into the field",
            "Put milk in the box",
        ] {
            for intent in intents(other) {
                if case .move = intent { Issue.record("\(other): \(intent)") }
            }
        }
    }

    @Test("What is made is called by its name alone, and made in the folder that is told")
    func making() {
        let reports = Intent.create(kind: "folder", name: "Reports")
        #expect(intents("create a folder called Reports in my home folder") == [reports])
        #expect(
            intents("make a new folder named Reports inside Documents") == [.visit("~/Documents"), reports]
        )
        #expect(intents("create a folder in the folder work called Reports") == [.visit("work"), reports])
        #expect(intents("create a folder named Reports there") == [reports])
        #expect(
            intents("make a folder called Notes in order") == [
                .create(kind: "folder", name: "Notes in order")
            ]
        )
    }

    @Test(
        "What a program asks after it was told to save is answered with what it suggests",
        arguments: ["save it as a.csv", "save it"]
    )
    func format(_ goal: String) throws {
        let subgoal = try #require(GoalSplitter.split(goal).first)
        var dialog = Screens.window(2, "Confirm File Format", active: true)
        dialog.isModal = true
        let buttons = [("Keep it", States.isDefault), ("Change it", [])].enumerated().map { number, button in
            Screens.element(
                number + 1,
                .pushButton,
                button.0,
                states: [.showing, .visible, .enabled, .sensitive, button.1]
            )
        }
        let saving = Attempt(
            action: .key(KeyCombination("s", modifiers: [.control])),
            status: .confirmed,
            windowsBefore: ["a"],
            windowsAfter: ["a", "Confirm File Format"],
            widget: nil
        )
        let scene = Scene(Screens.screen(buttons, windows: [dialog, Screens.window(1, "a")]))
        let grounding = Grounding(subgoal, scene: scene, attempts: [saving], goal: goal)
        #expect(grounding.proposals.first?.action == .click(.element(ElementRef(1))))
        #expect(!grounding.isServed)
    }

    /// How a goal stands in an application after actions, one of which may have had no effect whenever it was done.
    private func grounding(
        _ goal: String,
        in application: String,
        after actions: [Action] = [],
        vain: Action? = nil
    ) throws -> Grounding {
        let subgoal = try #require(GoalSplitter.split(goal).first)
        let attempts = actions.map { action in
            Attempt(
                action: action,
                status: action == vain ? .suspectedNoop : .confirmed,
                windowsBefore: [],
                windowsAfter: [],
                widget: nil
            )
        }
        let window = WindowInfo(
            id: 1,
            title: "home",
            application: application,
            pid: 10,
            frame: Rect(x: 0, y: 0, width: 400, height: 300),
            isActive: true
        )
        let shelf = KnownApplication(
            id: "shelf",
            name: "Shelf",
            categories: ["FileManager"],
            executable: "shelf"
        )
        let scene = Scene(Screens.screen([], windows: [window]), applications: Worlds.applications + [shelf])
        return Grounding(subgoal, scene: scene, attempts: attempts, goal: goal)
    }

    @Test("A key that came before the copy was selected is pressed once more")
    func early() throws {
        let keys = ["ctrl+c", "ctrl+v", "F2"].compactMap { KeyCombination(parsing: $0) }.map(Action.key)
        let wait = Action.wait(.settled, timeout: 1)
        func next(_ more: [Action]) throws -> Action? {
            let actions = Grounding.selecting("a.txt") + keys + more
            return try grounding("copy a.txt to b.txt", in: "Shelf", after: actions, vain: keys.last)
                .proposals.first?.action
        }
        #expect(try next([]) == wait)
        #expect(try next([wait]) == keys.last)
    }

    /// All that is done, one after the other.
    private func steps(_ goal: String, in application: String) throws -> [String] {
        var done: [Action] = []
        while true {
            let grounding = try grounding(goal, in: application, after: done)
            guard !grounding.isServed, let action = grounding.proposals.first?.action, done.count < 20 else {
                break
            }
            done.append(action)
        }
        return done.map { ActionText.write($0) { _ in "" } }
    }

    @Test("A file manager moves by the clipboard, and is left where it was")
    func moving() throws {
        #expect(
            try steps("move old.txt into the folder work", in: "Shelf")
                == [
                    #"type "old.txt""#, "press Escape", "press ctrl+x", #"type "work""#, "press Escape",
                    "press Return", "press ctrl+v", "press alt+Left",
                ]
        )
        #expect(
            try steps("copy old.txt to /tmp/work", in: "Shelf")
                == [
                    #"type "old.txt""#, "press Escape", "press ctrl+c", "press ctrl+l", #"type "/tmp/work""#,
                    "press Return", "press ctrl+v", "press alt+Left",
                ]
        )
    }

    @Test("What was made is gone into")
    func entering() {
        #expect(
            intents("make a directory called build and go into it")
                == [.create(kind: "directory", name: "build"), .visit("build")]
        )
    }

    @Test("A file manager puts a copy beside a file and calls it as the goal says")
    func duplicating() throws {
        let copy = Intent.duplicate("a.txt", as: "b.txt")
        for goal in [
            "make a copy of a.txt called b.txt", "copy a.txt to b.txt", "duplicate the file a.txt as b.txt",
            "create a duplicate of a.txt and name it b.txt",
        ] { #expect(intents(goal) == [copy], "\(goal)") }
        #expect(intents("copy a.txt to the folder old") == [.move("a.txt", to: "old", isCopy: true)])
        #expect(
            try steps("copy a.txt to b.txt", in: "Shelf").prefix(5)
                == [#"type "a.txt""#, "press Escape", "press ctrl+c", "press ctrl+v", "press F2"]
        )
        let copies = try steps("copy a.txt to b.txt", in: "Shelf")
        #expect(copies.dropFirst(5).prefix(2) == ["wait until settled, 1.0 s", "press F2"], "\(copies)")
        #expect(copies.count { $0 == "press F2" } == 4)
        #expect(
            try steps("copy a.txt to b.txt", in: "XTerm") == [#"type "cp -r a.txt b.txt""#, "press Return"]
        )
    }

    @Test("A file manager goes to a folder by its name or its path, once")
    func visiting() throws {
        #expect(intents("go to the Documents folder") == [.visit("Documents")])
        #expect(
            intents("in thunar, go to the Documents folder and make a new folder named Invoices")
                == [.visit("Documents"), .create(kind: "folder", name: "Invoices")]
        )
        #expect(intents("navigate to my home directory") == [.visit("~")])
        for other in ["go to line 5", "go to the parent folder", "switch to the second tab"] {
            for intent in intents(other) {
                if case .visit = intent { Issue.record("\(other): \(intent)") }
            }
        }
        #expect(
            try steps("go to the work folder", in: "Shelf")
                == [#"type "work""#, "press Escape", "press Return"]
        )
        #expect(
            try steps("go to /tmp/g/work", in: "Shelf")
                == ["press ctrl+l", #"type "/tmp/g/work""#, "press Return"]
        )
        // The window's title says that it is there already.
        #expect(try steps("go to the folder home", in: "Shelf") == [])
    }

    @Test(
        "A shell is told in its own words",
        arguments: [
            ("make a directory called /tmp/g/fresh", "mkdir /tmp/g/fresh"),
            (#"create a folder named "my things""#, "mkdir 'my things'"),
            ("list the files in /tmp/g", "ls /tmp/g"), ("list the files", "ls"),
            ("list the files in my home folder, including hidden ones", "ls -a ~"),
            ("list all files with hidden ones", "ls -a"),
            ("show the contents of notes.txt", "cat notes.txt"),
            ("rename a.txt to b.txt", "mv a.txt b.txt"),
            ("copy a.txt into the folder old", "cp -r a.txt old"), ("delete a.txt", "rm -r a.txt"),
            ("run the command: date", "date"), ("go to the folder work", "cd work"),
        ]
    )
    func shell(_ goal: String, _ command: String) throws {
        #expect(try steps(goal, in: "XTerm") == ["type \"\(command)\"", "press Return"])
    }

    @Test("Files are done away with where files are meant")
    func removing() throws {
        #expect(intents("delete old.txt") == [.remove("old.txt")])
        #expect(intents("Remove the folder work") == [.remove("work")])
        for other in [
            "delete the second line", "remove it", "Delete the word fish", "remove a.txt from the list",
        ] {
            for intent in intents(other) {
                if case .remove = intent { Issue.record("\(other): \(intent)") }
            }
        }
        #expect(
            try steps("delete old.txt", in: "Shelf") == [#"type "old.txt""#, "press Escape", "press Delete"]
        )
    }

    @Test("A word is deleted with the space before it, and nowhere inside of others")
    func words() {
        #expect(intents("delete the word cat") == [.replace("cat", with: "")])
        #expect(Grounding.without("cat", in: "my cat, a category and cat\n") == "my, a category and\n")
        #expect(Grounding.without("egor", in: "a category") == "a caty")
    }

    @Test(
        "What is to stand on lines of its own does",
        arguments: [
            ("write a shopping list with bread, milk and eggs, each on its own line", "bread\nmilk\neggs"),
            ("type a, b and c on separate lines", "a\nb\nc"),
            ("Write the names Ada and Bob, one per line", "Ada\nBob"),
            (#"type "abc" three times on separate lines"#, "abc\nabc\nabc"),
            (#"enter "abc" twice, each on a new line"#, "abc\nabc"),
        ]
    )
    func lines(_ goal: String, _ text: String) {
        #expect(intents(goal) == [.type(text, into: nil, line: false)])
    }
}

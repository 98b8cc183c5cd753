import Core
import TestSupport
import Testing

@testable import Agents

/// A planner that always decides the same, and says which goal it was told.
private struct StubbornPlanner: Planner {
    let action: Action

    func decide(after trajectory: Trajectory, seeing observation: Observation) async throws -> Decision {
        Decision(action, text: trajectory.head.goal, decidedBy: .rule, reason: "it was told so")
    }
}

@Suite("The file that a goal names")
struct DocumentPlannerTests {
    private let applications = [
        KnownApplication(id: "quill", name: "Quill", executable: "quill", opensFiles: true),
        KnownApplication(
            id: "shelf",
            name: "Shelf",
            categories: ["FileManager"],
            executable: "shelf",
            opensFiles: true
        ),
        KnownApplication(id: "abacus", name: "Abacus", executable: "abacus"),
    ]

    private func decision(
        _ goal: String,
        _ word: String,
        would action: Action,
        isFolder: Bool = false,
        after steps: [Step] = []
    ) async throws -> Decision? {
        let path = word.hasPrefix("/") ? word : "/home/ada/\(word)"
        let planner = DocumentPlanner(
            StubbornPlanner(action: action),
            applications: applications,
            files: [NamedFile(word: word, path: path, isFolder: isFolder)]
        )
        let head = TrajectoryHead(id: "one", goal: goal, task: nil, started: 0, origin: "test", model: nil)
        return try await planner?.decide(
            after: Trajectory(head: head, steps: steps),
            seeing: Screens.screen([], windows: [])
        )
    }

    @Test("It is opened in the application that is named, wherever it lies")
    func named() async throws {
        let goal = "In Quill, replace cat with dog in /tmp/pets.txt"
        #expect(
            try await decision(goal, "/tmp/pets.txt", would: .open("quill"))?.action
                == .open("/tmp/pets.txt with quill")
        )
        #expect(
            try await decision("Open pets.txt in Quill", "pets.txt", would: .open("pets.txt"))?.action
                == .open("/home/ada/pets.txt with quill")
        )
    }

    @Test("Where no application is named it is opened by itself, rather than asked about")
    func alone() async throws {
        let goal = "Put a title above /tmp/pets.txt"
        #expect(
            try await decision(goal, "/tmp/pets.txt", would: .ask("Which application?"))?.action
                == .open("/tmp/pets.txt")
        )
    }

    @Test("A terminal is told where the file lies, as it starts elsewhere")
    func terminal() async throws {
        let goal = "Open a terminal and show the contents of pets.txt"
        #expect(
            try await decision(goal, "pets.txt", would: .open("term"))?.text
                == "Open a terminal and show the contents of /home/ada/pets.txt"
        )
    }

    @Test("What a program asks before it shows the file is answered with what it suggests")
    func asked() async throws {
        let planner = try #require(
            DocumentPlanner(
                StubbornPlanner(action: .type("x")),
                applications: applications,
                files: [NamedFile(word: "a.csv", path: "/tmp/a.csv", isFolder: false)]
            )
        )
        let head = TrajectoryHead(
            id: "one",
            goal: "Put 5 in A1 of a.csv with Quill",
            task: nil,
            started: 0,
            origin: "test",
            model: nil
        )
        func action(isActive: Bool) async throws -> Action {
            var dialog = Screens.window(1, "Import - [a.csv]", active: isActive)
            dialog.isModal = true
            return try await planner.decide(
                after: Trajectory(head: head, steps: []),
                seeing: Screens.screen([], windows: [dialog])
            ).action
        }
        #expect(try await action(isActive: true) == .key(KeyCombination("Return")))
        #expect(try await action(isActive: false) == .wait(.settled, timeout: 1))
    }

    @Test("File managers are given the folder")
    func folder() async throws {
        let goal = "Rename /tmp/g/old.txt to new.txt with Shelf"
        #expect(
            try await decision(goal, "/tmp/g/old.txt", would: .open("shelf"))?.action
                == .open("/tmp/g with shelf")
        )
        #expect(
            try await decision("Open /tmp/g in Shelf", "/tmp/g", would: .open("shelf"), isFolder: true)?
                .action == .open("/tmp/g with shelf")
        )
    }

    @Test("The planner is told the name alone, as windows show it; not where the application takes no files")
    func told() async throws {
        let told = try await decision(
            "In Quill, tidy /tmp/pets.txt",
            "/tmp/pets.txt",
            would: .key(KeyCombination("F5"))
        )
        #expect(told?.text == "In Quill, tidy pets.txt")
        let kept = try await decision(
            "With Abacus, add what /tmp/pets.txt says",
            "/tmp/pets.txt",
            would: .open("abacus")
        )
        #expect(kept?.action == .open("abacus"))
        #expect(kept?.text == "With Abacus, add what /tmp/pets.txt says")
        let inside = try await decision(
            "Create a folder named Photos inside /tmp/g with Shelf",
            "/tmp/g",
            would: .key(KeyCombination("F5")),
            isFolder: true
        )
        #expect(inside?.text == "Create a folder named Photos with Shelf")
    }

    @Test("Only the first opening is of the file, and none where several are named")
    func first() async throws {
        let opened = Step(
            index: 0,
            before: Screens.screen([], windows: []),
            decision: Decision(.open("quill"), text: "", decidedBy: .rule, reason: ""),
            outcome: Outcome(.confirmed),
            after: nil
        )
        #expect(
            try await decision(
                "In Quill, tidy /tmp/a.txt",
                "/tmp/a.txt",
                would: .open("quill"),
                after: [opened]
            )?
            .action == .open("quill")
        )
        let two = ["/tmp/a.txt", "/tmp/b.txt"].map { NamedFile(word: $0, path: $0, isFolder: false) }
        #expect(
            DocumentPlanner(
                StubbornPlanner(action: .key(KeyCombination("F5"))),
                applications: applications,
                files: two
            ) == nil
        )
    }

    @Test("A folder that is to be renamed is looked for where it lies")
    func handled() async throws {
        let goal = "Rename the folder pics to photos with Shelf"
        #expect(NamedFile.candidates(in: goal) == ["pics"])
        #expect(NamedFile.candidates(in: "Open the folder pics with Shelf") == [])
        let opened = try await decision(goal, "pics", would: .open("shelf"), isFolder: true)
        #expect(opened?.action == .open("/home/ada with shelf"))
    }

    @Test("A file that is only renamed is looked for in a file manager, and one that is added to is opened")
    func whole() async throws {
        let opened = try await decision("Rename a.txt to b.txt", "a.txt", would: .open("a.txt"))
        #expect(opened?.action == .open("/home/ada with shelf"))
        #expect(NamedFile.candidates(in: "add a line saying 'x' to chores.txt and save it") == ["chores.txt"])
        #expect(NamedFile.candidates(in: "Write x and save it to chores.txt") == [])
    }

    @Test("A file that is to be changed is saved, unless the goal says itself what becomes of it")
    func saved() async throws {
        func told(_ goal: String) async throws -> String? {
            try await decision(goal, "pets.txt", would: .key(KeyCombination("F5")))?.text
        }
        let change = "Replace \"cat\" with \"dog\" in pets.txt"
        #expect(try await told(change) == change + ", then save it")
        for goal in [change + " and save it", change + ", do not save it", "How many lines are in pets.txt?"]
        {
            #expect(try await told(goal) == goal)
        }
    }

    @Test("File managers are given the folder that several files lie in")
    func several() async throws {
        func decision(_ goal: String, _ paths: [String]) async throws -> Decision? {
            let files = paths.map {
                NamedFile(word: "\($0.split(separator: "/").last ?? "")", path: $0, isFolder: false)
            }
            let planner = FolderPlanner(
                StubbornPlanner(action: .open("shelf")),
                applications: applications,
                files: files
            )
            let head = TrajectoryHead(
                id: "one",
                goal: goal,
                task: nil,
                started: 0,
                origin: "test",
                model: nil
            )
            return try await planner?.decide(
                after: Trajectory(head: head, steps: []),
                seeing: Screens.screen([], windows: [])
            )
        }
        let together = try await decision(
            "Move a.txt and b.txt into old",
            ["/home/ada/a.txt", "/home/ada/b.txt"]
        )
        #expect(together?.action == .open("/home/ada with shelf"))
        #expect(try await decision("Move a.txt and b.txt", ["/home/ada/a.txt", "/tmp/b.txt"]) == nil)
    }

    @Test(
        "Names that are only to come are no files to open",
        arguments: [
            ("Save it as notes.txt", []), ("Rename /tmp/a.txt to b.txt", ["/tmp/a.txt"]),
            ("Write to ada@home.org about https://x.org/y.txt", []),
            ("Open \"notes.txt\", please", ["notes.txt"]), ("Make a file called plan.odt", []),
        ]
    )
    func candidates(_ goal: String, _ names: [String]) {
        #expect(NamedFile.candidates(in: goal) == names)
    }
}

import Dataflow
import Foundation
import ModelTestSupport
import Testing

@Suite("Exploring from the command line", .serialized)
struct ExploreTests {
    private let lam = Program("lam")

    /// Real applications, and dialogs that would destroy something or ask for a secret.
    private static let scenes = """
        - id: form
          application: zenity
          parameters:
            field: [Town, Street, Country]
          setup:
            - start: [sh, -c, "zenity --forms --title=Contact --text=New --add-entry='${field}' --add-entry=Name"]
        - id: danger
          application: zenity
          setup:
            - start: [sh, -c, "zenity --question --title=Question --text=Sure --ok-label='Delete all' --cancel-label=Keep"]
        - id: login
          application: zenity
          setup:
            - start: [sh, -c, "zenity --password --username --title=Unlock"]
        - id: mousepad
          application: mousepad
          setup:
            - file: {path: note.txt, content: "bread and tea\\n"}
            - start: [mousepad, note.txt]
        - id: galculator
          application: galculator
          setup:
            - start: [galculator]

        """

    private func records(_ folder: Folder) throws -> [String: EpisodeRecord] {
        let all = try EpisodeStore.records(at: "\(folder.path)/data")
        return Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
    }

    private func steps(_ folder: Folder, _ record: EpisodeRecord) throws -> String {
        let place = try #require(record.trajectory)
        return try String(contentsOfFile: "\(folder.path)/data/\(place)/steps.jsonl", encoding: .utf8)
    }

    @Test(
        "Walks through real applications give goals, lose nothing, go on where they stopped, and are exported",
        .timeLimit(.minutes(6))
    )
    func walks() async throws {
        let folder = try Folder()
        let file = try folder.write(Self.scenes, to: "scenes.yaml")
        let arguments = [
            "collect", "explore", file, "--per-scene", "1", "--steps", "16", "--displays", "2", "--output",
            "\(folder.path)/data",
        ]
        let first = try await lam.run(arguments, within: 240)
        #expect(first.status == 0 && first.output.contains("goals kept"), "\(first.output)\(first.errors)")
        let records = try records(folder)
        for scene in ["form", "mousepad", "galculator"] {
            let record = try #require(records["explore-\(scene)-1"])
            let goals = try #require(record.explored)
            #expect(!goals.isEmpty, "\(scene): \(record.message) \(record.dropped ?? [:])")
            for goal in goals {
                #expect(!goal.goals.isEmpty && Set(goal.goals).isDisjoint(with: goal.development))
                #expect(goal.first <= goal.last && goal.last < record.actions)
            }
            #expect(Set(goals.map(\.identity)).count == goals.count)
        }
        let danger = try #require(records["explore-danger-1"])
        #expect(try !steps(folder, danger).contains("click push button \\\"Delete all\\\""))
        let login = try #require(records["explore-login-1"])
        #expect(try !steps(folder, login).contains("password text"), "no password field is filled in")
        for goal in login.explored ?? [] {
            #expect(!goal.goals.contains { $0.lowercased().contains("password") }, "\(goal.goals)")
        }

        let again = try await lam.run(arguments, within: 120)
        let done = records.values.count { $0.verdict != .error }
        #expect(again.output.contains("\(done) walks were there already"), "\(again.output)")
        let count = try await lam.run(["collect", "count", "\(folder.path)/data"])
        #expect(count.output.contains("steps of 5 walks"), "\(count.output)")
        try await export(folder, records)
    }

    private func export(_ folder: Folder, _ records: [String: EpisodeRecord]) async throws {
        #expect(ModelFile.small.isPresent, "\(ModelFile.small.hint)")
        let file = "\(folder.path)/examples.jsonl"
        let data = "\(folder.path)/data"
        let written = try await lam.run(["export", data, "--output", file, "--wordings", "2"])
        let goals = records.values.reduce(0) { $0 + ($1.explored?.count ?? 0) }
        #expect(written.status == 0, "\(written.errors)")
        #expect(written.output.contains("and \(goals) goals of exploration"), "\(written.output)")
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        #expect(
            lines.allSatisfy {
                $0.contains("\"source\":\"exploration\"") && $0.contains("\"form\":\"goal-4\"")
            }
        )
        #expect(lines.contains { $0.contains("\"target\":\"yes\"") })
        #expect(lines.contains { $0.contains("no\\nset text") || $0.contains("no\\nclick") })
        let kept = Set(records.values.flatMap { $0.explored ?? [] }.flatMap(\.development))
        #expect(
            !lines.contains { line in kept.contains { $0.count > 12 && line.contains("Goal: \($0)\\n") } }
        )

        let tasks = "\(folder.path)/ufo"
        let ufo = try await lam.run(["export", data, "--format", "dataflow", "--output", tasks])
        #expect(ufo.status == 0 && ufo.output.hasPrefix("\(goals) "), "\(ufo.output)\(ufo.errors)")
        _ = try folder.write("{", to: "ufo/execution_pass/broken.json")
        let suite = "\(folder.path)/tasks.yaml"
        let read = try await lam.run(["import", tasks, "--output", suite])
        #expect(read.output.hasPrefix("\(goals) tasks: \(goals) yes"), "\(read.output)\(read.errors)")
        #expect(read.output.contains("1 × it is no task of UFO's dataflow"), "\(read.output)")
        #expect(try TaskLoader().load(path: suite).tasks.count == goals)
    }

    @Test("A scene that starts nothing, and an application that is not there, are errors that say so")
    func mistakes() async throws {
        let folder = try Folder()
        let empty = try folder.write("{id: a, application: a, setup: [{directory: b}]}\n", to: "empty.yaml")
        let nothing = try await lam.run(["collect", "explore", empty, "--output", "\(folder.path)/data"])
        #expect(nothing.status == 2 && nothing.errors.contains("starts nothing"), "\(nothing.errors)")
        let file = try folder.write(Self.scenes, to: "scenes.yaml")
        let unknown = try await lam.run(["collect", "explore", file, "--only", "emacs"])
        #expect(unknown.status == 2 && unknown.errors.contains("called emacs"), "\(unknown.errors)")
    }
}

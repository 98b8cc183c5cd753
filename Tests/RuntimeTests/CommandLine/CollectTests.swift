import Foundation
import Glibc
import ModelTestSupport
import Testing

@Suite("Collecting and exporting from the command line", .serialized)
struct CollectTests {
    private let lam = Program("lam")

    private struct Episode: Decodable {
        var id: String
        var template: String
        var verdict: String
        var trajectory: String?
    }

    /// Four that pass, one that asks for a password, one whose check never holds, and one whose program
    /// crashes when it is answered.
    private static let templates = """
        - id: answer
          application: zenity
          parameters:
            ask: [Restart the server?, Send the report?, Empty the trash?, Install the updates?]
          goal:
            train: [Answer with yes, "${ask} Say yes"]
            development: [Confirm it]
          setup:
            - start: [sh, -c, "zenity --question --title=Question --text='${ask}' && echo yes > answer.txt"]
          steps:
            - click: {role: push button, name: "Yes"}
          checks:
            - file: {path: answer.txt, equals: "yes"}

        - id: wrong
          application: zenity
          goal:
            train: [Answer with no, Say no]
            development: [Refuse it]
          setup:
            - start: [sh, -c, "zenity --question --title=Question --text=Really"]
          steps:
            - click: {role: push button, name: "No"}
          checks:
            - file: {path: answer.txt, equals: "no"}

        - id: unlock
          application: zenity
          goal:
            train: [Give the password open-door, Unlock it with open-door]
            development: [It is open-door]
          setup:
            - start: [sh, -c, "zenity --password --title=Unlock > word.txt"]
          steps:
            - setText: {role: password text, text: open-door}
            - click: {role: push button, name: OK}
          checks:
            - file: {path: word.txt, equals: open-door}

        - id: crash
          application: zenity
          goal:
            train: [Answer with yes twice, Say yes twice]
            development: [Confirm it twice]
          setup:
            - start: [sh, -c, "zenity --question --title=Question --text=Once; kill -SEGV $$"]
          steps:
            - click: {role: push button, name: "Yes"}
            - click: {role: push button, name: Again}
          budget: {seconds: 4}
          checks:
            - file: {path: answer.txt, equals: "yes"}

        """

    private func arguments(_ folder: Folder, _ more: String...) throws -> [String] {
        let file = try folder.write(Self.templates, to: "templates.yaml")
        return ["collect", file, "--per-template", "4", "--displays", "1", "--output", "\(folder.path)/data"]
            + more
    }

    /// The episodes of a collection, the last line of each.
    private func episodes(of folder: Folder) throws -> [String: Episode] {
        let text = try String(contentsOfFile: "\(folder.path)/data/episodes.jsonl", encoding: .utf8)
        let all = try text.split(separator: "\n").map {
            try JSONDecoder().decode(Episode.self, from: Data($0.utf8))
        }
        return Dictionary(all.map { ($0.id, $0) }) { $1 }
    }

    @Test(
        "A collection that was killed goes on, and what failed is told and kept apart",
        .timeLimit(.minutes(5))
    )
    func killed() async throws {
        let folder = try Folder()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: lam.path)
        process.arguments = try arguments(folder, "--json")
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        // An episode is in the index before its line is printed.
        _ = output.fileHandleForReading.availableData
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let kept = try episodes(of: folder).values.filter { $0.verdict != "error" }.count
        #expect(kept >= 1)

        let rest = try await lam.run(try arguments(folder), within: 240)
        #expect(rest.output.contains("\(kept) were there already"), "\(rest.output)\(rest.errors)")
        #expect(
            rest.output.contains("wrong  fail:") && rest.output.contains("crash  error:"),
            "\(rest.output)"
        )
        let found = try episodes(of: folder).values
        #expect(found.filter { $0.template == "answer" && $0.verdict == "pass" }.count == 4)
        #expect(found.filter { $0.template == "wrong" && $0.verdict == "fail" }.count == 2)
        #expect(found.filter { $0.template == "crash" && $0.verdict == "error" }.count == 2)
        for episode in found where episode.verdict == "pass" {
            let place = try #require(episode.trajectory)
            #expect(FileManager.default.fileExists(atPath: "\(folder.path)/data/\(place)/meta.json"))
        }

        // Only what ended in an error is run again.
        let again = try await lam.run(try arguments(folder), within: 240)
        #expect(again.output.contains("2 episodes: 2 error; 8 were there already"), "\(again.output)")
        try await export(folder, found.compactMap { $0.verdict == "pass" ? $0.trajectory : nil })
    }

    /// Exports the collection, one trajectory of which is spoilt first.
    private func export(_ folder: Folder, _ trajectories: [String]) async throws {
        #expect(ModelFile.small.isPresent, "\(ModelFile.small.hint)")
        let spoilt = try #require(trajectories.min())
        try Data("{\"schema\":".utf8).write(to: URL(filePath: "\(folder.path)/data/\(spoilt)/meta.json"))
        let data = "\(folder.path)/data"
        let file = "\(folder.path)/examples.jsonl"
        let written = try await lam.run(["export", "--format", "examples", data, "--output", file])
        #expect(written.status == 0 && written.output.contains("from 5 trajectories"), "\(written.output)")
        #expect(written.output.contains("1 × the trajectory cannot be read"), "\(written.output)")
        #expect(written.output.contains("2 × verdict fail"), "\(written.output)")
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        #expect(lines.contains { $0.contains("\"target\":\"no\\nclick push button \\\"Yes\\\"\\ndone\"") })
        // What a template made up is no secret, so filling it in is learnt too.
        let password = lines.filter { $0.contains("\"target\":\"no\\nset password text") }
        #expect(!password.isEmpty && password.allSatisfy { $0.contains("to \\\"open-door\\\"") })
        #expect(!lines.contains { $0.contains("Confirm it") || $0.contains("Answer with no") })

        let elsewhere = "\(folder.path)/elsewhere"
        let tokens = try await lam.run(["export", "--format", "trl", data, "--output", elsewhere])
        #expect(tokens.status == 0, "\(tokens.errors)")
        var rows = 0
        for name in ["train", "eval"] {
            let text = try String(contentsOfFile: "\(elsewhere)/\(name).jsonl", encoding: .utf8)
            for line in text.split(separator: "\n") {
                let row = try JSONDecoder().decode(Row.self, from: Data(line.utf8))
                #expect(row.targets > 0 && row.targets < row.input_ids.count && row.weight > 0)
                rows += 1
            }
        }
        #expect(rows == lines.count)
        let python = Process()
        python.executableURL = URL(filePath: "/usr/bin/env")
        python.arguments = ["python3", "-m", "py_compile", "\(elsewhere)/train.py"]
        try python.run()
        python.waitUntilExit()
        #expect(python.terminationStatus == 0)
    }

    private struct Row: Decodable {
        var input_ids: [Int32]
        var targets: Int
        var weight: Double
    }

    @Test("Nothing to learn from and no collection are errors that say so")
    func mistakes() async throws {
        let folder = try Folder()
        let none = try await lam.run(["export", folder.path, "--output", "\(folder.path)/x.jsonl"])
        #expect(none.status == 2 && none.errors.contains("is no collection"), "\(none.errors)")
        try FileManager.default.createDirectory(
            atPath: "\(folder.path)/data",
            withIntermediateDirectories: true
        )
        _ = try folder.write("", to: "data/episodes.jsonl")
        let empty = try await lam.run([
            "export", "\(folder.path)/data", "--output", "\(folder.path)/x.jsonl",
        ])
        #expect(empty.status == 2 && empty.errors.contains("nothing to learn from"), "\(empty.errors)")
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/x.jsonl"))
    }
}

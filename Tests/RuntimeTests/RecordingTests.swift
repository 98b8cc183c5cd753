import Core
import Dataflow
import Desktop
import Foundation
import Perception
import Runtime
import TestSupport
import Testing

@Suite("Recording a person and doing it again", .serialized)
struct RecordingTests {
    @Test("Text, keys and clicks in a dialog are recorded and replayed in a fresh display")
    func dialog() async throws {
        let folder = try Folder()
        let program = "zenity --forms --title=Order --text=New --add-entry=Name --add-entry=City > answer.txt"
        let (recorded, answer) = try await record(program, into: folder) { hand in
            try await hand.click(.text, "Name")
            try await hand.type("Ada Lovelace")
            try await hand.press(KeyCombination("Tab"))
            try await hand.type("London")
            try await hand.click(.pushButton, "OK")
        }
        #expect(answer == "Ada Lovelace|London")
        #expect(recorded.steps.contains { $0.decision.text.contains("Ada Lovelace") })
        #expect(recorded.steps.allSatisfy { $0.decision.decidedBy == .person })
        #expect(recorded.steps.allSatisfy { $0.before.screenshot != nil })
        try await replay(recorded, of: program, in: folder, expecting: answer)
    }

    @Test("A drag on a slider is recorded and replayed to the same value")
    func slider() async throws {
        let folder = try Folder()
        let program = "zenity --scale --title=Volume --text=Loudness --value=10 --max-value=100 > answer.txt"
        let (recorded, answer) = try await record(program, into: folder) { hand in
            try await hand.drag(.slider, from: 0.13, to: 0.6)
            try await hand.click(.pushButton, "OK")
        }
        #expect(recorded.steps.contains { if case .drag = $0.decision.action { true } else { false } })
        #expect((Int(answer) ?? 0) > 30, "the hand itself did not drag: \(answer)")
        try await replay(recorded, of: program, in: folder, expecting: answer)
    }

    @Test("Scrolling a list and choosing below the fold are recorded and replayed")
    func list() async throws {
        let folder = try Folder()
        let rows = (1...60).map { "Row\($0)" }.joined(separator: " ")
        let program = "zenity --list --title=Rows --column=Row \(rows) > answer.txt"
        let (recorded, answer) = try await record(program, into: folder) { hand in
            try await hand.scroll(over: .tableCell, "Row2", notches: 90)
            try await hand.click(.tableCell, "Row59")
            try await hand.click(.pushButton, "OK")
        }
        #expect(answer == "Row59")
        #expect(recorded.steps.contains { if case .scroll = $0.decision.action { true } else { false } })
        try await replay(recorded, of: program, in: folder, expecting: answer)
    }

    @Test("Menus, keys and text in an editor are recorded and replayed")
    func editor() async throws {
        let folder = try Folder()
        let program = "printf 'one\\n' > answer.txt; mousepad answer.txt"
        let (recorded, answer) = try await record(program, into: folder) { hand in
            try await hand.press(KeyCombination("End", modifiers: [.control]))
            try await hand.type("two \u{e9}\u{6f22}")
            try await hand.click(.menu, "File")
            try await hand.click(.menuItem, "Save")
            try await hand.press(KeyCombination("q", modifiers: [.control]))
        }
        #expect(answer == "one\ntwo \u{e9}\u{6f22}")
        try await replay(recorded, of: program, in: folder, expecting: answer)
    }

    /// Records what a hand does to a program, and what the program wrote in the end.
    private func record(
        _ program: String,
        into folder: Folder,
        _ work: @escaping @Sendable (Hand) async throws -> Void
    ) async throws -> (Trajectory, answer: String) {
        try await withSession { session in
            try session.launch(["sh", "-c", program])
            let hand = try await Hand(session)
            try await hand.settle()
            let (listening, announcement) = AsyncStream<Void>.makeStream()
            let driver = RecordDriver(
                desktop: .named(session.name),
                goal: "by hand",
                trajectories: folder.path + "/t"
            ) { event in
                if case .note = event { announcement.yield() }
            }
            async let report = driver.record()
            for await _ in listening { break }
            try await work(hand)
            let file = session.home + "/answer.txt"
            let ended = try await eventually { try await hand.isScreenEmpty() }
            #expect(ended, "the program did not end")
            let answer = try String(contentsOfFile: file, encoding: .utf8)
            try await hand.press(RecordDriver.stopChord)
            let directory = try await report.directory
            return (
                try StoredTrajectory(at: directory).trajectory,
                answer.trimmingCharacters(in: .whitespacesAndNewlines)
            )
        }
    }

    private func replay(
        _ trajectory: Trajectory,
        of program: String,
        in folder: Folder,
        expecting text: String
    ) async throws {
        let task = try ReplayTask.make(
            from: trajectory,
            id: "again",
            setup: [.start(command: ["sh", "-c", program])],
            checks: [.fileEquals(path: "answer.txt", text: text)]
        )
        let yaml = try TaskWriter.yaml(task)
        let file = try folder.write(yaml, to: "again.yaml")
        let result = try await Program("lam").run(["script", "--trajectories", folder.path + "/t", file])
        #expect(result.status == 0, "\(result.errors)\n\(yaml)")
    }
}

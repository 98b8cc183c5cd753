import Core
import Dataflow
import Foundation
import Testing

@Suite("Ctrl-C", .serialized)
struct InterruptTests {
    private let lam = Program("lam")
    private let interrupt = "\u{3}"

    private func task(in folder: Folder) throws -> String {
        let steps = (0..<60).map { "  - key: \($0 % 2 == 0 ? "a" : "b")" }.joined(separator: "\n")
        return try folder.write(
            """
            id: keys
            goal: Press many keys
            setup: [{start: [zenity, --entry]}]
            steps:
            \(steps)
            """,
            to: "keys.yaml"
        )
    }

    private func trajectory(in folder: Folder) throws -> Trajectory? {
        try TrajectoryStore(root: folder.path + "/kept").latest().map { try StoredTrajectory(at: $0.path) }?
            .trajectory
    }

    @Test("On a terminal the first Ctrl-C pauses, Enter goes on, and two in a row end the run saved")
    func pauses() async throws {
        let folder = try Folder()
        let run = try TerminalProgram(
            lam,
            ["script", "--trajectories", folder.path + "/kept", try task(in: folder)],
            ["CI": nil]
        )
        #expect(await run.shows("2. "), "\(run.text)")
        try run.press(interrupt)
        #expect(await run.shows("paused after step"), "\(run.text)")
        let kept = try trajectory(in: folder)
        #expect(kept?.end == nil, "a pause is not an end")
        let paused = try #require(kept?.steps.count)
        #expect(run.text.contains("paused after step \(paused),"), "\(run.text)")

        try run.press("\r")
        #expect(await run.shows("\(paused + 2). "), "\(run.text)")
        try run.press(interrupt)
        #expect(await run.shows("paused after step", times: 2), "\(run.text)")
        try run.press(interrupt)
        #expect(await run.status() == 130, "\(run.text)")
        let ended = try #require(try trajectory(in: folder))
        #expect(ended.end?.kind == .interrupted)
        #expect(ended.steps.count >= paused + 2)
        #expect(run.text.contains("paused after step \(ended.steps.count),"), "\(run.text)")
    }

    @Test("Where input ends while it is paused, the run ends saved")
    func endOfInput() async throws {
        let folder = try Folder()
        let run = try TerminalProgram(
            lam,
            ["script", "--trajectories", folder.path + "/kept", try task(in: folder)],
            ["CI": nil]
        )
        #expect(await run.shows("1. "), "\(run.text)")
        try run.press(interrupt)
        #expect(await run.shows("paused after step"), "\(run.text)")
        try run.press("\u{4}")
        #expect(await run.status() == 130, "\(run.text)")
        #expect(try trajectory(in: folder)?.end?.kind == .interrupted)
    }

    @Test("With JSON lines the first Ctrl-C saves and ends the run")
    func withoutPerson() async throws {
        let folder = try Folder()
        let run = try TerminalProgram(
            lam,
            ["script", "--json", "--trajectories", folder.path + "/kept", try task(in: folder)],
            ["CI": nil]
        )
        #expect(await run.shows("\"step\":1"), "\(run.text)")
        try run.press(interrupt)
        #expect(await run.status() == 130, "\(run.text)")
        #expect(try trajectory(in: folder)?.end?.kind == .interrupted)
    }
}

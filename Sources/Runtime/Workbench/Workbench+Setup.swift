import Core
import Dataflow
import Desktop
import Foundation
import Perception

extension Workbench {
    /// Sets the scene of a task: files and directories in the session's home, programs with their windows.
    ///
    /// - Throws: `RuntimeError` with code `environment` when a file cannot be written or a program
    ///   opens no window in time.
    func prepare(_ setup: [SetupStep]) async throws {
        for step in setup {
            switch step {
            case .directory(let path): try makeDirectory(session.home + "/" + path)
            case .file(let path, let content):
                let file = session.home + "/" + path
                try makeDirectory((file as NSString).deletingLastPathComponent)
                do {
                    try content.write(toFile: file, atomically: true, encoding: .utf8)
                } catch {
                    throw RuntimeError(.environment, "set-up: \(file) cannot be written", underlying: error)
                }
            case .start(let command): try await start(command)
            }
        }
    }

    /// Starts a program and waits until a new window of its own is on the screen and readable.
    func start(_ command: [String], timeout: Double = 60) async throws {
        var watch = WindowWatch(try await sensor.observe())
        let pid = try session.launch(command)
        let deadline = ContinuousClock.now + .seconds(timeout)
        while ContinuousClock.now < deadline {
            let now = try await sensor.settled(timeout: 2)
            if let window = watch.newWindow(in: now),
                now.elements.contains(where: { $0.window == window })
            {
                return
            }
            if let status = session.exitStatus(of: pid), status != 0 {
                let said = session.errors(of: pid).trimmingCharacters(in: .whitespacesAndNewlines)
                throw RuntimeError(
                    .environment,
                    "\(command.joined(separator: " ")) ended with status \(status): \(said)"
                )
            }
        }
        throw RuntimeError(
            .environment,
            "\(command.joined(separator: " ")) opened no window within \(Int(timeout)) s"
        )
    }

    private func makeDirectory(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw RuntimeError(.environment, "set-up: \(path) cannot be made", underlying: error)
        }
    }

    /// Gathers the facts that checks are judged by.
    func endState(for checks: [Check], observation: Observation?, answer: String?) async throws -> EndState {
        let facts = Checks.facts(for: checks)
        var state = EndState(home: session.home)
        state.answer = answer
        if facts.contains(.screen) {
            if let observation {
                state.observation = observation
            } else {
                state.observation = try await sensor.settled(timeout: 3)
            }
        }
        if facts.contains(.clipboard) { state.clipboard = try await display.read() ?? "" }
        if facts.contains(.processes) { state.processes = Array(session.processes().values) }
        return state
    }

    /// Judges checks now, looking at the screen again while one does not hold yet.
    func checked(_ checks: [Check], answer: String?, patience: Double = 2) async throws -> [CheckResult] {
        let deadline = ContinuousClock.now + .seconds(patience)
        while true {
            let state = try await endState(for: checks, observation: nil, answer: answer)
            let results = Checks.evaluate(checks, in: state)
            // A file is written and a window closed a little after the click that asked for it.
            if results.allSatisfy(\.passed) || ContinuousClock.now >= deadline { return results }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}

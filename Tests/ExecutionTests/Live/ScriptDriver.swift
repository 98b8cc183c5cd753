import Core
import Dataflow
import Desktop
import Execution
import Foundation
import Perception
import TestSupport

/// Runs the steps of a task file and judges its checks, as `lam script` does.
struct ScriptDriver {
    /// The folder of the example tasks.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Examples/tasks")

    /// Runs a task in a display of its own.
    ///
    /// - Returns: What went wrong, one failure a line; empty when the task passed.
    static func run(_ path: String, route: Route, log: Bool = false) async throws -> [String] {
        guard let task = try TaskLoader().load(path: path).tasks.first else { return ["no task in \(path)"] }
        return try await Desk.with(route: route) { desk in
            try await run(task, on: desk, log: log)
        }
    }

    private static func run(_ task: TaskFile, on desk: Desk, log: Bool) async throws -> [String] {
        let home = desk.session.home
        for step in task.setup {
            switch step {
            case .directory(let path):
                try FileManager.default.createDirectory(
                    atPath: "\(home)/\(path)",
                    withIntermediateDirectories: true
                )
            case .file(let path, let content):
                try Data(content.utf8).write(to: URL(filePath: "\(home)/\(path)"))
            case .start(let command):
                let outcome = try await desk.executor.launch(command).outcome
                guard outcome.isSuccess else { return ["\(command): \(outcome)"] }
            }
        }
        let already = Checks.alreadyTrue(task.checks, in: try await state(of: task, on: desk))
        guard already.isEmpty else { return already.map { "already true: \($0)" } }
        for (index, action) in (task.steps ?? []).enumerated() {
            let start = ContinuousClock.now
            let screen = try await desk.sensor.observe()
            let words = action.words(on: screen)
            let outcome = try await desk.executor.perform(action, on: screen).outcome
            if log {
                let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
                print(
                    "  \(index + 1) \(words) → \(outcome.status) by \(outcome.route) in \(milliseconds) ms",
                    outcome.evidence,
                    outcome.message,
                    outcome.candidates
                )
            }
            if log, !outcome.isSuccess { dump(try await desk.sensor.observe()) }
            guard outcome.isSuccess else {
                return [
                    "step \(index + 1), \(words): \(outcome.status) \(outcome.message) \(outcome.candidates)"
                ]
            }
        }
        var results: [CheckResult] = []
        _ = try await eventually(within: 10) {
            let state = try await state(of: task, on: desk)
            return Checks.evaluate(task.checks, in: state).allSatisfy(\.passed)
        }
        results = Checks.evaluate(task.checks, in: try await state(of: task, on: desk))
        return results.filter { !$0.passed }.map(\.description)
    }

    private static func dump(_ screen: Observation) {
        for window in screen.windows { print("   window", window) }
        for element in screen.elements where element.isOnScreen {
            print(
                "   ",
                screen.words(for: element),
                element.value ?? "-",
                element.frame,
                element.states.names,
                element.actions
            )
        }
    }

    private static func state(of task: TaskFile, on desk: Desk) async throws -> EndState {
        let facts = Checks.facts(for: task.checks)
        return EndState(
            home: desk.session.home,
            observation: facts.contains(.screen) ? try await desk.sensor.settled(timeout: 2) : nil,
            clipboard: facts.contains(.clipboard) ? (try? await desk.display.read()) ?? "" : nil,
            processes: facts.contains(.processes) ? Array(desk.session.processes().values) : nil
        )
    }
}

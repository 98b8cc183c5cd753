import Core
import Dataflow
import Foundation

/// Runs the tasks of a suite, each in its own display, and counts.
public struct EvalDriver: Sendable {
    private let options: RunOptions
    private let oracle: Bool
    private let only: [String]?
    private let displays: Int
    private let events: @Sendable (RunEvent) -> Void

    /// Creates a driver.
    ///
    /// - Parameters:
    ///   - oracle: Whether the tasks' own steps are carried out instead of a planner's.
    ///   - only: The ids of the tasks to run; `nil` for all.
    ///   - displays: Tasks that are run at the same time; times are those of a busier machine then.
    public init(
        options: RunOptions,
        oracle: Bool = false,
        only: [String]? = nil,
        displays: Int = 1,
        events: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) {
        self.options = options
        self.oracle = oracle
        self.only = only
        self.displays = displays
        self.events = events
    }

    /// The figures of a suite.
    public struct Result: Sendable {
        /// The summary as one JSON line.
        public var summaryLine: String
        /// The tasks and the summary as a table for a person.
        public var table: String
    }

    /// Runs the suite; `line` is given one JSON line a task, as each ends.
    ///
    /// - Throws: `DataflowError` for a suite file that makes no sense; `RuntimeError` when the
    ///   environment or the model is not ready. What goes wrong within a task is its outcome.
    public func run(
        suite path: String,
        line: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> Result {
        var suite = try TaskLoader().load(path: path)
        if let only {
            let unknown = only.filter { id in !suite.tasks.contains { $0.id == id } }
            guard unknown.isEmpty else {
                throw RuntimeError(.usage, "\(path) has no task called \(unknown.joined(separator: ", "))")
            }
            suite.tasks.removeAll { !only.contains($0.id) }
        }
        let mind =
            oracle
            ? nil
            : try await Mind.load(options)
        var report = SuiteReport(suite: suite.name)
        let tasks = suite.tasks
        report.results = try await withThrowingTaskGroup(of: (Int, TaskResult).self) { group in
            var done: [Int: TaskResult] = [:]
            var next = 0
            while true {
                while next < tasks.count, next - done.count < displays, !Task.isCancelled {
                    group.addTask { [next] in (next, try await result(of: tasks[next], mind, line)) }
                    next += 1
                }
                guard let (number, result) = try await group.next() else { break }
                done[number] = result
            }
            return tasks.indices.compactMap { done[$0] }
        }
        return Result(summaryLine: report.jsonLine, table: report.table)
    }

    /// Runs a task and tells what came of it.
    private func result(of task: TaskFile, _ mind: Mind?, _ line: @Sendable (String) -> Void) async throws
        -> TaskResult
    {
        events(.note("== \(task.id): \(task.goal)"))
        let result = try await outcome(of: task, mind)
        line(result.jsonLine)
        // Side by side, what is told of one task stands between what is told of others.
        let name = displays > 1 ? "\(task.id): " : ""
        events(.note("   \(name)\(result.success ? "success" : result.outcome) \(result.message)"))
        return result
    }

    private func outcome(of task: TaskFile, _ mind: Mind?) async throws -> TaskResult {
        let began = ContinuousClock.now
        let planning: RunDriver.Planning
        if let mind {
            planning = .ready(mind)
        } else if let steps = task.steps, !steps.isEmpty {
            planning = .steps(steps)
        } else {
            return failure(of: task, "the task has no steps, so there is no oracle for it", after: 0)
        }
        do {
            // Nobody sits beside an evaluation: what would have to be asked is denied.
            let (report, checks) = try await RunDriver(options: options, events: events)
                .run(task, origin: "eval", planning: planning, isEvaluation: true)
            var result = TaskResult(
                id: task.id,
                end: report.end,
                steps: report.steps,
                seconds: report.seconds,
                checks: checks,
                model: report.model
            )
            result.application = task.application
            result.effort = report.effort
            result.effort?.oracle = task.steps.map { $0.count { !$0.isPause } }
            return result
        } catch let invalid as InvalidTask {
            return TaskResult(id: task.id, alreadyTrue: invalid.checks)
        } catch {
            return failure(
                of: task,
                "\(error)",
                after: Double((ContinuousClock.now - began).components.seconds)
            )
        }
    }

    private func failure(of task: TaskFile, _ message: String, after seconds: Double) -> TaskResult {
        var result = TaskResult(
            id: task.id,
            success: false,
            steps: 0,
            seconds: seconds,
            outcome: "error",
            message: message
        )
        result.application = task.application
        return result
    }
}

extension Action {
    /// Whether it only lets time pass.
    fileprivate var isPause: Bool {
        if case .wait = self { true } else { false }
    }
}

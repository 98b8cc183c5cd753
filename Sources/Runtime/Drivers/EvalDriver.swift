import Core
import Dataflow
import Foundation

/// Runs the tasks of a suite one after the other, each in its own display, and counts.
public struct EvalDriver: Sendable {
    private let options: RunOptions
    private let oracle: Bool
    private let only: [String]?
    private let events: @Sendable (RunEvent) -> Void

    /// Creates a driver.
    ///
    /// - Parameters:
    ///   - oracle: Whether the tasks' own steps are carried out instead of a planner's.
    ///   - only: The ids of the tasks to run; `nil` for all.
    public init(
        options: RunOptions,
        oracle: Bool = false,
        only: [String]? = nil,
        events: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) {
        self.options = options
        self.oracle = oracle
        self.only = only
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
    public func run(suite path: String, line: @Sendable (String) -> Void = { _ in }) async throws -> Result {
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
            : try await Mind.load(
                options.model,
                threads: options.threads,
                adapter: options.adapter,
                cache: options.cache
            )
        var report = SuiteReport(suite: suite.name)
        for task in suite.tasks {
            if Task.isCancelled { break }
            events(.note("== \(task.id): \(task.goal)"))
            let result = try await result(of: task, mind)
            report.results.append(result)
            line(result.jsonLine)
            events(.note("   \(result.success ? "success" : result.outcome) \(result.message)"))
        }
        return Result(summaryLine: report.jsonLine, table: report.table)
    }

    private func result(of task: TaskFile, _ mind: Mind?) async throws -> TaskResult {
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

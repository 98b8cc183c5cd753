import Core
import Dataflow
import Foundation
import Perception

/// Evaluates the agent on browser tasks: a real browser, seen and acted on as any application is.
public struct BrowserEvalDriver: Sendable {
    private let options: BrowserEvalOptions
    private let events: @Sendable (RunEvent) -> Void

    /// Creates a driver; `events` is told what happens.
    public init(
        options: BrowserEvalOptions,
        events: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) {
        self.options = options
        self.events = events
    }

    /// Runs all episodes; `line` is given one JSON line a task, as each ends.
    ///
    /// - Throws: `RuntimeError` for a task that does not exist, or when pages, browser, model or display
    ///   are not ready. What goes wrong within an episode is its outcome.
    public func run(line: @escaping @Sendable (String) -> Void = { _ in }) async throws -> EvalDriver.Result {
        let pages = try BrowserPages()
        let tasks = try pages.resolve(options.tasks)
        let policy = try PolicySettings.load(options.run.policyFile, adding: nil)
        let mind = try await Mind.load(options.run)
        let queue = BrowserEvalQueue(options, tasks: tasks)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<options.displays {
                group.addTask { try await work(off: queue, pages, mind, policy, line) }
            }
            try await group.waitForAll()
        }
        let report = await queue.report
        return EvalDriver.Result(summaryLine: report.jsonLine, table: report.table)
    }

    private func work(
        off queue: BrowserEvalQueue,
        _ pages: BrowserPages,
        _ mind: Mind,
        _ policy: Policy,
        _ line: @Sendable (String) -> Void
    ) async throws {
        var desk: BrowserDesk?
        do {
            while !Task.isCancelled, let episode = await queue.next() {
                let earlier = desk
                desk = nil
                let place = try await BrowserDesk.ready(earlier, pages)
                desk = place
                await place.bench.sensor.read(attributes: episode.attributes)
                events(.note("== \(episode.task), seed \(episode.seed)"))
                let began = ContinuousClock.now
                let result: BrowserEpisode
                do {
                    let (end, report, goal) = try await place.run(
                        episode.task,
                        seed: episode.seed,
                        origin: "eval",
                        options: options.run,
                        model: mind.modelName,
                        policy: policy,
                        events: events
                    ) { _ in mind.planner(applications: []) }
                    result = BrowserEpisode(
                        seed: episode.seed,
                        raw: end.done ? end.raw : 0,
                        steps: report.steps,
                        seconds: report.seconds,
                        outcome: end.done ? "ended" : report.end.kind.rawValue,
                        message: end.reason ?? report.end.message,
                        goal: goal
                    )
                } catch {
                    if Task.isCancelled { break }
                    // A browser that went wrong once is not trusted with the next episode.
                    await place.close()
                    desk = nil
                    result = BrowserEpisode(
                        seed: episode.seed,
                        raw: 0,
                        steps: 0,
                        seconds: (ContinuousClock.now - began) / .seconds(1),
                        outcome: "error",
                        message: "\(error)"
                    )
                }
                events(.note("   raw reward \(result.raw): \(result.outcome) \(result.message)"))
                if let whole = await queue.add(result, of: episode) { line(whole.jsonLine) }
            }
        } catch {
            await desk?.close()
            throw error
        }
        await desk?.close()
    }
}

import Core
import Dataflow
import Foundation
import Synchronization

/// Collects episodes of browser tasks: lets oracles do them and keeps the trajectories by their rewards.
public struct BrowserCollectDriver: Sendable {
    private let options: BrowserCollectOptions
    private let events: @Sendable (RunEvent) -> Void

    /// Creates a driver; `events` is told what happens.
    public init(
        options: BrowserCollectOptions,
        events: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) {
        self.options = options
        self.events = events
    }

    /// Collects; `line` is given one JSON line an episode, as each ends.
    ///
    /// Episodes that are in the collection already are not run again.
    /// - Throws: `RuntimeError` for a task or seed that may not be trained on, or when pages, browser or
    ///   display are not ready; `DataflowError` for a collection that is in use, or a full disk.
    public func run(line: @escaping @Sendable (String) -> Void = { _ in }) async throws -> CollectReport {
        let pages = try BrowserPages()
        let tasks = try pages.resolve(options.tasks)
        try checkSplit(tasks)
        let store = try EpisodeStore(root: options.output ?? Directories().data + "/collection")
        var report = CollectReport(directory: store.root)
        var episodes: [BrowserCollectQueue.Episode] = []
        for task in tasks where BrowserOracle(task) == nil {
            report.troubled[task] = "it has no oracle"
            report.skipped += options.seeds.count
        }
        for seed in options.seeds {
            for task in tasks {
                guard let oracle = BrowserOracle(task) else { continue }
                let episode = BrowserCollectQueue.Episode(oracle: oracle, seed: seed)
                if await store.has(episode.id) { report.earlier += 1 } else { episodes.append(episode) }
            }
        }
        let policy = try PolicySettings.load(nil, adding: nil)
        let queue = BrowserCollectQueue(episodes, report: report)
        let began = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<min(options.displays, episodes.count) {
                group.addTask { try await work(off: queue, store, pages, policy, line) }
            }
            try await group.waitForAll()
        }
        report = await queue.report
        report.end(after: ContinuousClock.now - began)
        report.interrupted = Task.isCancelled
        return report
    }

    private func checkSplit(_ tasks: [String]) throws {
        let allowed = Set(BrowserSplit.tasks(of: .train))
        let others = tasks.filter { !allowed.contains($0) }
        guard others.isEmpty else {
            throw RuntimeError(
                .usage,
                "nothing is collected from \(others.joined(separator: ", ")): only the \(allowed.count) tasks "
                    + "of the training group are trained on, the others are what the result is judged by"
            )
        }
        let seeds = BrowserSplit.trainingSeeds
        guard seeds.contains(options.seeds.lowerBound), seeds.contains(options.seeds.upperBound) else {
            throw RuntimeError(
                .usage,
                "seeds \(options.seeds.lowerBound)-\(options.seeds.upperBound) are not for training; those from "
                    + "\(seeds.lowerBound) to \(seeds.upperBound) are"
            )
        }
    }

    private func work(
        off queue: BrowserCollectQueue,
        _ store: EpisodeStore,
        _ pages: BrowserPages,
        _ policy: Policy,
        _ line: @Sendable (String) -> Void
    ) async throws {
        var desk: BrowserDesk?
        do {
            while !Task.isCancelled, let episode = await queue.next() {
                let earlier = desk
                desk = nil
                let place = try await BrowserDesk.ready(earlier, pages, pictures: options.pictures)
                desk = place
                let began = ContinuousClock.now
                var record: EpisodeRecord
                do {
                    record = try await run(episode, at: place, store, policy)
                } catch let error as DataflowError where error.code == .diskFull || error.code == .unwritable
                {
                    throw error
                } catch {
                    await place.close()
                    desk = nil
                    record = episode.record(verdict: .error, message: "\(error)")
                }
                if Task.isCancelled { break }
                record.total = (ContinuousClock.now - began) / .seconds(1)
                try await store.keep(record)
                await queue.add(record)
                line(try record.jsonLine)
                let note = record.message.isEmpty ? "" : ": \(record.message)"
                events(.note("\(record.verdict.rawValue)  \(record.id)\(note)"))
            }
        } catch {
            await desk?.close()
            throw error
        }
        await desk?.close()
    }

    private func run(
        _ episode: BrowserCollectQueue.Episode,
        at place: BrowserDesk,
        _ store: EpisodeStore,
        _ policy: Policy
    ) async throws -> EpisodeRecord {
        var options = RunOptions()
        options.trajectories = store.running
        let unsound = Mutex<[String]>([])
        let (end, report, goal) = try await place.run(
            episode.oracle.task,
            seed: episode.seed,
            id: episode.id,
            origin: "collect",
            options: options,
            policy: policy,
            events: { event in
                guard case .step(let step) = event, [.refused, .failed].contains(step.outcome.status) else {
                    return
                }
                unsound.withLock { $0.append("\(step.decision.text): \(step.outcome.message)") }
            },
            planner: { OraclePlanner(oracle: episode.oracle, goal: $0) }
        )
        let problem = unsound.withLock(\.first)
        let verdict: EpisodeRecord.Verdict
        var message = ""
        if !end.done || end.raw < 1 {
            verdict = .fail
            let ended =
                end.done
                ? "the page gave \(end.raw)" : "the page did not end the episode: \(report.end.message)"
            message = [ended, end.reason, problem].compactMap { $0 }.joined(separator: "; ")
        } else if let problem {
            verdict = .unsure
            message = problem
        } else {
            verdict = .pass
        }
        return episode.record(
            verdict: verdict,
            message: message,
            goal: goal,
            // The last step says that the page has ended the episode.
            actions: max(0, report.steps - 1),
            seconds: report.seconds
        )
    }
}

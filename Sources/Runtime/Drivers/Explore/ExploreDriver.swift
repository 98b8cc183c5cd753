import Core
import Dataflow
import Desktop
import Foundation

/// Explores applications: walks through their interfaces in private displays and turns what was seen
/// into goals in reverse.
public struct ExploreDriver: Sendable {
    private let options: ExploreOptions
    private let events: @Sendable (RunEvent) -> Void

    /// Creates a driver; `events` is told what happens, in order.
    public init(options: ExploreOptions, events: @escaping @Sendable (RunEvent) -> Void = { _ in }) {
        self.options = options
        self.events = events
    }

    /// Explores; `line` is given one JSON line a walk, as each ends.
    ///
    /// Walks that are in the collection already are not taken again.
    /// - Throws: `DataflowError` for a scene that makes no sense, a collection that is in use, or a full
    ///   disk; `RuntimeError` when the environment is not ready. What was kept stays.
    public func run(line: @escaping @Sendable (String) -> Void = { _ in }) async throws -> ExploreReport {
        let scenes = try chosen()
        let store = try EpisodeStore(root: options.output ?? Directories().data + "/collection")
        var report = ExploreReport(directory: store.root)
        let earlier = await store.records
        report.goals = earlier.reduce(0) { $0 + ($1.explored?.count ?? 0) }
        var walks: [ExploreQueue.Walk] = []
        let path = ProcessInfo.processInfo.environment["PATH"]
        for scene in scenes {
            let absent = scene.requires.filter { !Programs.isThere($0, on: path) }
            if !absent.isEmpty {
                events(.note("\(scene.id) is left out: not installed: \(absent.joined(separator: ", "))"))
                report.skipped += options.perScene
            }
        }
        // A round takes one walk through each scene, so that the displays work on different applications.
        for number in 0..<options.perScene {
            for scene in scenes where scene.requires.allSatisfy({ Programs.isThere($0, on: path) }) {
                let seed = options.seed &+ UInt64(number)
                let walk = ExploreQueue.Walk(scene: scene, seed: seed, setup: try scene.setup(seed: seed))
                if await store.has(walk.id) { report.earlier += 1 } else { walks.append(walk) }
            }
        }
        let policy = ExplorationPolicy.added(to: try PolicySettings.load(nil, adding: nil))
        let queue = ExploreQueue(walks, report: report)
        let book = GoalBook(earlier, alike: options.alike)
        let began = ContinuousClock.now
        let worker = ExploreWorker(store: store, policy: policy, options: options, book: book)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<min(options.displays, walks.count) {
                group.addTask {
                    try await worker.work(off: queue) { record in
                        line(try record.jsonLine)
                        let note = record.message.isEmpty ? "" : ": \(record.message)"
                        let kept = record.explored?.count ?? 0
                        events(.note("\(record.id): \(record.actions) steps, \(kept) goals\(note)"))
                    }
                }
            }
            try await group.waitForAll()
        }
        report = await queue.report
        report.end(after: ContinuousClock.now - began)
        report.interrupted = Task.isCancelled
        return report
    }

    private func chosen() throws -> [ExplorationScene] {
        let scenes = try SceneLoader().load(paths: options.scenes)
        guard let only = options.only else { return scenes }
        let unknown = only.filter { name in !scenes.contains { $0.id == name || $0.application == name } }
        guard unknown.isEmpty else {
            throw RuntimeError(
                .usage,
                "there is no scene and no application called \(unknown.joined(separator: ", ")) among: "
                    + Set(scenes.map(\.application)).sorted().joined(separator: ", ")
            )
        }
        return scenes.filter { only.contains($0.id) || only.contains($0.application) }
    }
}

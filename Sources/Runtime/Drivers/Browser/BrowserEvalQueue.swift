import Dataflow

/// Hands out the episodes that are left and brings their results together by task.
actor BrowserEvalQueue {
    /// An episode to run.
    struct Episode: Sendable, Hashable {
        var task: String
        var seed: Int
        var attributes: Bool
    }

    private var left: ArraySlice<Episode>
    private var missing: [String: Int]
    private(set) var report: BrowserReport

    init(_ options: BrowserEvalOptions, tasks: [String]) {
        report = BrowserReport(tasks: tasks, seeds: options.seeds, arms: options.attributes)
        let episodes = tasks.flatMap { task in
            options.attributes.flatMap { arm in
                options.seeds.map { Episode(task: task, seed: $0, attributes: arm) }
            }
        }
        left = episodes[...]
        missing = [:]
        for episode in episodes { missing[episode.task, default: 0] += 1 }
    }

    /// The next episode; `nil` when none is left.
    func next() -> Episode? { left.popFirst() }

    /// Takes a result, and returns that of the whole task when it was the last one missing.
    func add(_ result: BrowserEpisode, of episode: Episode) -> BrowserTaskResult? {
        report.add(result, task: episode.task, attributes: episode.attributes)
        missing[episode.task, default: 1] -= 1
        return missing[episode.task] == 0 ? report.result(of: episode.task) : nil
    }
}

import Dataflow

/// Hands out the episodes of browser tasks that are left, and counts what came of them.
actor BrowserCollectQueue {
    /// An episode to run.
    struct Episode: Sendable {
        var oracle: BrowserOracle
        var seed: Int

        /// Names the episode in a collection; the same task and seed are the same content.
        var id: String { "browser-\(oracle.task)-\(seed)" }

        func record(
            verdict: EpisodeRecord.Verdict,
            message: String = "",
            goal: String = "",
            actions: Int = 0,
            seconds: Double = 0
        ) -> EpisodeRecord {
            EpisodeRecord(
                id: id,
                browserTask: oracle.task,
                seed: UInt64(seed),
                goal: goal,
                actions: actions,
                verdict: verdict,
                message: message,
                seconds: seconds
            )
        }
    }

    private var left: ArraySlice<Episode>
    private(set) var report: CollectReport

    init(_ episodes: [Episode], report: CollectReport) {
        left = episodes[...]
        self.report = report
    }

    /// The next episode; `nil` when none is left.
    func next() -> Episode? { left.popFirst() }

    func add(_ record: EpisodeRecord) { report.add(record) }
}

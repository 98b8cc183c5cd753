import Core
import Dataflow

/// Hands out the tasks that are left and counts what came of them.
actor CollectQueue {
    private var left: ArraySlice<TemplateInstance>
    private(set) var report: CollectReport

    init(_ instances: [TemplateInstance], report: CollectReport) {
        left = instances[...]
        self.report = report
    }

    /// The next task; `nil` when none is left.
    func next() -> TemplateInstance? { left.popFirst() }

    func add(_ record: EpisodeRecord) { report.add(record) }
}

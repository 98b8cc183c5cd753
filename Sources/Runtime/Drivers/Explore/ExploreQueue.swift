import Core
import Dataflow

/// Hands out the walks that are left and counts what came of them.
actor ExploreQueue {
    /// A walk through a scene.
    struct Walk: Sendable {
        var id: String
        var scene: String
        var application: String
        var seed: UInt64
        var setup: [SetupStep]

        /// Names a walk by what it begins with.
        init(scene: ExplorationScene, seed: UInt64, setup: [SetupStep]) {
            id = "explore-\(scene.id)-\(seed)"
            self.scene = scene.id
            application = scene.application
            self.seed = seed
            self.setup = setup
        }
    }

    private var left: ArraySlice<Walk>
    private(set) var report: ExploreReport

    init(_ walks: [Walk], report: ExploreReport) {
        left = walks[...]
        self.report = report
    }

    /// The next walk; `nil` when none is left.
    func next() -> Walk? { left.popFirst() }

    func add(_ record: EpisodeRecord, of walk: Walk) { report.add(record, of: walk.scene) }
}

import Core

/// What `meta.json` holds.
struct MetaRecord: Codable {
    /// The version of the layout; a reader refuses one it does not know.
    var schema: String
    /// The program that wrote it.
    var software: String
    var head: TrajectoryHead
    /// How it ended; absent while it runs and when it was cut off.
    var end: RunEnd?

    /// The layout this program writes and reads.
    static let schema = "lam.trajectory/1"
}

/// What a file in `trees/` holds: the part of an observation that equal screens share.
struct TreeRecord: Codable, Equatable {
    var screen: Size
    var windows: [WindowInfo]
    var elements: [UIElement]
    var focus: ElementRef?
}

/// What a line of `steps.jsonl` says of an observation: its tree by address, and its moment.
struct ObservationRecord: Codable {
    var time: Double
    var tree: Digest
    var screenshot: Digest?
    var degraded: [Degradation]
    var timings: [String: Double]
}

/// A line of `steps.jsonl`.
struct StepRecord: Codable {
    var index: Int
    var before: ObservationRecord
    var decision: Decision
    var outcome: Outcome
    var after: ObservationRecord?
    var timings: [String: Double]
}

extension TreeRecord {
    init(_ observation: Observation) {
        screen = observation.screen
        windows = observation.windows
        elements = observation.elements
        focus = observation.focus
    }
}

extension Observation {
    /// Puts an observation together again from its record and the tree the record names.
    init(_ record: ObservationRecord, tree: TreeRecord) {
        self.init(
            time: record.time,
            screen: tree.screen,
            windows: tree.windows,
            elements: tree.elements,
            focus: tree.focus,
            screenshot: record.screenshot,
            degraded: record.degraded,
            timings: record.timings
        )
    }
}

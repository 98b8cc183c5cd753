public import Core
import Dataflow
import Foundation

/// Recorded trajectories and their reports.
public struct Reports: Sendable {
    private let store: TrajectoryStore

    /// One trajectory in a list.
    public struct Entry: Codable, Sendable {
        /// The trajectory's id.
        public var id: String
        /// What it was for.
        public var goal: String
        /// What produced it.
        public var origin: String
        /// The number of steps.
        public var steps: Int
        /// How it ended; `nil` when it was cut off.
        public var end: RunEnd.Kind?

        /// The entry as a person reads it.
        public var line: String { "\(id)  \(end?.rawValue ?? "cut off")  \(steps) steps  \(origin): \(goal)" }
    }

    /// Opens a directory of trajectories; the user's own when left out.
    public init(directory: String? = nil) {
        store = TrajectoryStore(root: directory ?? Directories().trajectories)
    }

    /// Lists the trajectories, the oldest first.
    public func list() throws -> [Entry] {
        try store.list().trajectories.map {
            Entry(
                id: $0.head.id,
                goal: $0.head.goal,
                origin: $0.head.origin,
                steps: $0.steps,
                end: $0.end?.kind
            )
        }
    }

    /// Reads a trajectory by id or directory; the latest when left out.
    public func trajectory(_ name: String?) throws -> Trajectory { try open(name).trajectory }

    /// Renders a trajectory as text.
    public func text(_ name: String?) throws -> String { TextReport(try open(name).trajectory).render() }

    /// Writes the HTML report of a trajectory and returns its path.
    public func html(_ name: String?, to output: String?) throws -> String {
        let stored = try open(name)
        let path = output ?? stored.path + "/report.html"
        try HTMLReport(stored).write(to: path)
        return path
    }

    private func open(_ name: String?) throws -> StoredTrajectory {
        if let name { return try store.open(name) }
        guard let latest = try store.latest() else {
            throw RuntimeError(.badInput, "there is no trajectory yet; lam run and lam record make them")
        }
        return try StoredTrajectory(at: latest.path)
    }
}

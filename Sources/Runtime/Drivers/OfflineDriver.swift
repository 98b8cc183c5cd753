import Agents
import Core
import Dataflow
import Foundation

/// Asks a planner what it would have done on recorded screens (`lam eval offline`).
public struct OfflineDriver: Sendable {
    private let options: RunOptions

    /// Creates a driver; of the options the model, its adapter and the engine's count.
    public init(options: RunOptions) { self.options = options }

    /// The figures of a run.
    public struct Result: Sendable {
        /// The figures as one line of JSON.
        public var jsonLine: String
        /// The figures as a table for a person.
        public var table: String
    }

    /// Goes through what passed of collections, and through single trajectories that were verified.
    ///
    /// After each decision the record goes on as it was, so one mistake does not make the next.
    /// - Parameter told: Told of each episode that is done, with its number of decisions and right ones.
    /// - Throws: `ModelStoreError`, `ModelError`; `RuntimeError` with code `badInput` when nothing can be used.
    public func run(
        over sources: [String],
        told: @Sendable (String) -> Void = { _ in }
    ) async throws -> Result {
        let mind = try await Mind.load(options)
        var report = OfflineReport()
        for (id, path, goal) in try sources.flatMap({ try Self.episodes(of: $0, &report) }) {
            try Task.checkCancellation()
            guard let trajectory = try? StoredTrajectory(at: path).trajectory,
                trajectory.end?.kind == .verified
            else {
                report.skipped["cannot be read, or the goal was not reached", default: 0] += 1
                continue
            }
            let judged = try await judge(trajectory, goal: goal, as: id, mind)
            report.judgements += judged
            told("\(id): \(judged.count(where: \.isRight)) of \(judged.count)")
        }
        guard !report.judgements.isEmpty else {
            throw RuntimeError(.badInput, "there is no passed episode to judge decisions by")
        }
        return Result(jsonLine: report.jsonLine, table: report.table)
    }

    private static func episodes(
        of source: String,
        _ report: inout OfflineReport
    ) throws -> [(id: String, path: String, goal: String?)] {
        if FileManager.default.fileExists(atPath: source + "/meta.json") {
            return [((source as NSString).lastPathComponent, source, nil)]
        }
        var found: [(String, String, String?)] = []
        for record in try EpisodeStore.records(at: source) {
            guard record.verdict == .pass, let place = record.trajectory else {
                report.skipped["verdict \(record.verdict.rawValue)", default: 0] += 1
                continue
            }
            found.append((record.id, "\(source)/\(place)", record.goal))
        }
        return found
    }

    private func judge(
        _ trajectory: Trajectory,
        goal: String?,
        as id: String,
        _ mind: Mind
    ) async throws -> [OfflineReport.Judgement] {
        var trajectory = trajectory
        if let goal { trajectory.head.goal = goal }
        let planner = mind.planner(applications: [])
        var subgoals: [String?] = []
        var judged: [OfflineReport.Judgement] = []
        for var turn in RecordedTurn.all(of: trajectory) {
            // Planners that count the parts of a goal go on from where they think they are.
            for (index, subgoal) in subgoals.enumerated() { turn.run.steps[index].decision.subgoal = subgoal }
            let decision = try await turn.decision(of: planner)
            subgoals.append(decision.subgoal)
            guard let expected = turn.expected else { continue }
            judged.append(Self.judgement(id, decision, expected, isEnd: turn.isEnd, turn.names))
        }
        return judged
    }

    private static func judgement(
        _ id: String,
        _ decision: Decision,
        _ expected: Action,
        isEnd: Bool,
        _ names: ElementNames
    ) -> OfflineReport.Judgement {
        var saysEnd = false
        if case .done = decision.action { saysEnd = true }
        let operation = decision.action.name == expected.name
        let isSame = names.write(decision.action) == names.write(expected)
        let targets = decision.action.targets
        return OfflineReport.Judgement(
            episode: id,
            isEnd: isEnd,
            saysEnd: saysEnd,
            operation: operation,
            object: operation && (targets.isEmpty ? isSame : targets == expected.targets),
            isRight: isEnd ? saysEnd : isSame,
            probability: decision.probability
        )
    }
}

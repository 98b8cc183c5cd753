import Agents
import Core
import Dataflow
import Foundation
import Models

/// Writes collected trajectories in the forms others read.
public struct ExportDriver: Sendable {
    private let model: ModelChoice
    private let wordings: Int
    private let development: Bool
    private let steps: Int
    private let rephrasings: Int
    private let later: Double
    private let fresh: Double

    /// What was written, and what was left out and why.
    public struct Report: Sendable, Codable {
        /// Lines written.
        public var written = 0
        /// Trajectories they come from.
        public var trajectories = 0
        /// Goals of exploration they come from.
        public var explored = 0
        /// What was left out, by reason.
        public var skipped: [String: Int] = [:]

        /// The report for a person.
        public var text: String {
            let lines = skipped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .map { "  left out: \($0.value) × \($0.key)" }
            let goals = explored > 0 ? " and \(explored) goals of exploration" : ""
            return (["\(written) examples from \(trajectories) trajectories\(goals)"] + lines)
                .joined(separator: "\n")
        }
    }

    /// Creates a driver.
    ///
    /// - Parameters:
    ///   - model: Whose chat layout the texts have.
    ///   - wordings: Wordings of the goal used of each episode, at most.
    ///   - development: Whether the wordings that are kept back are used, and only these: for judging a
    ///     model, never for training.
    ///   - steps: Actions used of each episode, at most; of longer ones evenly spread ones, by turns.
    ///   - rephrasings: Wordings of each goal made by a lexicon, besides those that it has (``Rephrasing``).
    ///   - later: The share of the actions after the first, and of the ends, that is used, 0 to 1: what comes later is
    ///     told by the answer to the first question already.
    ///   - fresh: The share of the wordings of tasks whose texts are exchanged for others, 0 to 1
    ///     (``FreshTexts``).
    public init(
        model: ModelChoice = .standard,
        wordings: Int = 8,
        development: Bool = false,
        steps: Int = .max,
        rephrasings: Int = 0,
        later: Double = 1,
        fresh: Double = 0
    ) {
        self.model = model
        self.wordings = wordings
        self.development = development
        self.steps = steps
        self.rephrasings = rephrasings
        self.later = later
        self.fresh = fresh
    }

    /// Writes training examples of collections and trajectories into a file, one JSON object a line.
    ///
    /// Only what passed is used, and of wordings for training and for development one kind alone. What
    /// cannot be read is left out and counted.
    /// - Throws: `DataflowError` when the file cannot be written; `RuntimeError` with code `badInput` when
    ///   there is nothing to write; `ModelStoreError` or `ModelError` without the model.
    public func examples(of sources: [String], to output: String) async throws -> Report {
        let path = try modelPath()
        let template = try await blocking { try Model(contentsOf: path).chatTemplate }
        var report = Report()
        var episodes: [Episode] = []
        for source in sources { episodes += try self.episodes(of: source, &report) }
        let draft = output + ".part"
        guard FileManager.default.createFile(atPath: draft, contents: nil),
            let file = FileHandle(forWritingAtPath: draft)
        else {
            throw RuntimeError(.storage, "\(draft) cannot be written; check the folder and its permissions")
        }
        do {
            for episode in episodes {
                try Task.checkCancellation()
                let bytes = try lines(of: episode, template, output, &report)
                try file.write(contentsOf: bytes)
            }
            try file.synchronize()
            try file.close()
            guard report.written > 0 else {
                throw RuntimeError(.badInput, "there is nothing to learn from:\n\(report.text)")
            }
            try FileManager.default.removeItemIfThere(output)
            try FileManager.default.moveItem(atPath: draft, toPath: output)
        } catch {
            try? FileManager.default.removeItem(atPath: draft)
            throw error
        }
        return report
    }

    /// The file of the model whose texts and tokens are wanted.
    func modelPath() throws -> String {
        try ModelStore().resolve(model.modelName ?? CatalogueModel.known.first?.name ?? "")
    }

    /// A trajectory and the goal in several wordings.
    private struct Episode {
        var path: String
        var id: String
        var goals: [String]
        var provenance: [String: String]
        /// The goals of a walk, each with its steps.
        var explored: [ExploredGoal] = []
        /// How many episodes of its template came before it.
        var turn = 0
    }

    private func episodes(of source: String, _ report: inout Report) throws -> [Episode] {
        if FileManager.default.fileExists(atPath: source + "/meta.json") {
            return [
                Episode(path: source, id: (source as NSString).lastPathComponent, goals: [], provenance: [:])
            ]
        }
        var episodes: [Episode] = []
        var turns: [String: Int] = [:]
        for record in try EpisodeStore.records(at: source) {
            let isWalk = record.explored != nil
            if record.verdict != .pass {
                report.skipped["verdict \(record.verdict.rawValue)", default: 0] += 1
            } else if !isWalk, (record.phrasing == .development) != development {
                let kind = development ? "training" : "development"
                report.skipped["wordings for \(kind)", default: 0] += 1
            } else if let explored = record.explored, let trajectory = record.trajectory {
                episodes.append(
                    Episode(
                        path: "\(source)/\(trajectory)",
                        id: record.id,
                        goals: [],
                        provenance: ["source": EpisodeRecord.exploration, "application": record.application],
                        explored: explored
                    )
                )
            } else if let trajectory = record.trajectory {
                let turn = turns[record.template, default: 0]
                turns[record.template] = turn + 1
                episodes.append(
                    Episode(
                        path: "\(source)/\(trajectory)",
                        id: record.id,
                        goals: goals(of: record, turn: turn),
                        provenance: ["template": record.template, "application": record.application],
                        turn: turn
                    )
                )
            }
        }
        return episodes
    }

    /// The wordings of an episode that are used: its own, and of the others as many as are wanted, by turns.
    private func goals(of record: EpisodeRecord, turn: Int) -> [String] {
        let others = record.goals.filter { $0 != record.goal }
        let count = min(max(1, wordings) - 1, others.count)
        return [record.goal] + (0..<count).map { others[(turn * count + $0) % others.count] }
    }

    private func lines(
        of episode: Episode,
        _ template: ChatTemplate,
        _ file: String,
        _ report: inout Report
    ) throws -> Data {
        let trajectory: Trajectory
        do {
            trajectory = try StoredTrajectory(at: episode.path).trajectory
        } catch {
            report.skipped["the trajectory cannot be read", default: 0] += 1
            return Data()
        }
        report.trajectories += 1
        if !episode.explored.isEmpty {
            return try lines(of: episode.explored, in: trajectory, episode, template, file, &report)
        }
        guard trajectory.end?.kind == .verified else {
            report.trajectories -= 1
            report.skipped["the goal was not reached", default: 0] += 1
            return Data()
        }
        let goals = episode.goals.isEmpty ? [trajectory.head.goal] : episode.goals
        let isKept = development || episode.provenance["application"] == EpisodeRecord.browser
        let writer = ExampleWriter(
            id: episode.id,
            provenance: episode.provenance,
            template: template,
            file: file,
            steps: steps,
            later: later,
            turn: episode.turn,
            rephrasings: isKept ? 0 : rephrasings,
            fresh: isKept ? 0 : fresh,
            foresight: episode.provenance["application"] == EpisodeRecord.browser ? .shown : .all
        )
        return try writer.lines(of: trajectory, goals: goals, &report)
    }

    /// The lines of the goals of a walk, each as if it had been had from its first step.
    private func lines(
        of goals: [ExploredGoal],
        in walk: Trajectory,
        _ episode: Episode,
        _ template: ChatTemplate,
        _ file: String,
        _ report: inout Report
    ) throws -> Data {
        var data = Data()
        for goal in goals {
            let all = Array((development ? goal.development : goal.goals).prefix(max(1, wordings)))
            guard let first = all.first, goal.first <= goal.last, goal.last < walk.steps.count else {
                report.skipped["a goal of exploration does not fit its walk", default: 0] += 1
                continue
            }
            let part = Hindsight.trajectory(of: goal.first...goal.last, in: walk.steps, goal: first)
            let writer = ExampleWriter(
                id: "\(episode.id)/\(goal.first)-\(goal.last)",
                provenance: episode.provenance.merging(["effect": goal.kind]) { $1 },
                template: template,
                file: file,
                steps: steps,
                later: later,
                turn: goal.first,
                rephrasings: 0,
                fresh: 0,
                foresight: .all
            )
            data += try writer.lines(of: part, goals: all, &report)
            report.explored += 1
        }
        return data
    }
}

extension FileManager {
    /// Removes a file, if there is one.
    fileprivate func removeItemIfThere(_ path: String) throws {
        if fileExists(atPath: path) { try removeItem(atPath: path) }
    }
}

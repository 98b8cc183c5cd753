import Agents
import Core
import Dataflow
import Foundation
import Models

/// Writes collected trajectories in the forms others read.
public struct ExportDriver: Sendable {
    private let model: ModelChoice
    private let wordings: Int
    private let steps: Int

    /// What was written, and what was left out and why.
    public struct Report: Sendable, Codable {
        /// Lines written.
        public var written = 0
        /// Trajectories they come from.
        public var trajectories = 0
        /// What was left out, by reason.
        public var skipped: [String: Int] = [:]

        /// The report for a person.
        public var text: String {
            let lines = skipped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .map { "  left out: \($0.value) × \($0.key)" }
            return (["\(written) examples from \(trajectories) trajectories"] + lines).joined(separator: "\n")
        }
    }

    /// Creates a driver.
    ///
    /// - Parameters:
    ///   - model: Whose chat layout the texts have.
    ///   - wordings: Wordings of the goal used of each episode, at most.
    ///   - steps: Actions used of each episode, at most; of longer ones evenly spread ones, by turns.
    public init(model: ModelChoice = .standard, wordings: Int = 8, steps: Int = .max) {
        self.model = model
        self.wordings = wordings
        self.steps = steps
    }

    /// Writes training examples of collections and trajectories into a file, one JSON object a line.
    ///
    /// Only what passed is used, and nothing with wordings for development. What cannot be read is left
    /// out and counted.
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
            if record.phrasing == .development {
                report.skipped["wordings for development", default: 0] += 1
            } else if record.verdict != .pass {
                report.skipped["verdict \(record.verdict.rawValue)", default: 0] += 1
            } else if let trajectory = record.trajectory {
                let others = record.goals.filter { $0 != record.goal }
                defer { turns[record.template, default: 0] += 1 }
                episodes.append(
                    Episode(
                        path: "\(source)/\(trajectory)",
                        id: record.id,
                        goals: Array(([record.goal] + others).prefix(max(1, wordings))),
                        provenance: ["template": record.template, "application": record.application],
                        turn: turns[record.template, default: 0]
                    )
                )
            }
        }
        return episodes
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
        guard trajectory.end?.kind == .verified else {
            report.skipped["the goal was not reached", default: 0] += 1
            return Data()
        }
        var data = Data()
        let goals = episode.goals.isEmpty ? [trajectory.head.goal] : episode.goals
        for (number, goal) in goals.enumerated() {
            let lessons = Lessons(trajectory, goal: goal)
            if number == 0 { report.skipped.merge(lessons.skipped) { $0 + $1 } }
            let acts = lessons.lessons.filter { !$0.isEnd }.map(\.step)
            let used = Set(Self.spread(acts.count, over: steps, turn: episode.turn).map { acts[$0] })
            if number == 0, used.count < acts.count {
                report.skipped["more actions than are used of an episode", default: 0] +=
                    acts.count - used.count
            }
            for lesson in lessons.lessons {
                // One wording of the end is enough, by turns: the answer hangs on the screen.
                if lesson.isEnd ? episode.turn % goals.count != number : !used.contains(lesson.step) {
                    continue
                }
                let (prefix, prompt) = Self.split(lesson.prompt, template)
                var provenance = episode.provenance
                provenance["episode"] = episode.id
                provenance["step"] = "\(lesson.step)"
                let kind = lesson.isEnd ? "end" : "act"
                let line = ExampleLine(
                    id: "\(episode.id)/\(lesson.step)/\(kind)/\(number)",
                    prefix: prefix,
                    prompt: prompt,
                    target: lesson.target,
                    form: PromptBuilder.form,
                    provenance: provenance
                )
                data.append(contentsOf: try line.line(of: file))
                report.written += 1
            }
        }
        report.trajectories += 1
        return data
    }

    /// The positions that are used of `count`, `limit` at most: evenly spread, all of them in turn.
    static func spread(_ count: Int, over limit: Int, turn: Int) -> [Int] {
        guard count > limit else { return Array(0..<count) }
        return (0..<limit).map { ($0 * count + turn % count) / limit }
    }

    /// Lays a prompt out as the model wants it, cut behind the screen: what comes before is the same for
    /// every goal.
    private static func split(_ prompt: Prompt, _ template: ChatTemplate) -> (prefix: String, prompt: String)
    {
        let text: String
        switch prompt {
        case .raw(let raw): text = raw
        case .chat(let messages, let replyPrefix):
            let turns = messages.map { ChatTemplate.Turn(role: $0.speaker.rawValue, text: $0.text) }
            text = template.render(turns, replyPrefix: replyPrefix).map { segment in
                switch segment {
                case .template(let text), .text(let text): text
                }
            }.joined()
        }
        guard let end = text.range(of: "</screen>\n") else { return ("", text) }
        return (String(text[..<end.upperBound]), String(text[end.upperBound...]))
    }
}

extension FileManager {
    /// Removes a file, if there is one.
    fileprivate func removeItemIfThere(_ path: String) throws {
        if fileExists(atPath: path) { try removeItem(atPath: path) }
    }
}

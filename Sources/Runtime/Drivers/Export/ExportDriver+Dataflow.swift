import Agents
import Core
import Dataflow
import Foundation

extension ExportDriver {
    /// Writes the episodes of collections as tasks of UFO's dataflow, a file each, sorted into
    /// `execution_pass`, `execution_fail` and `execution_unsure`.
    ///
    /// A goal of exploration is a task of its own. What cannot be read is left out and counted.
    /// - Throws: `DataflowError` for a source that is no collection; `RuntimeError` with code `badInput`
    ///   when there is nothing to write, or `storage`.
    public func dataflow(of sources: [String], to folder: String) async throws -> Report {
        var report = Report()
        do {
            for name in UFOTask.folders {
                try FileManager.default.createDirectory(
                    atPath: "\(folder)/\(name)",
                    withIntermediateDirectories: true
                )
            }
        } catch {
            throw RuntimeError(
                .storage,
                "\(folder) cannot be made; check the folder above and its permissions"
            )
        }
        for source in sources {
            for record in try EpisodeStore.records(at: source) {
                try Task.checkCancellation()
                guard let place = record.trajectory else {
                    report.skipped["verdict \(record.verdict.rawValue), without a trajectory", default: 0] +=
                        1
                    continue
                }
                guard let trajectory = try? StoredTrajectory(at: "\(source)/\(place)").trajectory else {
                    report.skipped["the trajectory cannot be read", default: 0] += 1
                    continue
                }
                for task in Self.tasks(of: record, trajectory, &report) {
                    let path = "\(folder)/\(task.folder)/\(task.unique_id).json"
                    do {
                        try Data(try task.bytes(for: path)).write(to: URL(filePath: path), options: .atomic)
                    } catch {
                        throw RuntimeError(.storage, "\(path) cannot be written", underlying: error)
                    }
                    report.written += 1
                }
                report.trajectories += 1
            }
        }
        guard report.written > 0 else {
            throw RuntimeError(.badInput, "there is no episode to write:\n\(report.text)")
        }
        return report
    }

    private static func tasks(
        of record: EpisodeRecord,
        _ trajectory: Trajectory,
        _ report: inout Report
    ) -> [UFOTask] {
        guard let explored = record.explored else {
            return [
                UFOTask(
                    id: record.id,
                    application: record.application,
                    goals: [record.goal],
                    trajectory: trajectory,
                    verdict: record.verdict,
                    message: record.message,
                    seconds: record.seconds,
                    total: record.total
                )
            ]
        }
        return explored.compactMap { goal in
            guard let words = goal.goals.first, goal.first <= goal.last, goal.last < trajectory.steps.count
            else {
                report.skipped["a goal of exploration does not fit its walk", default: 0] += 1
                return nil
            }
            report.explored += 1
            return UFOTask(
                id: "\(record.id)-\(goal.first)-\(goal.last)",
                application: record.application,
                goals: [words],
                trajectory: Hindsight.trajectory(
                    of: goal.first...goal.last,
                    in: trajectory.steps,
                    goal: words
                ),
                verdict: .pass,
                message: "found by exploration: \(goal.kind)"
            )
        }
    }
}

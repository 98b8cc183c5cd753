import Core
import Foundation

extension SuiteReport {
    /// Reads a report from the lines that `lam eval --json` prints; lines of other kinds are left out.
    ///
    /// - Parameter path: The file of lines.
    /// - Throws: `DataflowError` when the file cannot be read, or holds no task.
    public init(contentsOf path: String) throws(DataflowError) {
        let text: String
        do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
            throw DataflowError(.unreadable, "\(path) cannot be read", expected: "a file of lam eval --json")
        }
        let decoder = JSONDecoder()
        var name = (path as NSString).lastPathComponent
        var results: [TaskResult] = []
        for line in text.split(separator: "\n") {
            let data = Data(line.utf8)
            if let task = try? decoder.decode(TaskLine.self, from: data) {
                results.append(task.result)
            } else if let summary = try? decoder.decode(SummaryLine.self, from: data) {
                name = summary.suite
            }
        }
        guard !results.isEmpty else {
            throw DataflowError(.invalidValue, "\(path) holds no task", expected: "lines of lam eval --json")
        }
        self.init(suite: name, results: results)
    }

    private struct SummaryLine: Decodable { var suite: String }

    private struct TaskLine: Decodable {
        var id: String
        var success: Bool
        var steps: Int
        var seconds: Double
        var outcome: String
        var model: ModelUsage?
        var application: String?
        var effort: Effort?

        var result: TaskResult {
            var result = TaskResult(
                id: id,
                success: success,
                steps: steps,
                seconds: seconds,
                outcome: outcome
            )
            result.model = model
            result.application = application
            result.effort = effort
            return result
        }
    }
}

import Core
import Dataflow
import Foundation

/// Reads tasks that other programs have written, as task files.
public struct ImportDriver: Sendable {
    /// What was read, and what was left out and why.
    public struct Report: Sendable, Codable {
        /// Tasks read, by what UFO says came of them: `yes`, `no`, `unsure`, or `not run`.
        public var tasks: [String: Int] = [:]
        /// Files left out, by reason.
        public var skipped: [String: Int] = [:]
        /// The first file that was left out for each reason.
        public var examples: [String: String] = [:]

        /// The report for a person.
        public var text: String {
            let all = tasks.values.reduce(0, +)
            let kinds = tasks.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(
                separator: ", "
            )
            let lines = skipped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                "  left out: \($0.value) × \($0.key)" + (examples[$0.key].map { " (\($0))" } ?? "")
            }
            return (["\(all) tasks" + (kinds.isEmpty ? "" : ": \(kinds)")] + lines).joined(separator: "\n")
        }
    }

    /// Creates a driver.
    public init() {}

    /// Reads UFO dataflow tasks, files or folders of them, and writes them as a suite.
    ///
    /// - Parameter complete: Only tasks that came to this, such as `yes`; `nil` takes all.
    /// - Throws: `RuntimeError` with code `badInput` when nothing can be used, or `storage`.
    public func dataflow(of sources: [String], to output: String, complete: String? = nil) throws -> Report {
        var report = Report()
        var suite = TaskSuite(
            name: (output as NSString).lastPathComponent.components(separatedBy: ".")[0],
            tasks: []
        )
        var taken: Set<String> = []
        func skip(_ reason: String, _ file: String) {
            report.skipped[reason, default: 0] += 1
            if report.examples[reason] == nil { report.examples[reason] = file }
        }
        for file in try sources.flatMap(Self.files) {
            do throws(DataflowError) {
                guard let data = FileManager.default.contents(atPath: file) else {
                    skip("it cannot be read", file)
                    continue
                }
                let task = try UFOTask.read(Array(data), file: file)
                let state = task.execution_result?.result?.complete ?? "not run"
                if let complete, complete != state {
                    skip("it came to \"\(state)\"", file)
                    continue
                }
                let made = try task.taskFile()
                guard taken.insert(made.id).inserted else {
                    skip("its id is taken by another file", file)
                    continue
                }
                suite.tasks.append(made)
                report.tasks[state, default: 0] += 1
            } catch {
                switch error.code {
                case .corrupt: skip("it is no task of UFO's dataflow", file)
                default: skip(error.message, file)
                }
            }
        }
        guard !suite.tasks.isEmpty else {
            throw RuntimeError(.badInput, "there is no task to read:\n\(report.text)")
        }
        do {
            try Data(try TaskWriter.yaml(suite).utf8).write(to: URL(filePath: output), options: .atomic)
        } catch let error as DataflowError {
            throw error
        } catch {
            throw RuntimeError(.storage, "\(output) cannot be written", underlying: error)
        }
        return report
    }

    /// A file itself, or the JSON files of a folder and those below it.
    private static func files(of source: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder) else {
            throw RuntimeError(.badInput, "\(source) is not there")
        }
        guard isFolder.boolValue else { return [source] }
        let inside = FileManager.default.enumerator(atPath: source)?.compactMap { $0 as? String } ?? []
        return inside.filter { $0.hasSuffix(".json") }.sorted().map { "\(source)/\($0)" }
    }
}

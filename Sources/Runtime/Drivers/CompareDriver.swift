import Dataflow
import Foundation

/// Puts the results of several evaluations side by side (`lam eval compare`).
public struct CompareDriver: Sendable {
    private let comparison: SuiteComparison

    /// Reads results.
    ///
    /// - Parameter files: What `lam eval --json` printed, by path; "NAME=PATH" calls an arm NAME.
    /// - Throws: `DataflowError` for a file that cannot be read or holds no task; `RuntimeError` for
    ///   fewer than two files.
    public init(files: [String]) throws {
        guard files.count > 1 else {
            throw RuntimeError(.usage, "there is nothing to compare with; name two files or more")
        }
        comparison = SuiteComparison(
            try files.map { file in
                let parts = file.split(separator: "=", maxSplits: 1).map(String.init)
                let path = parts.count == 2 ? parts[1] : file
                let plain = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
                let name = parts.count == 2 ? parts[0] : plain
                return SuiteComparison.Arm(name: name, report: try SuiteReport(contentsOf: path))
            }
        )
    }

    /// The tables for a person.
    public var table: String { comparison.table }

    /// Percentage points that the last file's success lies above that of the one before it.
    public var gain: Double? { comparison.gain(over: comparison.arms.count - 2)?.points }

    /// Writes the page with tables and drawings.
    ///
    /// - Throws: `RuntimeError` with code `storage` when it cannot be written.
    public func write(html path: String, title: String) throws {
        do {
            try comparison.html(title: title).write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            throw RuntimeError(.storage, "\(path) cannot be written; check the folder and its permissions")
        }
    }
}

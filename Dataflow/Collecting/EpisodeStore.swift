import Core
import Foundation
import Glibc

/// The episodes of a collection: trajectories sorted by verdict, and an index that is only added to.
///
/// `pass/`, `fail/` and `unsure/` hold the trajectories, `episodes.jsonl` a line for each episode, and
/// `running/` what is being recorded. A trajectory is moved to its place before its line is written, so
/// that whatever is in the index is whole; what was moved and has no line is run again.
public actor EpisodeStore {
    /// The directory of the collection.
    public nonisolated let root: String
    private let queue = FileQueue(label: "lam.episodes")
    private let index: OpenFile
    private var known: [String: EpisodeRecord] = [:]

    /// Blocking writes run on the store's own queue.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    /// Opens a collection, making it where there is none, for this process alone.
    ///
    /// A line of the index whose writing was cut off is taken off.
    /// - Throws: `DataflowError` with code `busy` when another process collects here, `corrupt`,
    ///   `unwritable` or `diskFull`.
    public init(root: String) throws(DataflowError) {
        self.root = root
        try Disk.makeDirectories(root)
        for name in ["pass", "fail", "unsure", "running"] { try Disk.makeDirectories("\(root)/\(name)") }
        index = try OpenFile(Self.index(of: root), O_RDWR | O_CREAT | O_APPEND, doing: "write")
        guard index.lock() else {
            throw DataflowError(
                .busy,
                "another process is collecting here",
                file: root,
                expected: "wait for it, or choose another --output"
            )
        }
        let (records, whole) = try Self.records(in: try index.readAll(), of: index.path)
        try index.truncate(to: whole)
        for record in records { known[record.id] = record }
        // What an interrupted run left; its episodes are not in the index.
        for name in try Disk.names(in: "\(root)/running") {
            try? FileManager.default.removeItem(atPath: "\(root)/running/\(name)")
        }
    }

    /// Where episodes are recorded before they are judged.
    public nonisolated var running: String { "\(root)/running" }

    /// Whether an episode has been run to its end here.
    public func has(_ id: String) -> Bool { known[id].map { $0.verdict != .error } ?? false }

    /// The episodes so far, in no order.
    public var records: [EpisodeRecord] { Array(known.values) }

    /// Keeps an episode: moves its trajectory from `running` to its place and adds it to the index.
    ///
    /// - Throws: `DataflowError` with code `diskFull` or `unwritable`; the index stays whole.
    public func keep(_ record: EpisodeRecord) throws(DataflowError) {
        var record = record
        let source = "\(running)/\(record.id)"
        if Disk.exists(source) {
            switch record.verdict {
            case .pass, .fail, .unsure:
                let place = "\(record.verdict.rawValue)/\(record.id)"
                let target = "\(root)/\(place)"
                try? FileManager.default.removeItem(atPath: target)
                guard rename(source, target) == 0 else { throw Disk.failure("write", target, errno) }
                record.trajectory = place
            case .invalid, .error: try? FileManager.default.removeItem(atPath: source)
            }
        }
        try index.appendWhole(try JSONForm.encode(record, for: index.path) + [UInt8(ascii: "\n")])
        known[record.id] = record
    }

    /// Reads the index of a collection without changing anything; the last line of an episode counts.
    ///
    /// - Throws: `DataflowError` with code `notFound`, `corrupt` (with file and line) or `unreadable`.
    public static func records(at root: String) throws(DataflowError) -> [EpisodeRecord] {
        let path = index(of: root)
        guard Disk.exists(path) else {
            throw DataflowError(
                .notFound,
                "is no collection: it has no episodes.jsonl",
                file: root,
                expected: "lam collect makes one"
            )
        }
        var order: [String] = []
        var last: [String: EpisodeRecord] = [:]
        for record in try records(in: try Disk.read(path), of: path).records {
            if last.updateValue(record, forKey: record.id) == nil { order.append(record.id) }
        }
        return order.compactMap { last[$0] }
    }

    private static func index(of root: String) -> String { "\(root)/episodes.jsonl" }

    private static func records(
        in bytes: [UInt8],
        of path: String
    ) throws(DataflowError) -> (records: [EpisodeRecord], whole: Int) {
        let lines = StepLines(bytes)
        var records: [EpisodeRecord] = []
        for (position, line) in lines.lines.enumerated() {
            records.append(try JSONForm.decode(EpisodeRecord.self, from: line, of: path, line: position + 1))
        }
        return (records, lines.wholeBytes)
    }
}

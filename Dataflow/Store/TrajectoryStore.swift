public import Core

/// The trajectories under one directory, each in a directory of its own.
///
/// The layout is described in `Docs/trajectory.md`.
public struct TrajectoryStore: Sendable {
    /// The directory that holds the trajectories.
    public let root: String

    /// Uses a directory, which is made when the first trajectory begins.
    public init(root: String) { self.root = root }

    /// Returns a new name for a trajectory: the time in UTC and four letters of chance.
    ///
    /// Names sort by time; nothing of the goal is in them, as a goal may hold a secret.
    ///
    /// - Parameter started: Seconds since the Unix epoch.
    public static func makeID(started: Double) -> String {
        let seconds = Int64(started.isFinite ? max(0, min(started, 253_402_300_799)) : 0)
        let (year, month, day) = civil(days: Int(seconds / 86_400))
        let rest = Int(seconds % 86_400)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let letters = "bcdfghjkmnpqrstvwxz23456789"
        let chance = String((0..<4).compactMap { _ in letters.randomElement() })
        return "\(year)\(two(month))\(two(day))-\(two(rest / 3600))\(two(rest / 60 % 60))\(two(rest % 60))-"
            + chance
    }

    /// Returns the trajectories there are, the oldest first, and what stood in the way of others.
    ///
    /// A store that does not exist yet is empty.
    ///
    /// - Throws: `DataflowError` when the directory cannot be listed.
    public func list() throws(DataflowError) -> TrajectoryListing {
        guard Disk.exists(root) else { return TrajectoryListing() }
        var listing = TrajectoryListing()
        for name in try Disk.names(in: root) where Disk.isDirectory("\(root)/\(name)") {
            let layout = TrajectoryLayout(path: "\(root)/\(name)")
            do throws(DataflowError) {
                let meta = try layout.readMeta()
                let steps = StepLines(Disk.exists(layout.steps) ? try Disk.read(layout.steps) : [])
                listing.trajectories.append(
                    TrajectorySummary(
                        path: layout.path,
                        head: meta.head,
                        end: meta.end,
                        steps: steps.lines.count
                    )
                )
            } catch {
                listing.problems.append(error)
            }
        }
        listing.trajectories.sort { ($0.head.started, $0.head.id) < ($1.head.started, $1.head.id) }
        return listing
    }

    /// Returns the trajectory that began last, or `nil` when there is none.
    public func latest() throws(DataflowError) -> TrajectorySummary? { try list().trajectories.last }

    /// Reads a trajectory by its name, the unambiguous beginning of its name, "latest", or a path.
    ///
    /// - Throws: `DataflowError` with code `notFound`, `unresolved` (several names begin so),
    ///   `unsupported`, `corrupt` or `unreadable`.
    public func open(_ name: String) throws(DataflowError) -> StoredTrajectory {
        try StoredTrajectory(at: try path(of: name))
    }

    /// Reads the head, steps and end of a trajectory; takes what `open` takes.
    public func load(_ name: String) throws(DataflowError) -> Trajectory { try open(name).trajectory }

    /// Whether a trajectory of this name is here, whole or not.
    public func contains(_ id: String) -> Bool {
        Self.isValid(id: id) && Disk.exists(TrajectoryLayout(path: "\(root)/\(id)").meta)
    }

    /// Returns the directory of a trajectory; takes what `open` takes.
    public func path(of name: String) throws(DataflowError) -> String {
        if name.contains("/") || name == "." { return name }
        if Self.isValid(id: name), Disk.isDirectory("\(root)/\(name)") { return "\(root)/\(name)" }
        if name == "latest", let latest = try latest() { return latest.path }
        let names = Disk.exists(root) ? try Disk.names(in: root) : []
        let found = names.filter { !name.isEmpty && $0.hasPrefix(name) }
        if let only = found.first, found.count == 1 { return "\(root)/\(only)" }
        if found.isEmpty {
            let newest = names.suffix(3).joined(separator: ", ")
            throw DataflowError(
                .notFound,
                "there is no trajectory \"\(name)\"",
                file: root,
                expected: newest.isEmpty ? "nothing is recorded there yet" : "the newest are \(newest)"
            )
        }
        throw DataflowError(
            .unresolved,
            "several trajectories begin with \"\(name)\": \(found.prefix(5).joined(separator: ", "))",
            file: root,
            expected: "give more of the name"
        )
    }

    /// Whether a text can be the name of a directory under the root and of nothing else.
    static func isValid(id: String) -> Bool {
        !id.isEmpty && id.utf8.count <= 200 && !id.hasPrefix(".")
            && id.utf8.allSatisfy { $0 > 32 && $0 != UInt8(ascii: "/") && $0 != 127 }
    }

    /// Returns the date of a day counted from 1970-01-01 (Gregorian calendar, era arithmetic).
    private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }
}

/// What is known of a stored trajectory without reading its steps.
public struct TrajectorySummary: Hashable, Sendable, Codable {
    /// The directory it lies in.
    public var path: String
    /// What it is for.
    public var head: TrajectoryHead
    /// How it ended; `nil` while it runs or when it was cut off.
    public var end: RunEnd?
    /// The number of steps recorded.
    public var steps: Int
}

/// The trajectories of a store.
public struct TrajectoryListing: Sendable {
    /// The trajectories, the oldest first.
    public var trajectories: [TrajectorySummary] = []
    /// Directories that are no trajectory, or a damaged one, and why.
    public var problems: [DataflowError] = []
}

public import Core

/// A trajectory as it was found on the disk.
public struct StoredTrajectory: Sendable {
    /// The head, the steps and the end.
    public var trajectory: Trajectory
    /// The directory it lies in.
    public var path: String
    /// The program that wrote it.
    public var software: String
    /// The screenshots its observations name.
    public var images: DirectoryBlobs
    /// The number of bytes of a last step whose writing was cut off, and which was never reported.
    public var tornBytes: Int

    /// Reads a trajectory from its directory, without changing anything there.
    ///
    /// - Throws: `DataflowError` with code `notFound`, `unsupported` (foreign or of a newer version),
    ///   `corrupt` (with file and line) or `unreadable`.
    public init(at path: String) throws(DataflowError) {
        let layout = TrajectoryLayout(path: path)
        let meta = try layout.readMeta()
        let content = StepLines(Disk.exists(layout.steps) ? try Disk.read(layout.steps) : [])
        var reader = StepReader(layout: layout)
        var steps: [Step] = []
        for (position, line) in content.lines.enumerated() {
            steps.append(try reader.read(line, number: position + 1))
        }
        trajectory = Trajectory(head: meta.head, steps: steps, end: meta.end)
        self.path = path
        software = meta.software
        images = layout.images
        tornBytes = content.torn.count
    }
}

/// Reads steps and the trees they share.
private struct StepReader {
    let layout: TrajectoryLayout
    var trees: [Digest: TreeRecord] = [:]

    mutating func read(_ line: ArraySlice<UInt8>, number: Int) throws(DataflowError) -> Step {
        let record = try JSONForm.decode(StepRecord.self, from: line, of: layout.steps, line: number)
        return Step(
            index: record.index,
            before: Observation(record.before, tree: try tree(record.before.tree, line: number)),
            decision: record.decision,
            outcome: record.outcome,
            after: try after(record, line: number),
            timings: record.timings
        )
    }

    private mutating func after(_ record: StepRecord, line: Int) throws(DataflowError) -> Observation? {
        guard let after = record.after else { return nil }
        return Observation(after, tree: try tree(after.tree, line: line))
    }

    private mutating func tree(_ digest: Digest, line: Int) throws(DataflowError) -> TreeRecord {
        if let known = trees[digest] { return known }
        guard let bytes = try layout.trees.get(digest) else {
            throw DataflowError(
                .corrupt,
                "the tree \(digest) is missing from \(layout.trees.path)",
                file: layout.steps,
                location: DataflowError.Location(line: line, column: 1),
                expected: "restore the directory from a copy"
            )
        }
        let tree = try JSONForm.decode(TreeRecord.self, from: bytes, of: layout.trees.file(digest))
        trees[digest] = tree
        return tree
    }
}

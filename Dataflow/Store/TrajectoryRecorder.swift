public import Core
import Glibc

/// Writes trajectories so that a step that was reported survives anything.
///
/// `record` returns when the step's tree, its screenshots and then its line are on the disk.
/// Everything is masked before the first byte is written.
public actor TrajectoryRecorder: StepSink {
    private struct Current {
        var layout: TrajectoryLayout
        var meta: MetaRecord
        var file: OpenFile
        var masked: [MaskedImage: Digest] = [:]
        var last: (tree: TreeRecord, digest: Digest)?
    }

    private struct MaskedImage: Hashable {
        var raw: Digest
        var boxes: [Rect]
    }

    /// Returns the PNG bytes of a picture with rectangles of it painted over.
    public typealias Painter = @Sendable (_ png: [UInt8], _ boxes: [Rect]) throws -> [UInt8]

    private let store: TrajectoryStore
    private let pictures: any BlobStore
    private let software: String
    private let paint: Painter
    private let queue = FileQueue(label: "lam.recorder")
    private var masking: Masking
    private var current: Current?

    /// Blocking writes run on the recorder's own queue.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    /// Creates a recorder.
    ///
    /// - Parameters:
    ///   - store: Where the trajectories go.
    ///   - pictures: Where the screenshots that observations name are found, unmasked; best a
    ///     `MemoryBlobs`.
    ///   - masking: The declared secrets.
    ///   - software: The name and version written into each trajectory.
    ///   - paint: Paints over the parts of a screenshot that show secrets; when it throws, the
    ///     screenshot is not kept.
    public init(
        store: TrajectoryStore,
        pictures: any BlobStore,
        masking: Masking = Masking(),
        software: String = "lam",
        paint: @escaping Painter = PixelMask.paint
    ) {
        self.store = store
        self.pictures = pictures
        self.masking = masking
        self.software = software
        self.paint = paint
    }

    /// The directory of the trajectory being recorded, or of the last one.
    public var path: String? { current?.layout.path }

    /// Begins a trajectory: makes its directory and writes its head.
    ///
    /// - Throws: `DataflowError` with code `invalidValue` (a name that is no file name), `exists`,
    ///   `unwritable` or `diskFull`.
    public func begin(_ head: TrajectoryHead) throws(DataflowError) {
        guard TrajectoryStore.isValid(id: head.id) else {
            throw DataflowError(
                .invalidValue,
                "\"\(head.id)\" cannot name a trajectory",
                file: store.root,
                expected: "letters, digits, dots and dashes, not beginning with a dot"
            )
        }
        try Disk.makeDirectories(store.root)
        let layout = TrajectoryLayout(path: "\(store.root)/\(head.id)")
        try Disk.makeDirectory(layout.path)
        try Disk.makeDirectory(layout.trees.path)
        try Disk.makeDirectory(layout.images.path)
        let file = try open(layout)
        let meta = MetaRecord(schema: MetaRecord.schema, software: software, head: masking.mask(head))
        try layout.writeMeta(meta)
        try Disk.syncDirectory(store.root)
        current = Current(layout: layout, meta: meta, file: file)
    }

    /// Opens a trajectory that was cut off or paused, to go on with it, and returns what it holds.
    ///
    /// A last line whose writing was cut off is moved to `steps.torn`; the end, if it had one, is
    /// taken back.
    ///
    /// - Throws: `DataflowError` with code `busy` when another process is recording it, and what
    ///   `TrajectoryStore.open` throws.
    public func resume(_ name: String) throws(DataflowError) -> Trajectory {
        let layout = TrajectoryLayout(path: try store.path(of: name))
        var meta = try layout.readMeta()
        let file = try open(layout)
        let content = StepLines(try Disk.read(layout.steps))
        if !content.torn.isEmpty {
            try Disk.replace(layout.torn, with: Array(content.torn))
            try file.truncate(to: content.wholeBytes)
        }
        var trajectory = try StoredTrajectory(at: layout.path).trajectory
        if meta.end != nil {
            meta.end = nil
            trajectory.end = nil
            try layout.writeMeta(meta)
        }
        current = Current(layout: layout, meta: meta, file: file)
        return trajectory
    }

    /// Adds a step; when it returns, the step survives a kill and a power cut.
    ///
    /// After an error the trajectory is as it was before the call, and the step can be recorded
    /// again.
    ///
    /// - Throws: `DataflowError` with code `notFound` when nothing was begun, `unwritable` or `diskFull`.
    public func record(_ step: Step) throws(DataflowError) {
        guard let layout = current?.layout, let file = current?.file else { throw notBegun("a step") }
        masking.learn(from: step)
        let before = try keep(step.before, in: layout)
        var after: ObservationRecord?
        if let seen = step.after { after = try keep(seen, in: layout) }
        let record = StepRecord(
            index: step.index,
            before: before,
            decision: masking.mask(step.decision, on: step.before),
            outcome: masking.mask(step.outcome),
            after: after,
            timings: step.timings
        )
        let line = try JSONForm.encode(record, for: layout.steps)
        try file.appendWhole(line + [UInt8(ascii: "\n")])
    }

    /// Ends the trajectory.
    ///
    /// - Throws: `DataflowError` with code `notFound` when nothing was begun, `unwritable` or `diskFull`.
    public func end(_ end: RunEnd) throws(DataflowError) {
        guard var meta = current?.meta, let layout = current?.layout else { throw notBegun("an end") }
        meta.end = masking.mask(end)
        try layout.writeMeta(meta)
        current?.meta = meta
    }

    private func notBegun(_ what: String) -> DataflowError {
        DataflowError(
            .notFound,
            "\(what) cannot be recorded: no trajectory was begun",
            file: store.root,
            expected: "call begin or resume first"
        )
    }

    private func open(_ layout: TrajectoryLayout) throws(DataflowError) -> OpenFile {
        let flags = O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW
        let file = try OpenFile(layout.steps, flags, doing: "write")
        guard file.lock() else {
            throw DataflowError(
                .busy,
                "another process is recording this trajectory",
                file: layout.path,
                expected: "wait until it has ended"
            )
        }
        return file
    }

    /// Stores the tree and the screenshot of an observation and returns what names them.
    private func keep(_ observation: Observation, in layout: TrajectoryLayout) throws(DataflowError)
        -> ObservationRecord
    {
        let clean = masking.mask(observation)
        var record = ObservationRecord(
            time: clean.time,
            tree: try keepTree(TreeRecord(clean), in: layout),
            screenshot: nil,
            degraded: clean.degraded,
            timings: clean.timings
        )
        guard let raw = observation.screenshot else { return record }
        switch try keepImage(raw, boxes: masking.boxes(in: observation), in: layout) {
        case .success(let digest): record.screenshot = digest
        case .failure(let loss):
            record.degraded.append(Degradation(subject: "screenshot", reason: loss.reason))
        }
        return record
    }

    /// Stores a tree; the one a step ends with is mostly the one the next begins with, and comparing is
    /// a hundred times as fast as writing.
    private func keepTree(_ tree: TreeRecord, in layout: TrajectoryLayout) throws(DataflowError) -> Digest {
        if let last = current?.last, last.tree == tree { return last.digest }
        let digest = try layout.trees.put(try JSONForm.encode(tree, for: layout.trees.path))
        current?.last = (tree, digest)
        return digest
    }

    /// Stores a screenshot with its secrets painted over; one that cannot be masked is not kept.
    private func keepImage(_ raw: Digest, boxes: [Rect], in layout: TrajectoryLayout) throws(DataflowError)
        -> Result<Digest, PictureLoss>
    {
        let key = MaskedImage(raw: raw, boxes: boxes)
        if let known = current?.masked[key] { return .success(known) }
        let bytes: [UInt8]
        do {
            guard let found = try pictures.get(raw) else {
                return .failure(PictureLoss(reason: "its pixels were no longer in memory"))
            }
            bytes = boxes.isEmpty ? found : try paint(found, boxes)
        } catch {
            return .failure(PictureLoss(reason: "it could not be masked, so it was not kept: \(error)"))
        }
        let digest = try layout.images.put(bytes)
        current?.masked[key] = digest
        return .success(digest)
    }
}

/// Why a screenshot is not in a trajectory.
private struct PictureLoss: Error {
    var reason: String
}

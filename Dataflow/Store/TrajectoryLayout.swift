import Core

/// Where the parts of a trajectory are in its directory.
struct TrajectoryLayout: Sendable {
    /// The trajectory's directory.
    let path: String

    /// The head, the end and the versions; replaced as a whole.
    var meta: String { path + "/meta.json" }
    /// One step a line; only ever added to.
    var steps: String { path + "/steps.jsonl" }
    /// What was cut off the end of `steps` when the trajectory was opened again.
    var torn: String { path + "/steps.torn" }
    /// The trees, by content.
    var trees: DirectoryBlobs { DirectoryBlobs(path: path + "/trees", ending: "json") }
    /// The screenshots, by content.
    var images: DirectoryBlobs { DirectoryBlobs(path: path + "/images", ending: "png") }

    /// Reads `meta.json`, refusing what this program did not write.
    func readMeta() throws(DataflowError) -> MetaRecord {
        guard Disk.exists(meta) else {
            throw DataflowError(
                Disk.exists(path) ? .unsupported : .notFound,
                Disk.exists(path) ? "is no trajectory: it has no meta.json" : "there is no such trajectory",
                file: path,
                expected: "`lam show --list` lists those there are"
            )
        }
        let bytes = try Disk.read(meta)
        let version = try JSONForm.decode(SchemaRecord.self, from: bytes, of: meta)
        guard version.schema == MetaRecord.schema else {
            throw DataflowError(
                .unsupported,
                "the schema is \"\(version.schema ?? "missing")\"",
                file: meta,
                expected: "this program reads \"\(MetaRecord.schema)\"; a newer LAM may read it"
            )
        }
        return try JSONForm.decode(MetaRecord.self, from: bytes, of: meta)
    }

    func writeMeta(_ record: MetaRecord) throws(DataflowError) {
        try Disk.replace(meta, with: try JSONForm.encode(record, for: meta) + [UInt8(ascii: "\n")])
    }

    private struct SchemaRecord: Decodable {
        var schema: String?
    }
}

/// The lines of `steps.jsonl` that are whole, and what follows them.
struct StepLines {
    /// The whole lines, without their line ends.
    var lines: [ArraySlice<UInt8>] = []
    /// The bytes up to and with the last line end.
    var wholeBytes = 0
    /// The bytes after it: a line whose writing was cut off.
    var torn: ArraySlice<UInt8> = []

    init(_ bytes: [UInt8]) {
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            lines.append(bytes[start..<end])
            start = end + 1
        }
        wholeBytes = start
        torn = bytes[start...]
        // A power cut can leave the length of a line without its bytes: zeros, then nothing.
        while let last = lines.last, last.contains(0) {
            lines.removeLast()
            wholeBytes -= last.count + 1
            torn = bytes[wholeBytes...]
        }
    }
}

/// A GGUF file, version 2 or 3, or all shards of one: its metadata and the places of its tensors.
///
/// The file is mapped, not read, and treated as hostile: every count, length, depth, offset and
/// size is checked against the bytes that are left before it is used (GGUF specification, ggml
/// `docs/gguf.md`).
public final class GGUFFile: Sendable {
    /// Limits beyond the file's own size; no known model comes near them.
    enum Limit {
        static let metadata = 4096
        static let tensors = 65_536
        static let key = 65_535
        static let tensorName = 255
        static let string = 16 << 20
        static let arrayDepth = 4
        static let alignment = 1 << 20
    }

    /// Where a tensor lies, and in which shard.
    struct TensorInfo: Sendable {
        let file: MappedFile
        let type: QuantType
        let shape: [Int]
        let range: Range<Int>
    }

    /// The format's version, 2 or 3.
    public let version: Int
    /// The metadata by key.
    public let metadata: [String: GGUFValue]
    /// The names of the tensors in the files' order.
    public let tensorNames: [String]

    /// The file that was opened; it holds the metadata.
    let file: MappedFile
    /// All shards, ``file`` first.
    let shards: [MappedFile]
    let tensors: [String: TensorInfo]
    private let metadataEnd: Int

    /// The bytes from the file's start to the end of its metadata, as they are in the file.
    package var metadataBytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: file.bytes[..<metadataEnd])
    }

    /// What the file is called.
    public var path: String { file.path }
    /// The size in bytes, of all shards together.
    public var size: Int { shards.reduce(0) { $0 + $1.bytes.count } }

    /// Gives back the memory that pages of the file take which were read so far; reading maps them again.
    package func release() { for shard in shards { shard.release(shard.bytes) } }

    /// Maps a file, and the other shards if it is the first of several, and checks each header.
    ///
    /// - Throws: ``ModelError`` with code `unreadable`, `malformed` or `unsupported`, or `missing` for a
    ///   shard that is not beside the first.
    public convenience init(contentsOf path: String) throws(ModelError) {
        try self.init(MappedFile(path: path), onDisk: true)
    }

    /// Checks bytes in memory as if they were a file's.
    ///
    /// - Throws: ``ModelError`` with code `malformed` or `unsupported`.
    public convenience init(bytes: [UInt8], named name: String) throws(ModelError) {
        try self.init(MappedFile(copying: bytes, named: name), onDisk: false)
    }

    private init(_ file: MappedFile, onDisk: Bool) throws(ModelError) {
        let header = try Header(file)
        version = header.version
        metadata = header.metadata
        metadataEnd = header.metadataEnd
        self.file = file
        guard let split = try GGUFSplit(header.metadata, file.path) else {
            shards = [file]
            tensorNames = header.names
            tensors = header.tensors
            return
        }
        guard onDisk else {
            throw ModelError(
                .unsupported,
                file: file.path,
                "key split.count: is one of several shards; only whole files can be read from memory"
            )
        }
        (shards, tensorNames, tensors) = try split.join(file, header)
    }

    /// What one file's header says.
    struct Header {
        let version: Int
        let metadata: [String: GGUFValue]
        let metadataEnd: Int
        let names: [String]
        let tensors: [String: TensorInfo]

        /// Reads and checks a header.
        init(_ file: MappedFile) throws(ModelError) {
            var cursor = GGUFCursor(file)
            version = try GGUFFile.readVersion(&cursor)
            let tensorCount = try cursor.count(of: "tensors", minimum: 24, limit: Limit.tensors)
            let metadataCount = try cursor.count(of: "metadata keys", minimum: 13, limit: Limit.metadata)
            metadata = try GGUFFile.readMetadata(&cursor, count: metadataCount)
            let alignment = try GGUFFile.alignment(metadata, file)
            metadataEnd = cursor.offset
            (names, tensors) = try GGUFFile.readTensors(&cursor, count: tensorCount, alignment: alignment)
        }
    }

    private static func readVersion(_ cursor: inout GGUFCursor) throws(ModelError) -> Int {
        let magic = try cursor.integer(UInt32.self, "the magic number")
        guard magic == 0x4655_4747 else {
            throw ModelError(
                .malformed,
                file: cursor.file.path,
                "byte 0: is not a GGUF file (it does not begin with \"GGUF\"); give the path of a .gguf file"
            )
        }
        let version = try cursor.integer(UInt32.self, "the version")
        guard version == 2 || version == 3 else {
            let swapped = version.byteSwapped == 2 || version.byteSwapped == 3
            throw ModelError(
                .unsupported,
                file: cursor.file.path,
                swapped
                    ? "byte 4: is a big-endian GGUF file; use a little-endian one"
                    : "byte 4: has GGUF version \(version), versions 2 and 3 are supported; "
                        + "convert it with a current tool"
            )
        }
        return Int(version)
    }

    private static func alignment(_ metadata: [String: GGUFValue], _ file: MappedFile) throws(ModelError)
        -> Int
    {
        guard let value = metadata["general.alignment"] else { return 32 }
        guard let alignment = value.integer, alignment > 0, alignment <= Limit.alignment,
            alignment & (alignment - 1) == 0
        else {
            throw ModelError(
                .malformed,
                file: file.path,
                "key general.alignment: expected a power of two up to \(Limit.alignment)"
            )
        }
        return alignment
    }
}

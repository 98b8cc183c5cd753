public import Core
import Glibc

/// A store of bytes in a directory, one file for each content, named by its digest.
///
/// A name appears only when its bytes are on the disk, so a file that is there is whole.
public struct DirectoryBlobs: BlobStore {
    /// The directory.
    public let path: String
    /// The ending of the files' names, without the dot.
    public let ending: String

    /// Uses a directory, which must exist before the first `put`.
    public init(path: String, ending: String) {
        self.path = path
        self.ending = ending
    }

    /// Returns the path of the file that holds, or would hold, a content.
    public func file(_ digest: Digest) -> String { "\(path)/\(digest.rawValue).\(ending)" }

    /// Stores bytes durably and returns their address; bytes that are here already cost nothing.
    ///
    /// - Throws: `DataflowError` when the directory is missing or cannot be written, or the disk is full.
    public func put(_ bytes: [UInt8]) throws(DataflowError) -> Digest {
        let digest = Digest(of: bytes)
        let target = file(digest)
        if !Disk.exists(target) { try Disk.replace(target, with: bytes) }
        return digest
    }

    /// Returns the bytes of an address, or `nil` when they are not here.
    ///
    /// - Throws: `DataflowError` with code `corrupt` when the bytes are not those of the address.
    public func get(_ digest: Digest) throws(DataflowError) -> [UInt8]? {
        guard Self.isPlausible(digest) else {
            throw DataflowError(.corrupt, "\"\(digest)\" is no content address", file: path)
        }
        let target = file(digest)
        guard Disk.exists(target) else { return nil }
        let bytes = try Disk.read(target)
        guard Digest(of: bytes) == digest else {
            throw DataflowError(
                .corrupt,
                "the content does not have the digest of its name",
                file: target,
                expected: "the file was changed or damaged; restore it from a copy"
            )
        }
        return bytes
    }

    /// Whether a digest, which may come from a foreign file, is safe to use as a file name.
    static func isPlausible(_ digest: Digest) -> Bool {
        digest.rawValue.utf8.count == 64
            && digest.rawValue.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}

import Glibc

/// Writing a file so that either the old or the new content is there whatever happens.
enum DurableFile {
    /// Makes a folder and those above it.
    static func makeFolder(_ path: String) throws(TrainingError) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, 0o700) == 0 || errno == EEXIST else { throw failure(path, errno) }
        }
    }

    /// Writes parts one after the other to a new file and puts it in the place of the old.
    static func replace(_ path: String, with parts: [UnsafeRawBufferPointer]) throws(TrainingError) {
        let temporary = path + ".new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path, errno) }
        do throws(TrainingError) {
            for part in parts { try write(part, to: descriptor, path) }
            guard fdatasync(descriptor) == 0 else { throw failure(path, errno) }
        } catch {
            close(descriptor)
            unlink(temporary)
            throw error
        }
        guard close(descriptor) == 0, rename(temporary, path) == 0 else {
            let code = errno
            unlink(temporary)
            throw failure(path, code)
        }
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            .joined(separator: "/")
        let directory = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return }
        // Some file systems cannot sync a directory; there is nothing better to do there.
        fsync(directory)
        close(directory)
    }

    /// Writes bytes as ``replace(_:with:)`` does.
    static func replace(_ path: String, bytes: [UInt8]) throws(TrainingError) {
        let result = bytes.withUnsafeBytes { bytes in
            Result { () throws(TrainingError) in try replace(path, with: [bytes]) }
        }
        try result.get()
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32, _ path: String)
        throws(TrainingError)
    {
        var rest = bytes
        while let start = rest.baseAddress, !rest.isEmpty {
            let count = Glibc.write(file, start, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(path, errno) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    private static func failure(_ path: String, _ code: Int32) -> TrainingError {
        let advice =
            code == ENOSPC || code == EDQUOT
            ? "free some space and run the same command again; it goes on from the last checkpoint"
            : "check the path and its permissions"
        return TrainingError(
            .unwritable,
            "cannot write \(path): \(String(cString: strerror(code))); \(advice)"
        )
    }
}

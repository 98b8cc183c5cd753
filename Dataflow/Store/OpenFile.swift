import Glibc

/// An open file, closed when the last reference goes.
final class OpenFile: Sendable {
    /// The descriptor; never inherited by a program that is started.
    let descriptor: Int32
    /// The path it was opened by, for messages.
    let path: String

    /// Opens a file; `O_CLOEXEC` is added and files that are made belong to the owner alone.
    init(_ path: String, _ flags: Int32, doing verb: String) throws(DataflowError) {
        let descriptor = open(path, flags | O_CLOEXEC, Disk.fileMode)
        guard descriptor >= 0 else { throw Disk.failure(verb, path, errno) }
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// The length in bytes.
    func length() throws(DataflowError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Disk.failure("read", path, errno) }
        return Int(status.st_size)
    }

    /// Writes all the bytes, continuing after interruptions and short writes.
    func append(_ bytes: [UInt8]) throws(DataflowError) {
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes { buffer in
                write(descriptor, buffer.baseAddress.map { $0 + offset }, buffer.count - offset)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw Disk.failure("write", path, written == 0 ? ENOSPC : errno) }
            offset += written
        }
    }

    /// Writes all the bytes at the end, or none of them.
    ///
    /// When the disk fills up half way, what was written of this record is taken off again, so
    /// that the file stays whole and a later attempt can succeed.
    func appendWhole(_ bytes: [UInt8]) throws(DataflowError) {
        let before = try length()
        do throws(DataflowError) {
            try append(bytes)
            try sync()
        } catch {
            ftruncate(descriptor, before)
            throw error
        }
    }

    /// Makes what was written durable.
    func sync() throws(DataflowError) {
        guard fdatasync(descriptor) == 0 else { throw Disk.failure("write", path, errno) }
    }

    /// Cuts the file to a length.
    func truncate(to length: Int) throws(DataflowError) {
        guard ftruncate(descriptor, length) == 0 else { throw Disk.failure("write", path, errno) }
        try sync()
    }

    /// Takes the file for this process alone; returns whether it was free.
    func lock() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

    /// Returns the whole content.
    func readAll() throws(DataflowError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(try length())
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Disk.failure("read", path, errno) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }
}

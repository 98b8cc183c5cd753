import Glibc

/// The bytes of a file, mapped read-only into memory for as long as this object lives.
///
/// A file that another program shortens while it is mapped makes reads beyond its new end fail
/// with SIGBUS; model files are therefore replaced by renaming, never written in place.
final class MappedFile {
    /// What the file is called in messages.
    let path: String
    /// The whole file.
    let bytes: UnsafeRawBufferPointer

    private let length: Int
    /// Whether the pages can be had from the file again.
    private let isFile: Bool

    /// Maps a file.
    ///
    /// - Throws: ``ModelError`` with code `unreadable`.
    init(path: String) throws(ModelError) {
        // Non-blocking, because opening a named pipe would wait for its other end.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw ModelError(
                .unreadable,
                file: path,
                errno == ENOENT
                    ? "no such file; `lam model list` shows the models that are here and those that can be had"
                    : "cannot be opened; check its permissions",
                underlying: SystemError(number: errno)
            )
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw ModelError(
                .unreadable,
                file: path,
                "cannot be examined",
                underlying: SystemError(number: errno)
            )
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw ModelError(.unreadable, file: path, "is not a plain file; give the path of a .gguf file")
        }
        let size = Int(status.st_size)
        guard size > 0 else {
            throw ModelError(.malformed, file: path, "is empty; fetch it again with `lam model pull`")
        }
        guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            throw ModelError(
                .unreadable,
                file: path,
                "cannot be mapped into memory (\(size) bytes)",
                underlying: SystemError(number: errno)
            )
        }
        self.path = path
        length = size
        isFile = true
        bytes = UnsafeRawBufferPointer(start: start, count: size)
    }

    /// Holds a copy of some bytes as if they were a file's.
    ///
    /// - Throws: ``ModelError`` when there is no memory for them or none are given.
    init(copying content: [UInt8], named path: String) throws(ModelError) {
        let size = content.count
        guard size > 0 else { throw ModelError(.malformed, file: path, "is empty") }
        guard let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            start != MAP_FAILED
        else {
            throw ModelError(
                .unreadable,
                file: path,
                "no memory for \(size) bytes",
                underlying: SystemError(number: errno)
            )
        }
        content.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(start: start, count: size).copyMemory(from: $0)
        }
        self.path = path
        length = size
        isFile = false
        bytes = UnsafeRawBufferPointer(start: start, count: size)
    }

    /// Gives back the memory of the pages that lie within some of its bytes; reading them maps them again.
    func release(_ part: UnsafeRawBufferPointer) {
        guard isFile, let start = part.baseAddress else { return }
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let first = (Int(bitPattern: start) + page - 1) / page * page
        let last = (Int(bitPattern: start) + part.count) / page * page
        guard first < last else { return }
        madvise(UnsafeMutableRawPointer(bitPattern: first), last - first, MADV_DONTNEED)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), length) }
}

// The mapping is read-only after initialisation and unmapped only when the last reference goes.
extension MappedFile: @unchecked Sendable {}

/// Returns the system's text for an error number.
func systemErrorText(_ number: Int32) -> String {
    // Thread-safe since glibc 2.32.
    guard let text = strerror(number) else { return "error \(number)" }
    return String(cString: text)
}

import Glibc

/// Small private files: whole reads and writes, directories for the owner alone.
enum Files {
    /// Reads a whole file.
    ///
    /// - Throws: `file`.
    static func read(_ path: String) throws(DesktopError) -> [UInt8] {
        let number = open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { throw failure("read", path) }
        let descriptor = Descriptor(owning: number)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(descriptor.number, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("read", path)
            }
            if count == 0 { return bytes }
            bytes += chunk.prefix(count)
        }
    }

    /// Reads a whole file as text; `nil` when it cannot be read.
    static func text(_ path: String) -> String? {
        guard let bytes = try? read(path) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes a whole file that only its owner may read, in one step as far as readers can see.
    ///
    /// - Throws: `file`.
    static func write(_ bytes: [UInt8], to path: String) throws(DesktopError) {
        let draft = "\(path).new"
        let number = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard number >= 0 else { throw failure("write", path) }
        let descriptor = Descriptor(owning: number)
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor.number, buffer.baseAddress.map { $0 + offset }, bytes.count - offset)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("write", path)
            }
            offset += count
        }
        descriptor.close()
        guard rename(draft, path) == 0 else { throw failure("write", path) }
    }

    /// Writes a whole text.
    static func write(_ text: String, to path: String) throws(DesktopError) {
        try write(Array(text.utf8), to: path)
    }

    /// Opens a file that only its owner may read, to add to.
    ///
    /// - Throws: `file`.
    static func openLog(_ path: String) throws(DesktopError) -> Descriptor {
        let number = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard number >= 0 else { throw failure("write", path) }
        return Descriptor(owning: number)
    }

    /// Makes a directory and those above it, for the owner alone; one that exists is left as it is.
    ///
    /// - Throws: `file`.
    static func makeDirectory(_ path: String) throws(DesktopError) {
        if mkdir(path, 0o700) == 0 { return }
        if errno == EEXIST, isDirectory(path) { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            throw failure("make the directory", path)
        }
        try makeDirectory(String(path[..<slash]))
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw failure("make the directory", path) }
    }

    /// Whether there is a directory of that path.
    static func isDirectory(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }

    /// The names in a directory, sorted; empty when it cannot be read.
    static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Removes a directory and all in it, as far as that is allowed; links are not followed.
    static func removeTree(_ path: String) {
        var info = stat()
        guard lstat(path, &info) == 0 else { return }
        guard info.st_mode & S_IFMT == S_IFDIR else {
            unlink(path)
            return
        }
        for name in names(in: path) { removeTree("\(path)/\(name)") }
        rmdir(path)
    }

    private static func failure(_ verb: String, _ path: String) -> DesktopError {
        DesktopError(.file, "Cannot \(verb) \(path): \(systemMessage(errno)).")
    }
}

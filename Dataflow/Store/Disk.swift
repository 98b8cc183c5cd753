import Glibc

/// The calls to the file system that the store makes, each with an error that names the path.
///
/// Plain POSIX, because the order of write, `fdatasync`, `rename` and the directory's `fsync` is
/// what makes the store survive a kill, and no higher interface promises it.
enum Disk {
    /// Directories are the owner's alone.
    static let directoryMode: mode_t = 0o700
    /// Files are the owner's alone.
    static let fileMode: mode_t = 0o600

    /// Makes a directory and those above it that are missing.
    static func makeDirectories(_ path: String) throws(DataflowError) {
        if mkdir(path, directoryMode) == 0 { return }
        let code = errno
        switch code {
        case EEXIST:
            guard isDirectory(path) else { throw failure("make the directory", path, ENOTDIR) }
        case ENOENT:
            let parent = Self.parent(of: path)
            guard parent != path, !parent.isEmpty else { throw failure("make the directory", path, code) }
            try makeDirectories(parent)
            guard mkdir(path, directoryMode) == 0 || errno == EEXIST else {
                throw failure("make the directory", path, errno)
            }
        default:
            throw failure("make the directory", path, code)
        }
    }

    /// Makes a directory that must not be there yet.
    static func makeDirectory(_ path: String) throws(DataflowError) {
        guard mkdir(path, directoryMode) == 0 else { throw failure("make the directory", path, errno) }
    }

    /// Whether the path is a directory.
    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether anything has this path.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Returns the names in a directory without those that begin with a dot, in order.
    static func names(in path: String) throws(DataflowError) -> [String] {
        guard let stream = opendir(path) else { throw failure("list", path, errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// Returns the whole of a file.
    static func read(_ path: String) throws(DataflowError) -> [UInt8] {
        let file = try OpenFile(path, O_RDONLY, doing: "read")
        return try file.readAll()
    }

    /// Writes a file so that either the old or the new content is there whatever happens.
    static func replace(_ path: String, with bytes: [UInt8]) throws(DataflowError) {
        let temporary = "\(parent(of: path))/.\(UInt64.random(in: 0 ... .max)).tmp"
        do throws(DataflowError) {
            let file = try OpenFile(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, doing: "write")
            try file.append(bytes)
            try file.sync()
            guard rename(temporary, path) == 0 else { throw failure("write", path, errno) }
        } catch {
            unlink(temporary)
            throw error
        }
        try syncDirectory(parent(of: path))
    }

    /// Makes the names in a directory durable.
    static func syncDirectory(_ path: String) throws(DataflowError) {
        let file = try OpenFile(path, O_RDONLY | O_DIRECTORY, doing: "open")
        // Some file systems cannot sync a directory and say so; there is nothing better to do there.
        guard fsync(file.descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
            throw failure("write", path, errno)
        }
    }

    /// Returns the path without its last component; "." for a bare name.
    static func parent(of path: String) -> String {
        var text = Substring(path)
        while text.count > 1, text.last == "/" { text.removeLast() }
        guard let slash = text.lastIndex(of: "/") else { return "." }
        return slash == text.startIndex ? "/" : String(text[..<slash])
    }

    /// Returns the last component of a path.
    static func name(of path: String) -> String {
        var text = Substring(path)
        while text.count > 1, text.last == "/" { text.removeLast() }
        guard let slash = text.lastIndex(of: "/"), text.count > 1 else { return String(text) }
        return String(text[text.index(after: slash)...])
    }

    /// Makes the error for a failed call: what was attempted, on what, and the way out.
    static func failure(_ verb: String, _ path: String, _ code: Int32) -> DataflowError {
        let reason = String(cString: strerror(code))
        let (kind, advice): (DataflowError.Code, String) =
            switch code {
            case ENOSPC, EDQUOT:
                (.diskFull, "free some space or set XDG_DATA_HOME to another disk; recorded steps are safe")
            case EFBIG:
                (.diskFull, "raise the file size limit (ulimit -f); recorded steps are safe")
            case EACCES, EPERM:
                (
                    verb == "read" || verb == "list" ? .unreadable : .unwritable,
                    "check who owns it and its permissions (ls -ld), or set XDG_DATA_HOME"
                )
            case EROFS: (.unwritable, "the file system is read-only; set XDG_DATA_HOME to another place")
            case ENOENT: (.notFound, "check the path")
            case EEXIST: (.exists, "choose another name")
            case ENOTDIR: (.unwritable, "a file stands where a directory is needed; move it away")
            case EMFILE, ENFILE: (.unreadable, "too many files are open; close some or raise ulimit -n")
            default: (verb == "read" || verb == "list" ? .unreadable : .unwritable, "check the disk")
            }
        return DataflowError(kind, "cannot \(verb): \(reason)", file: path, expected: advice)
    }
}

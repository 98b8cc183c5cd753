import Glibc

/// The folder of packed weights: `$XDG_CACHE_HOME/lam/packed` unless another is named.
///
/// It holds at most 8 GiB; the file unread for longest goes first. Removing one that is in use does no
/// harm: it is gone when the last process that maps it ends.
struct PackedFolder {
    /// The bytes of all files at most.
    static let limit = 8 << 30
    static let suffix = ".packed"
    static let draftSuffix = ".draft"

    let directory: String

    /// The folder by the XDG base directory specification; `nil` where neither variable names one.
    static var standard: String? {
        func variable(_ name: String) -> String? {
            guard let value = getenv(name).map({ String(cString: $0) }), value.hasPrefix("/") else {
                return nil
            }
            return value
        }
        return (variable("XDG_CACHE_HOME") ?? variable("HOME").map { $0 + "/.cache" }).map {
            $0 + "/lam/packed"
        }
    }

    /// Returns the path of the file for a plan.
    func path(of plan: PackedPlan) -> String {
        directory + "/" + plan.key.map { String($0, radix: 36) }.joined(separator: "-") + Self.suffix
    }

    /// Makes the folder, and room in it for so many bytes; whether there is.
    func makeRoom(for bytes: Int) -> Bool {
        guard bytes <= Self.limit, makeDirectory() else { return false }
        var files: [(path: String, size: Int, read: timespec)] = []
        guard let folder = opendir(directory) else { return false }
        defer { closedir(folder) }
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            let path = directory + "/" + name
            var status = stat()
            guard name.hasSuffix(Self.suffix) || name.hasSuffix(Self.draftSuffix), lstat(path, &status) == 0
            else { continue }
            // What a process that was killed had begun.
            if name.hasSuffix(Self.draftSuffix) {
                if now.tv_sec - status.st_mtim.tv_sec > 3600 { unlink(path) }
                continue
            }
            files.append((path, Int(status.st_size), status.st_atim))
        }
        files.sort { ($0.read.tv_sec, $0.read.tv_nsec) < ($1.read.tv_sec, $1.read.tv_nsec) }
        var total = files.reduce(bytes) { $0 + $1.size }
        for file in files where total > Self.limit {
            if unlink(file.path) == 0 { total -= file.size }
        }
        return total <= Self.limit
    }

    /// Makes the folder and those above it, for the user alone.
    private func makeDirectory() -> Bool {
        var path = ""
        for part in directory.split(separator: "/") {
            path += "/" + part
            if mkdir(path, 0o700) != 0, errno != EEXIST { return false }
        }
        return access(directory, W_OK | X_OK) == 0
    }
}

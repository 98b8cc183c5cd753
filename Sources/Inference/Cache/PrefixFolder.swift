import Glibc

/// The folder of prefixes, `$XDG_CACHE_HOME/lam/kv` in `lam`, kept small: the oldest go first.
struct PrefixFolder {
    /// Files at most.
    static let limit = 16
    let directory: String

    /// Makes the folder for the user alone and room in it for one more file; whether there is.
    func makeRoom() -> Bool {
        var path = ""
        for part in directory.split(separator: "/") {
            path += "/" + part
            if mkdir(path, 0o700) != 0, errno != EEXIST { return false }
        }
        guard let folder = opendir(directory) else { return false }
        defer { closedir(folder) }
        var files: [(path: String, written: timespec)] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            var status = stat()
            let file = directory + "/" + name
            guard name.hasSuffix(".prefix") || name.hasSuffix(".draft"), lstat(file, &status) == 0 else {
                continue
            }
            files.append((file, status.st_mtim))
        }
        files.sort { ($0.written.tv_sec, $0.written.tv_nsec) < ($1.written.tv_sec, $1.written.tv_nsec) }
        for file in files.dropLast(Self.limit - 1) { unlink(file.path) }
        return access(directory, W_OK | X_OK) == 0
    }
}

import Foundation

/// What the model store does with folders and files.
enum Files {
    /// The size of a plain file in bytes, or `nil` if there is none.
    static func size(_ path: String) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// The names in a folder, in no order; none if it cannot be read.
    static func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    /// The bytes of the files in a folder and the folders in it.
    static func total(in folder: String) -> Int {
        (FileManager.default.subpaths(atPath: folder) ?? []).reduce(0) { $0 + (size(folder + "/" + $1) ?? 0) }
    }

    /// Creates a folder and those above it, for the user's eyes only.
    static func createFolder(_ path: String) throws(ModelStoreError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw ModelStoreError(
                .storage,
                "cannot create the folder \(path): \(error.localizedDescription); "
                    + "set LAM_MODEL_DIR to one you may write to"
            )
        }
        guard access(path + "/.", W_OK) == 0 else { throw failure("write into", path) }
    }

    /// Removes a file or a folder with all that is in it; links are not followed.
    static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

    /// Appends a file's bytes to another.
    static func append(_ source: String, to target: String) throws {
        let input = open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw failure("read", source) }
        defer { close(input) }
        let output = open(target, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw failure("write", target) }
        defer { close(output) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(input, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("read", source) }
            if count == 0 { return }
            var done = 0
            while done < count {
                let written = buffer[done..<count].withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { throw failure("write", target) }
                done += written
            }
        }
    }

    /// Moves a finished file to its place, on the disk before its name is.
    static func put(_ file: String, at destination: String) throws(ModelStoreError) {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("read", file) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0, fchmod(descriptor, 0o600) == 0, rename(file, destination) == 0 else {
            throw failure("write", destination)
        }
    }

    static func failure(_ what: String, _ path: String) -> ModelStoreError {
        if errno == ENOSPC || errno == EDQUOT { return noRoom(at: path) }
        return ModelStoreError(.storage, "cannot \(what) \(path): \(systemText())")
    }

    static func noRoom(at path: String) -> ModelStoreError {
        ModelStoreError(
            .diskFull,
            "no room left on the disk of \(path); free some, or set LAM_MODEL_DIR to a folder on another disk"
        )
    }

    private static func systemText() -> String { String(cString: strerror(errno)) }
}

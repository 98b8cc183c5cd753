import FoundationEssentials
import Glibc

/// The directory in which every session of this user has its own.
enum SessionRegistry {
    /// The file that describes a session, inside its directory.
    static let recordName = "session.json"

    /// Returns the registry's directory, making it if need be.
    ///
    /// `$XDG_RUNTIME_DIR/lam/sessions`, or `/tmp/lam-UID/sessions` where there is no usable one.
    /// - Throws: `file` when neither can be used.
    static func directory() throws(DesktopError) -> String {
        if let runtime = ProgramPath.variable("XDG_RUNTIME_DIR"), runtime.hasPrefix("/"),
            runtime.utf8.count < 40,
            isOurs(runtime)
        {
            let path = "\(runtime)/lam/sessions"
            if (try? Files.makeDirectory(path)) != nil, access(path, W_OK) == 0 { return path }
        }
        let base = "/tmp/lam-\(getuid())"
        try Files.makeDirectory(base)
        // Someone else may have made it first, to look into our sessions.
        guard isOurs(base), chmod(base, 0o700) == 0 else {
            throw DesktopError(
                .file,
                "\(base) belongs to another user; set XDG_RUNTIME_DIR to a directory of your own."
            )
        }
        try Files.makeDirectory("\(base)/sessions")
        return "\(base)/sessions"
    }

    /// Whether a session may be called so.
    static func isValid(name: String) -> Bool {
        let allowed = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || byte == 0x2d || byte == 0x2e || byte == 0x5f
        }
        return allowed && !name.isEmpty && name.utf8.count <= 24 && !name.hasPrefix(".")
    }

    /// Claims a name and makes a directory for it.
    ///
    /// A directory's name is never used again: what still sweeps up after an older session of the
    /// same name must not touch the new one.
    /// - Parameter wanted: The name; `nil` takes the first free of "s1", "s2", ….
    /// - Throws: `nameTaken`, `badArgument` or `file`.
    static func claim(_ wanted: String?) throws(DesktopError) -> (name: String, directory: String) {
        if let wanted, !isValid(name: wanted) {
            throw DesktopError(
                .badArgument,
                "\"\(wanted)\" is no session name: use letters, digits, \"-\", \"_\" and \".\", at most 24."
            )
        }
        let base = try directory()
        let lock = try Files.openLog("\(base)/.lock")
        while flock(lock.number, LOCK_EX) != 0, errno == EINTR {}
        // Closing the file gives the lock back.
        defer { lock.close() }
        let taken = Set(
            Files.names(in: base).compactMap { owner(of: "\(base)/\($0)") }.filter(\.lives).map(\.name)
        )
        if let wanted, taken.contains(wanted) {
            throw DesktopError(
                .nameTaken,
                "There is a session \"\(wanted)\" already; choose another name or stop it first."
            )
        }
        let name = wanted ?? (1...taken.count + 1).lazy.map { "s\($0)" }.first { !taken.contains($0) } ?? "s0"
        let path = "\(base)/\(name)-\(String(UInt32.random(in: 0x10_0000...0xff_ffff), radix: 16))"
        guard mkdir(path, 0o700) == 0 else {
            throw DesktopError(.file, "Cannot make \(path): \(systemMessage(errno)).")
        }
        let start = ProcessTable.startTime(of: getpid()) ?? 0
        try Files.write("\(getpid()) \(start) \(name)\n", to: "\(path)/owner")
        return (name, path)
    }

    /// Reads the record of a session directory; `nil` when it has none (yet).
    static func record(in directory: String) -> SessionRecord? {
        guard let bytes = try? Files.read("\(directory)/\(recordName)") else { return nil }
        return try? JSONDecoder().decode(SessionRecord.self, from: Data(bytes))
    }

    /// Writes the record of a session.
    static func write(_ record: SessionRecord) throws(DesktopError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let data: Data
        do {
            data = try encoder.encode(record)
        } catch {
            throw DesktopError(
                .file,
                "The record of session \(record.name) cannot be written.",
                underlying: error
            )
        }
        try Files.write(Array(data), to: "\(record.directory)/\(recordName)")
    }

    /// All sessions whose owner lives, by name; what dead owners left behind is removed.
    static func live() throws(DesktopError) -> [SessionRecord] {
        let base = try directory()
        var records: [SessionRecord] = []
        for path in Files.names(in: base).map({ "\(base)/\($0)" }) {
            guard let owner = owner(of: path) else { continue }
            if !owner.lives {
                Watchdog.sweep(marker: Watchdog.marker(directory: path), directory: path)
            } else if let record = record(in: path) {
                records.append(record)
            }
        }
        return records.sorted { $0.name < $1.name }
    }

    /// Reads whose a session directory is; `nil` when it does not say (any more).
    private static func owner(of path: String) -> (name: String, lives: Bool)? {
        guard let words = Files.text("\(path)/owner")?.split(whereSeparator: \.isWhitespace),
            words.count == 3,
            let pid = Int32(words[0]), let start = UInt64(words[1])
        else { return nil }
        return (String(words[2]), ProcessTable.startTime(of: pid) == start)
    }

    private static func isOurs(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR && info.st_uid == getuid()
    }
}

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
        return allowed && !name.isEmpty && name.utf8.count <= 40 && !name.hasPrefix(".")
    }

    /// Claims a name by making its directory.
    ///
    /// - Parameter wanted: The name; `nil` takes the first free of "s1", "s2", ….
    /// - Throws: `nameTaken`, `badArgument` or `file`.
    static func claim(_ wanted: String?) throws(DesktopError) -> (name: String, directory: String) {
        let base = try directory()
        if let wanted {
            guard isValid(name: wanted) else {
                throw DesktopError(
                    .badArgument,
                    "\"\(wanted)\" is no session name: use letters, digits, \"-\", \"_\" and \".\", at most 40."
                )
            }
            let path = "\(base)/\(wanted)"
            if mkdir(path, 0o700) == 0 || isKeptHome(path) {
                try own(path)
                return (wanted, path)
            }
            guard errno == EEXIST else {
                throw DesktopError(.file, "Cannot make \(path): \(systemMessage(errno)).")
            }
            throw DesktopError(
                .nameTaken,
                "There is a session \"\(wanted)\" already; choose another name or stop it first."
            )
        }
        for number in 1...9999 {
            let path = "\(base)/s\(number)"
            if mkdir(path, 0o700) == 0 {
                try own(path)
                return ("s\(number)", path)
            }
            guard errno == EEXIST else {
                throw DesktopError(.file, "Cannot make \(path): \(systemMessage(errno)).")
            }
        }
        throw DesktopError(.nameTaken, "All session names in \(base) are taken; stop some sessions.")
    }

    /// Whether all that is left of a session is the home it was asked to keep.
    private static func isKeptHome(_ path: String) -> Bool { Files.names(in: path) == ["home"] }

    /// Notes who is making a session, until its record says so.
    private static func own(_ path: String) throws(DesktopError) {
        try Files.write("\(getpid()) \(ProcessTable.startTime(of: getpid()) ?? 0)\n", to: "\(path)/owner")
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
        for name in Files.names(in: base) where isValid(name: name) {
            let path = "\(base)/\(name)"
            if let record = record(in: path) {
                if ProcessTable.startTime(of: record.owner) == record.ownerStart {
                    records.append(record)
                } else {
                    Watchdog.sweep(marker: Watchdog.marker(directory: path), directory: path)
                }
            } else if let owner = ownerOfUnfinished(path), owner == .gone {
                Watchdog.sweep(marker: Watchdog.marker(directory: path), directory: path)
            }
        }
        return records
    }

    private enum Owner { case lives, gone }

    /// Tells whether whoever is making a session that has no record yet still lives.
    private static func ownerOfUnfinished(_ path: String) -> Owner? {
        guard let text = Files.text("\(path)/owner") else { return nil }
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let pid = Int32(words[0]), let start = UInt64(words[1]) else { return .gone }
        return ProcessTable.startTime(of: pid) == start ? .lives : .gone
    }

    private static func isOurs(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR && info.st_uid == getuid()
    }
}

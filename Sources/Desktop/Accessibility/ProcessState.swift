import Glibc

/// What a process is doing, by the letter of `/proc/PID/stat`.
struct ProcessState {
    /// "R" running or ready to, "S" waiting, "D" waiting for a disk, "T" stopped, "Z" ended; `nil`
    /// when there is no such process.
    let letter: Character?

    init(of pid: Int32) {
        letter = Self.read(pid)
    }

    /// Whether it will answer when it is done with what it is doing.
    var isAtWork: Bool { letter == "R" || letter == "D" }

    /// Whether it cannot answer: stopped by a signal, or ended.
    var isHalted: Bool { letter == "T" || letter == "t" || letter == "Z" }

    private static func read(_ pid: Int32) -> Character? {
        guard let bytes = processFile("stat", of: pid) else { return nil }
        // The name in brackets may hold anything, brackets too.
        guard let end = bytes.lastIndex(of: UInt8(ascii: ")")), end + 2 < bytes.count else { return nil }
        return Character(Unicode.Scalar(bytes[end + 2]))
    }
}

/// Tells whether a process has done anything since it was last asked.
struct WorkMeter {
    private let pid: Int32
    private var spent: UInt64

    init(_ pid: Int32) {
        self.pid = pid
        spent = Self.time(of: pid)
    }

    /// Whether the process has run, or waited for its turn to, since the last call.
    mutating func hasWorked() -> Bool {
        let now = Self.time(of: pid)
        defer { spent = now }
        return now != spent || ProcessState(of: pid).isAtWork
    }

    /// Nanoseconds its main thread ran or was ready to (`/proc/PID/schedstat`); 0 without that file.
    private static func time(of pid: Int32) -> UInt64 {
        guard let bytes = processFile("schedstat", of: pid) else { return 0 }
        let numbers = String(decoding: bytes, as: UTF8.self).split(separator: " ").prefix(2)
        return numbers.reduce(0) { $0 &+ (UInt64($1) ?? 0) }
    }
}

/// Reads the beginning of a file of a process; `nil` when there is no such process.
private func processFile(_ name: String, of pid: Int32) -> [UInt8]? {
    guard pid > 0 else { return nil }
    let file = open("/proc/\(pid)/\(name)", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 512)
    let count = read(file, &buffer, buffer.count)
    return count > 0 ? Array(buffer[..<count]) : nil
}

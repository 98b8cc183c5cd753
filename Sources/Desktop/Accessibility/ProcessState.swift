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

    private static func read(_ pid: Int32) -> Character? {
        guard pid > 0 else { return nil }
        let file = open("/proc/\(pid)/stat", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = Glibc.read(file, &buffer, buffer.count)
        // The name in brackets may hold anything, brackets too.
        guard count > 0, let end = buffer[..<count].lastIndex(of: UInt8(ascii: ")")), end + 2 < count else {
            return nil
        }
        return Character(Unicode.Scalar(buffer[end + 2]))
    }
}

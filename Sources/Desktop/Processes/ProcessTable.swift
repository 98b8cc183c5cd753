import Glibc

/// What the kernel says of processes (`proc(5)`).
enum ProcessTable {
    /// Returns when a process started, in clock ticks since boot; `nil` when there is none or it is
    /// a zombie.
    static func startTime(of pid: Int32) -> UInt64? {
        guard let fields = statFields(of: pid), fields.count > 19, fields[0] != "Z" else { return nil }
        return UInt64(fields[19])
    }

    /// Returns the clock ticks that a process has used, its own and the kernel's for it; `nil` when there is none.
    static func work(of pid: Int32) -> UInt64? {
        guard let fields = statFields(of: pid), fields.count > 12, let user = UInt64(fields[11]),
            let kernel = UInt64(fields[12])
        else { return nil }
        return user + kernel
    }

    /// Returns the name of a process as the kernel has it, at most 15 bytes; `nil` when there is none.
    static func name(of pid: Int32) -> String? {
        Files.text("/proc/\(pid)/comm").map { String($0.prefix { $0 != "\n" }) }
    }

    /// Returns the processes whose environment has this variable, zombies aside.
    ///
    /// - Parameter directory: Where given, also those that work below it and have overwritten their
    ///   environment, as Chromium's do.
    static func marked(_ variable: String, below directory: String? = nil) -> [Int32] {
        let wanted = Array(variable.utf8)
        return Files.names(in: "/proc").compactMap { Int32($0) }.filter { pid in
            guard let bytes = try? Files.read("/proc/\(pid)/environ") else { return false }
            let variables = bytes.split(separator: 0)
            if variables.contains(where: { $0.elementsEqual(wanted) }) { return true }
            guard let directory, !variables.contains(where: { $0.starts(with: "PATH=".utf8) }) else {
                return false
            }
            return workingDirectory(of: pid)?.hasPrefix(directory + "/") ?? false
        }
    }

    private static func workingDirectory(of pid: Int32) -> String? {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/\(pid)/cwd", &bytes, bytes.count)
        guard count > 0 else { return nil }
        return String(decoding: bytes.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The fields of `/proc/PID/stat` from the third (state) on.
    private static func statFields(of pid: Int32) -> [Substring]? {
        guard pid > 0, let text = Files.text("/proc/\(pid)/stat"), let paren = text.lastIndex(of: ")") else {
            return nil
        }
        return text[text.index(after: paren)...].split(separator: " ")
    }
}

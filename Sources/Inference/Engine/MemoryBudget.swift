import Glibc

/// The memory that weights, keys and values may take.
struct MemoryBudget {
    /// Bytes in all; `nil` for what the machine and the process's control group have left.
    let limit: Int?
    /// Bytes that are in use already and count against the limit.
    private var used = 0

    init(limit: Int?) { self.limit = limit }

    /// Refuses what does not fit, before it is allocated.
    ///
    /// - Throws: ``InferenceError`` with code `outOfMemory` that says what is needed and what there is.
    mutating func reserve(_ bytes: Int, for what: String) throws(InferenceError) {
        try check(bytes, for: what)
        used += bytes
    }

    /// Refuses keys and values that do not fit.
    ///
    /// - Throws: ``InferenceError`` with code `outOfMemory` that says what is needed and what there is.
    func check(tokens: Int, _ pages: PagePool) throws(InferenceError) {
        let count = (tokens + Page.tokens - 1) / Page.tokens
        let open = min(count, Pass.capacity / Page.tokens + 1) * pages.layout.bufferBytes
        let needed = count * pages.pageBytes + open
        try check(needed + (limit == nil ? 0 : pages.liveBytes), for: "\(tokens) tokens")
    }

    private func check(_ bytes: Int, for what: String) throws(InferenceError) {
        let room = limit.map { $0 - used } ?? Self.available()
        guard let room, bytes > room else { return }
        func megabytes(_ bytes: Int) -> String { "\((max(0, bytes) + 999_999) / 1_000_000) MB" }
        throw InferenceError(
            .outOfMemory,
            "\(what) need \(megabytes(bytes)) of memory and there are \(megabytes(room)); "
                + (limit == nil
                    ? "free some, use a smaller model, or set a memory limit to try all the same"
                    : "raise the memory limit")
        )
    }

    /// The bytes that can still be had; `nil` where the system does not say.
    static func available() -> Int? {
        let machine = read("/proc/meminfo").flatMap { text in
            text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
                .flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) }
                .map { $0 * 1024 }
        }
        guard let group = groupRoom() else { return machine }
        return machine.map { min($0, group) } ?? group
    }

    /// What the process's control group (version 2) has left, its reclaimable file pages included.
    private static func groupRoom() -> Int? {
        guard
            let line = read("/proc/self/cgroup")?.split(separator: "\n").first(where: { $0.hasPrefix("0::") })
        else { return nil }
        var folder = "/sys/fs/cgroup" + line.dropFirst(3)
        var least: Int?
        while folder.hasPrefix("/sys/fs/cgroup") {
            if let limit = read(folder + "/memory.max").flatMap({ Int($0.prefix { $0.isNumber }) }),
                let used = read(folder + "/memory.current").flatMap({ Int($0.prefix { $0.isNumber }) })
            {
                let files = read(folder + "/memory.stat")?.split(separator: "\n")
                    .first { $0.hasPrefix("inactive_file ") }?.split(separator: " ").last.flatMap { Int($0) }
                let room = max(0, limit - used + (files ?? 0))
                least = min(least ?? room, room)
            }
            guard let slash = folder.lastIndex(of: "/") else { break }
            folder = String(folder[..<slash])
        }
        return least
    }

    private static func read(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = Glibc.read(file, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }
}

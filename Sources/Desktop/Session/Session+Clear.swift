import Glibc

extension Session {
    /// Ends the programs started in the session and empties its home, so that the next task finds it
    /// as it was at the start.
    ///
    /// The display, the buses and the managers go on. Does nothing on a session that is not our own.
    /// - Throws: `timeout` when a program does not end; `file` when the home cannot be made again.
    public func clear() async throws {
        guard kind == .own, let parts else { return }
        let own = Set(parts.processes.map(\.pid)).union(record.processes.values)
        let deadline = Instant.after(5)
        while true {
            endPrograms(keeping: own)
            let left = strays(keeping: own)
            if left.isEmpty { break }
            guard !deadline.hasPassed else {
                throw DesktopError(
                    .timeout,
                    "These programs do not end: \(left.values.sorted().joined(separator: ", "))."
                )
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        let (home, directory) = (home, directory)
        for name in Files.names(in: home) { Files.removeTree("\(home)/\(name)") }
        for name in Files.names(in: "\(directory)/tmp") { Files.removeTree("\(directory)/tmp/\(name)") }
        forgetPrograms()
        try SessionFiles.prepare(home: home, directory: directory)
    }

    /// The programs of `launch` that were ended by a signal, with its number.
    public var crashes: [(program: String, signal: Int32)] {
        programs.compactMap { program in
            guard let status = program.process.exitStatus, status > 128 else { return nil }
            let file = program.stem.split(separator: "/").last ?? ""
            let name = file.split(separator: "-", maxSplits: 2).last.map(String.init) ?? ""
            return (name, status - 128)
        }
    }

    private func endPrograms(keeping own: Set<Int32>) {
        for program in programs { program.process.kill() }
        for pid in strays(keeping: own).keys { _ = Glibc.kill(pid, SIGKILL) }
    }

    /// What runs in the session besides its own parts.
    func strays(keeping own: Set<Int32>) -> [Int32: String] {
        processes().filter { !own.contains($0.key) && !Self.services.contains($0.value) }
    }

    /// Parts of the session that the buses start by themselves, by the kernel's 15 bytes of their names.
    private static let services: Set<String> = ["at-spi-bus-laun", "at-spi2-registr", "dbus-daemon"]
}

extension Session {
    /// Asks the windows to close and waits until the programs have ended, or what is left of them has nothing to do but
    /// to ask about unsaved work: a file is written to its end, and files beside it that mark it as open go.
    ///
    /// Does nothing on a session that is not our own.
    /// - Parameter seconds: How long to wait at most.
    public func closeWindows(within seconds: Double) async {
        guard kind == .own, let parts, let display = try? display() else { return }
        let own = Set(parts.processes.map(\.pid)).union(record.processes.values)
        let deadline = Instant.after(seconds)
        var asked: Set<UInt32> = []
        var (work, quietUntil) = (work(keeping: own), Instant.after(Self.quiet))
        while !strays(keeping: own).isEmpty, !deadline.hasPassed {
            // A program that is busy may open what it was told to only now.
            for window in (try? await display.windows()) ?? [] where asked.insert(window.id).inserted {
                try? await display.closeWindow(window.id)
                quietUntil = .after(Self.quiet)
            }
            let now = self.work(keeping: own)
            if now > work + 1 { (work, quietUntil) = (now, .after(Self.quiet)) }
            if quietUntil.hasPassed { return }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Seconds without work after which a program counts as waiting.
    private static let quiet = 0.4

    /// The clock ticks that the programs of the session have used.
    private func work(keeping own: Set<Int32>) -> UInt64 {
        strays(keeping: own).keys.compactMap(ProcessTable.work).reduce(0, +)
    }
}

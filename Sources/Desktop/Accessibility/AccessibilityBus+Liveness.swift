extension AccessibilityBus {
    /// How the applications on the bus stand.
    public enum Liveness: Sendable {
        /// All of them answer.
        case allAnswer
        /// Some do not answer yet but their processes are running.
        case someAtWork
        /// Some do not answer and do nothing: stopped, or waiting for something of their own.
        case someSilent
    }

    /// Seconds for which the slowest of the known applications may hold back what changed.
    public var delay: Double { applications.values.map(\.delay).max() ?? 0 }

    /// Whether a process is known to leave `_NET_WM_PING` unanswered, though its windows say that they answer: Qt's are.
    ///
    /// Whether it has dealt with a window's events is told sooner by ``liveness(within:)``.
    public func leavesPings(process pid: Int32) -> Bool {
        applications.values.contains { $0.pid == pid && $0.isQt }
    }

    /// Asks every known application for a sign of life.
    ///
    /// - Parameter seconds: How long to wait for the slowest.
    public func liveness(within seconds: Double) async -> Liveness {
        guard let connection = try? connection else { return .someSilent }
        let asked = applications.filter { !connection.silent.contains($0.key) }
        guard !asked.isEmpty else { return .allAnswer }
        let unanswered = await withCheckedContinuation { continuation in
            ping(Array(asked.keys), connection, seconds) { continuation.resume(returning: $0) }
        }
        let pids = unanswered.compactMap { asked[$0]?.pid }
        if pids.isEmpty { return .allAnswer }
        return pids.contains { ProcessState(of: $0).isAtWork } ? .someAtWork : .someSilent
    }

    private func ping(
        _ buses: [String],
        _ connection: BusConnection,
        _ seconds: Double,
        _ completion: @escaping (Set<String>) -> Void
    ) {
        let waiting = Waiting(Set(buses))
        let group = CallGroup(silence: seconds, limit: seconds) { _ in completion(waiting.buses) }
        for bus in buses {
            let call = BusCall.property("ChildCount", of: Names.accessible, bus, Names.root)
            connection.send(call, in: group) { _ in waiting.buses.remove(bus) }
        }
    }
}

private final class Waiting {
    var buses: Set<String>

    init(_ buses: Set<String>) { self.buses = buses }
}

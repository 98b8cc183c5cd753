/// Several runs of one suite, side by side: the arms of a table.
public struct SuiteComparison: Sendable {
    /// One way of deciding, and what came of it.
    public struct Arm: Sendable {
        /// What it is called.
        public var name: String
        /// What came of it.
        public var report: SuiteReport

        /// Creates an arm.
        public init(name: String, report: SuiteReport) {
            self.name = name
            self.report = report
        }
    }

    /// The arms; the last is compared with each of the others.
    public let arms: [Arm]

    /// Puts arms side by side.
    public init(_ arms: [Arm]) { self.arms = arms }

    /// The difference in percentage points between two arms on the tasks that both ran.
    public struct Gain: Sendable, Hashable {
        /// The difference, -100 to 100.
        public var points: Double
        /// Its 95 % interval, by drawing the tasks again and again (paired bootstrap, 2,000 draws).
        public var interval: ClosedRange<Double>
        /// The tasks that both ran.
        public var tasks: Int
    }

    /// What the last arm gains over another; `nil` when they share no task.
    ///
    /// - Parameter index: The position of the other.
    public func gain(over index: Int) -> Gain? {
        guard arms.indices.contains(index), let last = arms.last else { return nil }
        let before = Dictionary(arms[index].report.valid.map { ($0.id, $0.success) }) { first, _ in first }
        let differences = last.report.valid.compactMap { result in
            before[result.id].map { (result.success ? 1.0 : 0) - ($0 ? 1.0 : 0) }
        }
        guard !differences.isEmpty else { return nil }
        var generator = SeededGenerator(seed: 1, name: "bootstrap")
        let draws = (0..<2000).map { _ in
            let sum = differences.indices.reduce(0.0) { sum, _ in
                sum + (differences.randomElement(using: &generator) ?? 0)
            }
            return sum / Double(differences.count) * 100
        }
        let low = Statistics.percentile(0.025, of: draws) ?? -100
        return Gain(
            points: differences.reduce(0, +) / Double(differences.count) * 100,
            interval: low...max(low, Statistics.percentile(0.975, of: draws) ?? 100),
            tasks: differences.count
        )
    }

    /// The tasks that an arm before the last and the last end differently on, by id.
    public func changes(over index: Int) -> (better: [String], worse: [String]) {
        guard arms.indices.contains(index), let last = arms.last else { return ([], []) }
        let before = Dictionary(arms[index].report.valid.map { ($0.id, $0.success) }) { first, _ in first }
        let changed = last.report.valid.filter { result in
            guard let old = before[result.id] else { return false }
            return old != result.success
        }
        return (changed.filter(\.success).map(\.id), changed.filter { !$0.success }.map(\.id))
    }
}

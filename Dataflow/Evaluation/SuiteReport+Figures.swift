import Core

/// What a suite says beyond the share of tasks that succeed.
extension SuiteReport {
    private var efforts: [Effort] { valid.compactMap(\.effort) }

    /// Seconds of a step that a share of all steps does not exceed; `nil` when no step was timed.
    ///
    /// - Parameter share: Above 0, at most 1.
    public func stepSeconds(_ share: Double) -> Double? {
        Statistics.percentile(share, of: efforts.flatMap(\.stepSeconds))
    }

    /// Steps of the tasks that succeeded for each action of their oracles; `nil` when there are none.
    public var stepsForOracle: Double? {
        let done = valid.filter(\.success).compactMap { result in
            result.effort?.oracle.map { (result.steps, $0) }
        }
        let oracle = done.reduce(0) { $0 + $1.1 }
        return oracle > 0 ? Double(done.reduce(0) { $0 + $1.0 }) / Double(oracle) : nil
    }

    /// The mean of the tokens a model read and wrote for a task; `nil` when nothing is known.
    public var tokensPerTask: Double? { mean(\.tokens) }

    /// The mean of the decisions of a task for which a model was asked; `nil` when nothing is known.
    public var callsPerTask: Double? { mean(\.calls) }

    /// The share of tasks that succeeded without one action that the safety policy refused.
    public var successUnderPolicy: Double? {
        guard !efforts.isEmpty else { return nil }
        return Double(valid.count { $0.success && $0.effort?.refused == 0 }) / Double(valid.count)
    }

    /// Actions that the safety policy refused, for each task; `nil` when nothing is known.
    public var riskRatio: Double? { mean(\.refused) }

    /// The share of success of each application, by name.
    public var applications: [(name: String, successes: Int, of: Int)] {
        Dictionary(grouping: valid.filter { $0.application != nil }) { $0.application ?? "" }
            .map { ($0.key, $0.value.count(where: \.success), $0.value.count) }
            .sorted { $0.0 < $1.0 }
    }

    /// The mean of the applications' shares of success; `nil` when no task names one.
    public var meanOverApplications: Double? {
        let shares = applications.map { Double($0.successes) / Double($0.of) }
        return shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
    }

    private func mean(_ value: (Effort) -> Int) -> Double? {
        guard !efforts.isEmpty else { return nil }
        return Double(efforts.reduce(0) { $0 + value($1) }) / Double(efforts.count)
    }
}

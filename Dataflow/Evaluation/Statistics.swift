/// The few statistics that an evaluation reports.
public enum Statistics {
    /// Returns the value that a share of all values does not exceed, by nearest rank.
    ///
    /// - Parameter share: Above 0, at most 1; 0.5 gives the median.
    /// - Returns: One of the values, or `nil` when there are none.
    public static func percentile(_ share: Double, of values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let rank = Int((share * Double(values.count)).rounded(.up))
        return values.sorted()[min(max(rank, 1), values.count) - 1]
    }

    /// Returns the 95 % interval of a share (Wilson 1927), which is sound for few trials too.
    ///
    /// - Returns: Bounds from 0 to 1; the whole range when there were no trials.
    public static func wilson(successes: Int, of trials: Int) -> ClosedRange<Double> {
        guard trials > 0 else { return 0...1 }
        let z = 1.959964
        let n = Double(trials)
        let share = Double(successes) / n
        let center = share + z * z / (2 * n)
        let spread = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        let scale = 1 + z * z / n
        return max(0, (center - spread) / scale)...min(1, (center + spread) / scale)
    }
}

extension SuiteReport {
    /// The report as a table for a person, with the summary as its last line.
    ///
    /// ```
    /// task           result  steps  seconds  outcome
    /// galculator-sum pass        6     2.41  verified
    ///
    /// language: 1 of 1 (100 %, 95 % interval 21 to 100 %), median 2.4 s, p95 2.4 s
    /// ```
    public var table: String {
        let rows = results.map { result in
            [
                result.id, result.isInvalid ? "invalid" : result.success ? "pass" : "fail",
                "\(result.steps)", Self.fixed(result.seconds, 2),
                result.success || result.message.isEmpty
                    ? result.outcome : "\(result.outcome): \(result.message)",
            ]
        }
        let heading = ["task", "result", "steps", "seconds", "outcome"]
        let widths = heading.indices.map { column in
            ([heading] + rows).map { $0[column].count }.max() ?? 0
        }
        let lines = ([heading] + rows).map { cells in
            cells.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - cells[column].count)
                return switch column {
                case cells.count - 1: cells[column]
                case 2, 3: padding + cells[column]
                default: cells[column] + padding
                }
            }.joined(separator: "  ")
        }
        return (lines + ["", summary]).joined(separator: "\n") + "\n"
    }

    /// The summary for a person: how many of how many, how sure, how fast.
    public var summary: String {
        guard !valid.isEmpty else { return "\(suite): no valid task" + apart }
        let rate = Self.percent(Double(successes) / Double(valid.count))
        let (low, high) = (Self.percent(interval.lowerBound), Self.percent(interval.upperBound))
        return "\(suite): \(successes) of \(valid.count) (\(rate) %, 95 % interval \(low) to \(high) %), "
            + "median \(Self.fixed(median ?? 0, 1)) s, p95 \(Self.fixed(slow ?? 0, 1)) s" + apart
    }

    private var apart: String { invalid > 0 ? "; \(invalid) invalid, not counted" : "" }

    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded()))" }

    /// A number with a fixed number of decimals, whatever the locale.
    private static func fixed(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "-" }
        let scale = decimals == 2 ? 100 : 10
        let units = Int((value * Double(scale)).rounded())
        let rest = "\(abs(units) % scale)"
        return "\(units / scale)." + String(repeating: "0", count: decimals - rest.count) + rest
    }
}

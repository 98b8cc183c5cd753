import Foundation

extension SuiteComparison {
    /// The heading of the table of arms.
    static let heading = [
        "arm", "success", "95 % interval", "steps/oracle", "s/step p50", "p95", "tokens", "calls",
        "under policy", "risk", "gain of the last",
    ]

    /// The table of arms, cell by cell.
    var rows: [[String]] {
        arms.indices.map { index in
            let report = arms[index].report
            let share = Double(report.successes) / Double(max(1, report.valid.count))
            return [
                arms[index].name,
                "\(report.successes) of \(report.valid.count) (\(Self.percent(share)))",
                "\(Self.percent(report.interval.lowerBound)) to \(Self.percent(report.interval.upperBound))",
                Self.fixed(report.stepsForOracle, 2), Self.fixed(report.stepSeconds(0.5), 2),
                Self.fixed(report.stepSeconds(0.95), 2), Self.fixed(report.tokensPerTask, 0),
                Self.fixed(report.callsPerTask, 1),
                report.successUnderPolicy.map(Self.percent) ?? "-", Self.fixed(report.riskRatio, 2),
                index == arms.count - 1 ? "" : gain(over: index).map(Self.text) ?? "-",
            ]
        }
    }

    /// Success by application: a row each, then the mean over applications.
    var applicationRows: [[String]] {
        let names = Set(arms.flatMap { $0.report.applications.map(\.name) }).sorted()
        guard !names.isEmpty else { return [] }
        let each = names.map { name in
            [name]
                + arms.map { arm in
                    arm.report.applications.first { $0.name == name }
                        .map { "\($0.successes) of \($0.of)" } ?? "-"
                }
        }
        return each + [["mean"] + arms.map { $0.report.meanOverApplications.map(Self.percent) ?? "-" }]
    }

    /// The comparison as tables for a person.
    public var table: String {
        var text = Self.columns([Self.heading] + rows)
        if !applicationRows.isEmpty {
            text += "\n" + Self.columns([["application"] + arms.map(\.name)] + applicationRows)
        }
        for index in arms.indices.dropLast() {
            let (better, worse) = changes(over: index)
            text += "\n\(arms[arms.count - 1].name) against \(arms[index].name): "
            text += "\(better.count) more, \(worse.count) fewer"
            text += worse.isEmpty ? "\n" : " (\(worse.joined(separator: ", ")))\n"
        }
        return text
    }

    static func text(_ gain: Gain) -> String {
        String(
            format: "%+.0f points (%+.0f to %+.0f)",
            gain.points,
            gain.interval.lowerBound,
            gain.interval.upperBound
        )
    }

    static func percent(_ share: Double) -> String { String(format: "%.0f %%", share * 100) }

    static func fixed(_ value: Double?, _ decimals: Int) -> String {
        value.map { String(format: "%.\(decimals)f", $0) } ?? "-"
    }

    private static func columns(_ rows: [[String]]) -> String {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { cells in
            cells.indices.map { cells[$0] + String(repeating: " ", count: widths[$0] - cells[$0].count) }
                .joined(separator: "  ").trimmingSuffix { $0 == " " }
        }.joined(separator: "\n") + "\n"
    }
}

extension String {
    /// The text without what fits at its end.
    fileprivate func trimmingSuffix(_ fits: (Character) -> Bool) -> String {
        var rest = self[...]
        while let last = rest.last, fits(last) { rest.removeLast() }
        return String(rest)
    }
}

import Foundation

extension BrowserTaskResult {
    /// The result as one line of JSON: id, n, success (raw reward 1), positive (raw reward above 0), steps,
    /// p50_s, p95_s and the episodes, and the same apart for the rounds without and with attributes.
    ///
    /// The figures at the top are those without attributes where that round was run.
    public var jsonLine: String {
        let first = episodes[false] ?? episodes[true] ?? []
        return BrowserLine(
            id: task,
            figures: BrowserFigures(first),
            episodes: first,
            without: episodes[false].map(BrowserFigures.init),
            with: episodes[true].map(BrowserFigures.init)
        ).text
    }
}

extension BrowserReport {
    /// The summary as one line of JSON: suite, n, success (raw reward 1), positive (raw reward above 0),
    /// p50_s and p95_s, and the same apart for the rounds without and with attributes.
    public var jsonLine: String {
        BrowserLine(
            suite: "browser",
            tasks: tasks.count,
            seeds: "\(seeds.lowerBound)-\(seeds.upperBound)",
            figures: figures(attributes: arms.contains(false) ? false : true),
            without: arms.contains(false) ? figures(attributes: false) : nil,
            with: arms.contains(true) ? figures(attributes: true) : nil
        ).text
    }

    /// The report as a table for a person: a line a task, then the shares of each round.
    public var table: String {
        var lines: [[String]] = [["task", "attributes", "raw 1", "raw > 0", "steps", "p50 s"]]
        for task in tasks {
            for arm in arms {
                let figures = BrowserFigures(result(of: task).episodes[arm] ?? [])
                lines.append([
                    task, arm ? "with" : "without", "\(figures.success) of \(figures.n)",
                    "\(figures.positive)",
                    figures.steps.map { "\($0)" } ?? "-", figures.p50_s.map { "\($0)" } ?? "-",
                ])
            }
        }
        let widths = (0..<6).map { column in lines.map { $0[column].count }.max() ?? 0 }
        let rows = lines.map { cells in
            cells.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - cells[column].count)
                return column < 2 ? cells[column] + padding : padding + cells[column]
            }.joined(separator: "  ")
        }
        return (rows + [""] + arms.map(summary)).joined(separator: "\n")
    }

    private func summary(attributes: Bool) -> String {
        let figures = figures(attributes: attributes)
        let interval = Statistics.wilson(successes: figures.success, of: figures.n)
        func percent(_ share: Double) -> Int { Int((share * 100).rounded()) }
        let share = figures.n == 0 ? 0 : percent(Double(figures.success) / Double(figures.n))
        return
            "browser, \(attributes ? "with" : "without") attributes: raw reward 1 in \(figures.success) of "
            + "\(figures.n) (\(share) %, 95 % interval \(percent(interval.lowerBound)) to "
            + "\(percent(interval.upperBound)) %), above 0 in \(figures.positive)"
    }
}

/// A line of the report in JSON.
private struct BrowserLine: Encodable {
    var id: String?
    var suite: String?
    var tasks: Int?
    var seeds: String?
    var figures: BrowserFigures
    var episodes: [BrowserEpisode]?
    var without: BrowserFigures?
    var with: BrowserFigures?

    private enum Key: String, CodingKey {
        case id, suite, tasks, seeds, episodes
        case without = "without_attributes"
        case with = "with_attributes"
    }

    func encode(to encoder: any Encoder) throws {
        try figures.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encodeIfPresent(id, forKey: .id)
        try container.encodeIfPresent(suite, forKey: .suite)
        try container.encodeIfPresent(tasks, forKey: .tasks)
        try container.encodeIfPresent(seeds, forKey: .seeds)
        try container.encodeIfPresent(without, forKey: .without)
        try container.encodeIfPresent(with, forKey: .with)
        try container.encodeIfPresent(episodes, forKey: .episodes)
    }

    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Numbers and texts always encode: the figures are finite.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

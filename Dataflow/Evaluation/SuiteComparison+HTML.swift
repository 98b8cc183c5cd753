import Foundation

extension SuiteComparison {
    /// The comparison as a page that needs nothing else: tables, and success with its intervals drawn.
    ///
    /// - Parameter title: What was compared.
    public func html(title: String) -> String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>\(Markup.escape(title))</title><style>\(Self.style)</style></head><body>
        <h1>\(Markup.escape(title))</h1>
        <figure>\(bars)<figcaption>Share of tasks that succeed, with 95 % intervals</figcaption></figure>
        \(Self.table([Self.heading] + rows))
        \(applicationRows.isEmpty ? "" : Self.table([["application"] + arms.map(\.name)] + applicationRows))
        <figure>\(paces)<figcaption>Seconds of a step: median, and what 95 % do not exceed</figcaption></figure>
        \(Self.table([["task"] + arms.map(\.name)] + tasks))
        </body></html>

        """
    }

    /// Each task with how every arm ended on it.
    private var tasks: [[String]] {
        guard let first = arms.first else { return [] }
        return first.report.results.map { result in
            [result.id]
                + arms.map { arm in
                    guard let other = arm.report.results.first(where: { $0.id == result.id }) else {
                        return "-"
                    }
                    let end = other.isInvalid ? "invalid" : other.success ? "success" : other.outcome
                    return "\(end), \(other.steps) steps"
                }
        }
    }

    private var bars: String {
        Self.drawing(arms.map(\.name), most: 1) { index in
            let report = arms[index].report
            let share = Double(report.successes) / Double(max(1, report.valid.count))
            return (share, report.interval, Self.percent(share))
        }
    }

    private var paces: String {
        let most = arms.compactMap { $0.report.stepSeconds(0.95) }.max() ?? 1
        return Self.drawing(arms.map(\.name), most: max(most, 0.01)) { index in
            let median = arms[index].report.stepSeconds(0.5) ?? 0
            let slow = max(median, arms[index].report.stepSeconds(0.95) ?? 0)
            return (median, median...slow, "\(Self.fixed(median, 2)) s")
        }
    }

    /// Bars with whiskers, one a line, as a drawing (SVG).
    private static func drawing(
        _ names: [String],
        most: Double,
        _ value: (Int) -> (bar: Double, whisker: ClosedRange<Double>, label: String)
    ) -> String {
        let (left, right, step) = (220.0, 720.0, 40.0)
        func x(_ value: Double) -> Double { left + value / most * (right - left) }
        let lines = names.indices.map { index in
            let (bar, whisker, label) = value(index)
            let top = 10 + Double(index) * step
            let middle = top + 12
            return """
                <text x="\(left - 12)" y="\(middle + 4)" text-anchor="end">\(Markup.escape(names[index]))</text>
                <rect x="\(left)" y="\(top)" width="\(x(bar) - left)" height="24" rx="4"/>
                <line x1="\(x(whisker.lowerBound))" x2="\(x(whisker.upperBound))" y1="\(middle)" y2="\(middle)"/>
                <text x="\(right + 12)" y="\(middle + 4)">\(Markup.escape(label))</text>
                """
        }
        let height = 20 + Int(step) * names.count
        return "<svg viewBox=\"0 0 820 \(height)\" role=\"img\">\(lines.joined(separator: "\n"))</svg>"
    }

    private static func table(_ rows: [[String]]) -> String {
        guard let heading = rows.first else { return "" }
        let head = heading.map { "<th>\(Markup.escape($0))</th>" }.joined()
        let body = rows.dropFirst().map { cells in
            "<tr>" + cells.map { "<td>\(Markup.escape($0))</td>" }.joined() + "</tr>"
        }
        return "<table><thead><tr>\(head)</tr></thead><tbody>\(body.joined(separator: "\n"))</tbody></table>"
    }

    private static let style = """
        :root{--ground:#f4f5f7;--card:#fff;--ink:#1b1f27;--soft:#5c6573;--line:#dfe3e9;--bar:#8fb0f5;--mark:#24396b}
        @media (prefers-color-scheme:dark){:root{--ground:#0f1216;--card:#181c22;--ink:#e7eaef;--soft:#9aa4b2;
          --line:#2a3039;--bar:#35559c;--mark:#c9d8ff}}
        body{margin:0 auto;padding:1.5rem;max-width:72rem;background:var(--ground);color:var(--ink);
          font:15px/1.5 system-ui,"DejaVu Sans",sans-serif;overflow-wrap:break-word}
        h1{font-size:1.5rem}
        figure{margin:1.2rem 0;padding:1rem;background:var(--card);border:1px solid var(--line);border-radius:12px}
        figcaption{color:var(--soft)}
        svg{width:100%;max-width:52rem}
        svg text{fill:var(--ink);font-size:14px}svg rect{fill:var(--bar)}
        svg line{stroke:var(--mark);stroke-width:3}
        table{width:100%;margin:1.2rem 0;border-collapse:collapse;background:var(--card);text-align:left}
        th,td{padding:.25rem .6rem;border:1px solid var(--line);font-variant-numeric:tabular-nums}
        th{color:var(--soft);font-weight:600}
        """
}

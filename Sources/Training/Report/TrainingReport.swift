import Foundation

/// A run as a page that needs nothing else: the curve, what was trained, what was left out.
struct TrainingReport {
    let plan: TrainingPlan
    let options: TrainingOptions
    let result: TrainingResult
    let steps: [TrainingStep]
    let evaluations: [TrainingEvaluation]
    let skipped: [ExampleFiles.Skipped]

    var html: String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>Training</title><style>\(Self.style)</style></head><body>
        <h1>Training: loss \(number(result.loss, 3)) after \(result.steps) steps</h1>
        <p class="key"><span class="mean">running mean</span> <span class="held">examples held back</span></p>
        \(LossCurve(steps: steps, evaluations: evaluations).svg)
        \(table(facts, caption: "The run"))
        \(evaluations.isEmpty ? "" : evaluationTable)
        \(skipped.isEmpty ? "" : skippedTable)
        </body></html>

        """
    }

    private var facts: [(String, String)] {
        [
            ("model", plan.model), ("adapter", result.adapter),
            ("examples", "\(plan.examples), \(plan.heldBack) more held back, \(plan.skipped) not used"),
            ("prefixes", "\(plan.prefixes)"), ("tokens of an epoch", "\(plan.tokens)"),
            ("numbers trained", "\(plan.parameters)"),
            ("rank, alpha", "\(options.rank), \(options.alpha)"),
            ("matrices", options.matrices.map(\.rawValue).joined(separator: " ")),
            ("rate, warm-up, floor", "\(options.rate), \(options.warmup), \(options.floor)"),
            ("epochs", "\(options.epochs)"),
            ("tokens of a pass, passes of a step", "\(options.passTokens), \(options.passesPerStep)"),
            ("dropout, decay, clip", "\(options.dropout), \(options.decay), \(options.clip)"),
            ("products", options.products.rawValue), ("seed", "\(options.seed)"),
            ("tokens a second", number(result.tokensPerSecond, 0)),
        ]
    }

    private var evaluationTable: String {
        let rows = evaluations.map {
            "<tr><td>\($0.step)</td><td>\(number($0.loss, 4))</td><td>\(number($0.tokenAccuracy * 100, 1)) %</td>"
                + "<td>\(number($0.exact * 100, 1)) %</td></tr>"
        }
        return "<table><caption>Examples held back (\(plan.heldBack))</caption><tr><th>step</th><th>loss</th>"
            + "<th>tokens right</th><th>examples right</th></tr>\(rows.joined())</table>"
    }

    private var skippedTable: String {
        table(skipped.prefix(200).map { ($0.place, $0.reason) }, caption: "Not used (\(skipped.count))")
    }

    private func table(_ rows: [(String, String)], caption: String) -> String {
        let lines = rows.map { "<tr><th>\(Self.escaped($0.0))</th><td>\(Self.escaped($0.1))</td></tr>" }
        return "<table><caption>\(caption)</caption>\(lines.joined())</table>"
    }

    private func number(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

    private static func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
    }

    private static let style = """
        :root{--ground:#f4f5f7;--card:#fff;--ink:#1b1f27;--soft:#5c6573;--line:#dfe3e9;--mean:#2f5fd0;--held:#e8590c}
        @media (prefers-color-scheme:dark){:root{--ground:#0f1216;--card:#181c22;--ink:#e7eaef;--soft:#9aa4b2;
          --line:#2a3039;--mean:#8ab0ff;--held:#ff8a3d}}
        body{margin:0 auto;padding:1.5rem;max-width:58rem;background:var(--ground);color:var(--ink);
          font:15px/1.5 system-ui,"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
        h1{font-size:1.5rem}
        svg{width:100%;background:var(--card);border:1px solid var(--line);border-radius:12px}
        svg text{fill:var(--soft);font-size:12px}
        .grid{stroke:var(--line)}.dot{fill:var(--mean);opacity:.3}.mark{fill:var(--held)}
        polyline{fill:none;stroke-width:2}polyline.mean{stroke:var(--mean)}polyline.held{stroke:var(--held)}
        .key span{margin-right:1.2rem}.key .mean{color:var(--mean)}.key .held{color:var(--held)}
        table{width:100%;margin-top:1.2rem;border-collapse:collapse;background:var(--card);text-align:left}
        caption{text-align:left;font-weight:600;padding:.3rem 0}
        th,td{padding:.25rem .6rem;border:1px solid var(--line);font-weight:400;font-variant-numeric:tabular-nums}
        th{color:var(--soft)}
        """
}

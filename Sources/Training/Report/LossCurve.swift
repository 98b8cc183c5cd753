import Foundation

/// The losses of a run as a drawing (SVG): each step a faint dot, their running mean and the evaluations lines.
struct LossCurve {
    let steps: [TrainingStep]
    let evaluations: [TrainingEvaluation]

    private static let (width, height) = (860.0, 320.0)
    private static let (left, right, top, bottom) = (56.0, 16.0, 12.0, 34.0)

    var svg: String {
        let last = Double(max(steps.last?.step ?? 1, evaluations.last?.step ?? 1, 1))
        let losses = (steps.map(\.loss) + evaluations.map(\.loss)).filter(\.isFinite)
        guard let highest = losses.max(), let lowest = losses.min() else { return "" }
        // From zero, so that a small change does not look like a large one.
        let most = max(highest, lowest + 1e-6) * 1.05
        func x(_ step: Int) -> Double {
            Self.left + Double(step) / last * (Self.width - Self.left - Self.right)
        }
        func y(_ loss: Double) -> Double {
            Self.height - Self.bottom - loss / most * (Self.height - Self.top - Self.bottom)
        }
        func point(_ step: Int, _ loss: Double) -> String { String(format: "%.1f,%.1f", x(step), y(loss)) }
        var parts: [String] = []
        for tick in 0...4 {
            let value = most * Double(tick) / 4
            let line = String(
                format: "<line class=\"grid\" x1=\"%.0f\" x2=\"%.0f\" y1=\"%.1f\" y2=\"%.1f\"/>"
                    + "<text x=\"%.0f\" y=\"%.1f\" text-anchor=\"end\">%.2f</text>",
                Self.left,
                Self.width - Self.right,
                y(value),
                y(value),
                Self.left - 8,
                y(value) + 4,
                value
            )
            parts.append(line)
        }
        for step in Self.ticks(Int(last)) {
            parts.append(
                String(
                    format: "<text x=\"%.1f\" y=\"%.0f\" text-anchor=\"middle\">",
                    x(step),
                    Self.height - 12
                )
                    + "\(step)</text>"
            )
        }
        // A long run has more steps than pixels.
        let every = max(1, steps.count / 1500)
        for step in steps where step.step % every == 0 || steps.count < 1500 {
            parts.append(
                String(
                    format: "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"1.6\"/>",
                    x(step.step),
                    y(step.loss)
                )
            )
        }
        let mean = Self.runningMean(steps).map { point($0.step, $0.loss) }.joined(separator: " ")
        parts.append("<polyline class=\"mean\" points=\"\(mean)\"/>")
        let held = evaluations.map { point($0.step, $0.loss) }.joined(separator: " ")
        parts.append("<polyline class=\"held\" points=\"\(held)\"/>")
        for evaluation in evaluations {
            let place = point(evaluation.step, evaluation.loss).split(separator: ",")
            parts.append("<circle class=\"mark\" cx=\"\(place[0])\" cy=\"\(place[1])\" r=\"3\"/>")
        }
        return "<svg viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\" role=\"img\" "
            + "aria-label=\"Loss by step\">\(parts.joined(separator: "\n"))</svg>"
    }

    /// Up to seven round numbers from 0 to `last`.
    private static func ticks(_ last: Int) -> [Int] {
        let rough = max(1, last / 6)
        var unit = 1
        while unit * 10 <= rough { unit *= 10 }
        let step = [1, 2, 5, 10].map { $0 * unit }.first { $0 >= rough } ?? rough
        return Array(stride(from: 0, through: last, by: step))
    }

    private static func runningMean(_ steps: [TrainingStep]) -> [(step: Int, loss: Double)] {
        let window = max(1, steps.count / 40)
        var sum = 0.0
        return steps.indices.map { index in
            sum += steps[index].loss
            if index >= window { sum -= steps[index - window].loss }
            return (steps[index].step, sum / Double(min(index + 1, window)))
        }
    }
}

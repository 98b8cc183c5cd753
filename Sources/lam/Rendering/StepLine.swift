import Core
import Foundation

/// One step of a run as a person reads it.
enum StepLine {
    /// Returns the step in two lines at most: what was done and by whom, then what came of it.
    static func text(_ step: Step) -> String {
        let decision = step.decision
        var who = decision.decidedBy.rawValue
        if let probability = decision.probability { who += String(format: " %.2f", probability) }
        let seconds = step.timings.values.reduce(0, +) / 1000
        let head = "\(step.index + 1). \(decision.text)  "
        let tail =
            Terminal.dim("[\(who)]") + String(format: " %.1f s  ", seconds) + status(step.outcome.status)
        let message = step.outcome.message.isEmpty ? "" : "\n   " + Terminal.dim(step.outcome.message)
        let candidates = step.outcome.candidates.prefix(5).map { "\n     - \($0)" }.joined()
        return head + tail + message + candidates
    }

    private static func status(_ status: Outcome.Status) -> String {
        switch status {
        case .confirmed: Terminal.colored("confirmed", 32)
        case .partial: Terminal.colored("partly seen", 32)
        case .unverifiable: Terminal.colored("not verifiable", 33)
        case .suspectedNoop: Terminal.colored("nothing happened", 33)
        case .refused: Terminal.colored("refused", 31)
        case .failed: Terminal.colored("failed", 31)
        }
    }
}

import Core
import Runtime

/// What a run tells while it goes on: lines for a person, JSON lines for a program.
struct RunOutput: Sendable {
    /// Whether JSON lines are wanted.
    var json: Bool
    /// Whether only the result is wanted.
    var quiet: Bool

    /// A step as a JSON line.
    private struct StepRecord: Encodable {
        var step: Int
        var action: String
        var decidedBy: String
        var probability: Double?
        var subgoal: String?
        var outcome: String
        var route: String
        var message: String
        var milliseconds: [String: Double]
        var tokens: Int
    }

    /// Tells one event.
    func show(_ event: RunEvent) {
        switch event {
        case .step(let step):
            if json {
                try? printJSON(
                    StepRecord(
                        step: step.index + 1,
                        action: step.decision.text,
                        decidedBy: step.decision.decidedBy.rawValue,
                        probability: step.decision.probability,
                        subgoal: step.decision.subgoal,
                        outcome: step.outcome.status.rawValue,
                        route: step.outcome.route,
                        message: step.outcome.message,
                        milliseconds: step.timings,
                        tokens: step.decision.tokensRead + step.decision.tokensWritten
                    )
                )
            } else if !quiet {
                Terminal.say(StepLine.text(step))
            }
        case .desktopReady(let name, let milliseconds):
            talk("desktop \(name) ready after \(Int(milliseconds)) ms")
        case .modelReady(let name, let milliseconds):
            talk("model \(name) ready after \(Int(milliseconds)) ms")
        case .note(let text):
            if !quiet { Terminal.say(text) }
        }
    }

    /// Tells how the run went.
    func show(_ report: RunReport) throws {
        if json {
            try printJSON(report)
            return
        }
        if let answer = report.end.answer { Terminal.print(answer) }
        let kind = report.end.kind.rawValue
        Terminal.say("\(kind): \(report.end.message)")
        for check in report.failedChecks { Terminal.say("  not so: \(check)") }
        Terminal.say(
            Terminal.dim("\(report.steps) steps, \(Int(report.seconds.rounded())) s; trajectory \(report.id)")
        )
        Terminal.say(Terminal.dim("lam show \(report.id)   makes the report"))
    }

    private func talk(_ line: String) {
        if !json, !quiet, Terminal.isTalkative { Terminal.say(Terminal.dim(line)) }
    }
}

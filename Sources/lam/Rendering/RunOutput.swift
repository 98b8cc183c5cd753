import Core
import Runtime

/// What a run tells while it goes on: lines for a person, JSON lines for a program.
struct RunOutput: Sendable {
    /// Whether JSON lines are wanted.
    var json: Bool
    /// Whether only the result is wanted.
    var quiet: Bool

    /// Tells one event.
    func show(_ event: RunEvent) {
        switch event {
        case .step(let step):
            if json {
                try? printJSON(StepRecord(step))
            } else if !quiet {
                Terminal.say(StepLine.text(step))
            }
        case .decided(let action): tell(EventRecord(event: "decided", action: action))
        case .desktopReady(let name, let milliseconds):
            tell(EventRecord(event: "desktop", name: name))
            talk("desktop \(name) ready after \(Int(milliseconds)) ms")
        case .modelReady(let name, let milliseconds):
            tell(EventRecord(event: "model", name: name))
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
        for file in report.files { Terminal.say("made \(file)") }
        Terminal.say(
            Terminal.dim("\(report.steps) steps, \(Int(report.seconds.rounded())) s; trajectory \(report.id)")
        )
        Terminal.say(Terminal.dim("lam show \(report.id)   makes the report"))
    }

    private func tell(_ record: EventRecord) {
        if json { try? printJSON(record) }
    }

    private func talk(_ line: String) {
        if !json, !quiet, Terminal.isTalkative { Terminal.say(Terminal.dim(line)) }
    }
}

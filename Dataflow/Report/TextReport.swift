public import Core

/// A trajectory in plain text, for a terminal or a log.
public struct TextReport: Sendable {
    private let trajectory: Trajectory
    private let usesColor: Bool
    private let width: Int

    /// Prepares the text.
    ///
    /// - Parameters:
    ///   - color: Whether to mark outcomes with ANSI colours (ECMA-48 SGR).
    ///   - width: Columns of the terminal; longer lines are cut, shorter than 40 is taken for 40.
    public init(_ trajectory: Trajectory, color: Bool = false, width: Int = 100) {
        self.trajectory = trajectory
        usesColor = color
        self.width = max(40, width)
    }

    /// Returns the text, which ends in a line end.
    ///
    /// Nothing that came from a screen can send commands to the terminal.
    public func render() -> String {
        let totals = Totals(trajectory)
        var lines = [paint(cut(trajectory.head.goal, width), "1")]
        var facts = [
            Wording.name(trajectory.end), Wording.count(totals.steps, "step"),
            Wording.duration(milliseconds: totals.milliseconds),
        ]
        if totals.tokensRead + totals.tokensWritten > 0 {
            facts.append(Wording.count(totals.tokensRead + totals.tokensWritten, "token"))
        }
        if let model = trajectory.head.model { facts.append(Markup.plain(model)) }
        facts.append(Markup.plain(trajectory.head.id))
        lines.append(cut(facts.joined(separator: " · "), width))
        lines.append("")
        for (position, step) in trajectory.steps.enumerated() { lines += self.lines(step, position + 1) }
        if let end = trajectory.end {
            let color = end.kind == .verified || end.kind == .unverified ? "32" : "31"
            var text = Wording.name(end)
            if !end.message.isEmpty { text += ": \(Markup.plain(end.message))" }
            lines.append(paint(cut(text, width), color))
            if let answer = end.answer, !answer.isEmpty { lines.append(cut("answer: \(answer)", width)) }
        } else {
            lines.append("the run was cut off or still goes on")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Returns the lines of one step, as a run prints it while it goes on.
    ///
    /// - Parameter number: The number to show, from 1.
    public func lines(_ step: Step, _ number: Int) -> [String] {
        let status = step.outcome.status
        let margin = String(repeating: " ", count: max(0, 3 - "\(number)".count)) + "\(number) "
        let sign = paint(Wording.sign(status), Self.color(status))
        var lines = ["\(margin) \(sign) \(cut(step.decision.text, width - 7))"]
        var notes = [Wording.name(status)]
        if !step.outcome.route.isEmpty { notes.append("by \(Markup.plain(step.outcome.route))") }
        var who = "decided by \(step.decision.decidedBy.rawValue)"
        if let probability = step.decision.probability { who += " (\(Wording.percent(probability)))" }
        notes.append(who)
        let time = step.phases.reduce(0) { $0 + $1.milliseconds }
        if time > 0 { notes.append(Wording.duration(milliseconds: time)) }
        lines.append(paint("       " + cut(notes.joined(separator: ", "), width - 7), "2"))
        for line in ([step.outcome.message] + step.outcome.evidence.prefix(3)) where !line.isEmpty {
            lines.append("       " + cut(line, width - 7))
        }
        for candidate in step.outcome.candidates.prefix(5) {
            lines.append("         or " + cut(candidate, width - 12))
        }
        return lines
    }

    private func cut(_ text: String, _ room: Int) -> String {
        let plain = Markup.plain(text)
        return plain.count > room ? plain.prefix(room - 1) + "…" : plain
    }

    private func paint(_ text: String, _ code: String) -> String {
        usesColor ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    private static func color(_ status: Outcome.Status) -> String {
        switch status {
        case .confirmed: "32"
        case .partial: "36"
        case .unverifiable: "37"
        case .suspectedNoop: "33"
        case .refused: "35"
        case .failed: "31"
        }
    }
}

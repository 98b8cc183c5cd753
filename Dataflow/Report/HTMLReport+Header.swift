import Core

extension HTMLReport {
    /// The goal, how it ended, what it took, and a strip with one mark a step.
    func header() -> String {
        let head = trajectory.head
        let kind = trajectory.end?.kind.rawValue ?? "open"
        var html = """
            <header class="top end-\(kind)">
            <p class="verdict"><span class="badge end">\(Markup.escape(Wording.name(trajectory.end)))</span></p>
            <h1>\(Markup.escape(head.goal.isEmpty ? "No goal was stated" : head.goal))</h1>

            """
        if let message = trajectory.end?.message, !message.isEmpty {
            html += "<p class=\"message\">\(Markup.escape(message))</p>\n"
        }
        if let answer = trajectory.end?.answer, !answer.isEmpty {
            html += "<p class=\"answer\"><span>Answer</span> \(Markup.escape(answer))</p>\n"
        }
        html += "<dl class=\"facts\">\n"
        for (name, value) in facts() {
            html += "<div><dt>\(name)</dt><dd>\(Markup.escape(value))</dd></div>\n"
        }
        return html + "</dl>\n" + strip() + "</header>\n"
    }

    private func facts() -> [(String, String)] {
        let head = trajectory.head
        var facts = [
            ("Steps", Wording.count(totals.steps)),
            ("Time", Wording.duration(milliseconds: totals.milliseconds)),
        ]
        if totals.tokensRead + totals.tokensWritten > 0 {
            let read = Wording.count(totals.tokensRead)
            facts.append(("Tokens", "\(read) read, \(Wording.count(totals.tokensWritten)) written"))
        }
        if !totals.deciders.isEmpty {
            let words = totals.deciders.map { "\($0.decider.rawValue) \($0.steps)" }
            facts.append(("Decided by", words.joined(separator: ", ")))
        }
        facts.append(("Model", head.model ?? "none"))
        facts.append(("Started", Wording.moment(head.started)))
        facts.append(("From", head.origin))
        if let task = head.task { facts.append(("Task", task)) }
        return facts
    }

    private func strip() -> String {
        guard !trajectory.steps.isEmpty else { return "" }
        var html = "<nav aria-label=\"Steps\"><ol class=\"strip\">\n"
        for (position, step) in trajectory.steps.enumerated() {
            let status = step.outcome.status
            let title = "\(step.decision.text): \(Wording.name(status))"
            html += """
                <li><a class="status-\(status.rawValue)" href="#step-\(position + 1)" \
                title="\(Markup.escape(title))" aria-label="Step \(position + 1), \(Markup.escape(title))">\
                \(position + 1)</a></li>

                """
        }
        return html + "</ol></nav>\n"
    }
}

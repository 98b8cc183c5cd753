import Core

extension HTMLReport {
    /// One step: the screen before it on the left, what was decided and what came of it on the right.
    func article(_ step: Step, position: Int, shots: [Digest: Screenshot]) -> String {
        let number = position + 1
        let status = step.outcome.status
        let label = "The screen before step \(number): \(step.decision.text)"
        return """
            <article class="step status-\(status.rawValue)" id="step-\(number)" aria-labelledby="title-\(number)">
            <header><span class="number" aria-hidden="true">\(number)</span>
            <h2 id="title-\(number)">\(Markup.escape(step.decision.text))</h2>
            <span class="badge status">\(Wording.sign(status)) \(Wording.name(status))</span></header>
            <div class="columns">
            <div>
            \(screen(step.before, marks: step.marks, shots: shots, label: label))\
            \(closeUp(step, shots: shots))</div>
            <div class="words">
            \(decision(step))\(outcome(step.outcome))\(timings(step))\(seen(step.before))\
            </div>
            </div>
            </article>

            """
    }

    /// The screen the run left behind.
    func finalState(_ shots: [Digest: Screenshot]) -> String {
        guard let last = trajectory.steps.last else {
            return "<p class=\"empty\">No step was recorded.</p>\n"
        }
        guard let after = last.after else { return "" }
        return """
            <section class="step final" id="final" aria-labelledby="title-final">
            <header><h2 id="title-final">The screen at the end</h2></header>
            \(screen(after, marks: [], shots: shots, label: "The screen at the end"))\
            \(seen(after))</section>

            """
    }

    private func decision(_ step: Step) -> String {
        let decision = step.decision
        var html = "<section><h3>Decision</h3>\n<p>\n"
        html += "<span class=\"badge who\">\(Self.who(decision.decidedBy))</span>"
        if let probability = decision.probability {
            html += " <span class=\"sure\">\(Wording.percent(probability)) sure</span>"
        }
        html += "</p>\n"
        if !decision.reason.isEmpty { html += "<p>\(Markup.escape(decision.reason))</p>\n" }
        if let subgoal = decision.subgoal, !subgoal.isEmpty {
            html += "<p class=\"quiet\">Serves: \(Markup.escape(subgoal))</p>\n"
        }
        if !decision.candidates.isEmpty { html += candidates(decision) }
        if decision.tokensRead + decision.tokensWritten > 0 {
            html += "<p class=\"quiet\">\(Wording.count(decision.tokensRead)) tokens read, "
            html += "\(Wording.count(decision.tokensWritten)) written</p>\n"
        }
        if let usage = decision.usage { html += "<p class=\"quiet\">\(Wording.usage(usage))</p>\n" }
        return html + "</section>\n"
    }

    private func candidates(_ decision: Decision) -> String {
        var html = "<ol class=\"bars\" aria-label=\"What was weighed\">\n"
        for candidate in decision.candidates.prefix(6) {
            let share = candidate.probability.isFinite ? min(1, max(0, candidate.probability)) : 0
            html += """
                <li\(candidate.text == decision.text ? " class=\"chosen\"" : "")>\
                <span class="bar" style="width:\(Wording.fixed(share * 100, 1))%"></span>\
                <span class="what">\(Markup.escape(candidate.text))</span>\
                <span class="share">\(Wording.percent(candidate.probability))</span></li>

                """
        }
        if decision.candidates.count > 6 {
            html += "<li class=\"more\">and \(decision.candidates.count - 6) more</li>\n"
        }
        return html + "</ol>\n"
    }

    private func outcome(_ outcome: Outcome) -> String {
        var html = "<section><h3>Outcome</h3>\n<p>\(Wording.name(outcome.status).capitalizedFirst)"
        if !outcome.route.isEmpty {
            html += " <span class=\"quiet\">by \(Markup.escape(outcome.route))</span>"
        }
        html += "</p>\n"
        if !outcome.message.isEmpty { html += "<p>\(Markup.escape(outcome.message))</p>\n" }
        html += list(outcome.evidence, "evidence")
        if !outcome.candidates.isEmpty {
            html += "<p class=\"quiet\">It could have been:</p>\n" + list(outcome.candidates, "others")
        }
        return html + "</section>\n"
    }

    private func list(_ lines: [String], _ kind: String) -> String {
        guard !lines.isEmpty else { return "" }
        let items = lines.prefix(12).map { "<li>\(Markup.escape($0))</li>\n" }.joined()
        let rest = lines.count > 12 ? "<li class=\"more\">and \(lines.count - 12) more</li>\n" : ""
        return "<ul class=\"\(kind)\">\n\(items)\(rest)</ul>\n"
    }

    private func timings(_ step: Step) -> String {
        let phases = step.phases
        let total = phases.reduce(0) { $0 + $1.milliseconds }
        guard total > 0 else { return "" }
        var bar = ""
        var words: [String] = []
        for (index, phase) in phases.enumerated() {
            let share = Wording.fixed(phase.milliseconds / total * 100, 2)
            let kind = index < 4 ? Markup.escape(phase.name) : "other"
            bar += "<span class=\"phase-\(kind)\" style=\"width:\(share)%\"></span>"
            words.append(
                "<li><i class=\"phase-\(kind)\"></i>\(Markup.escape(phase.name)) "
                    + "<b>\(Wording.duration(milliseconds: phase.milliseconds))</b></li>"
            )
        }
        return """
            <section><h3>Time <span class="quiet">\(Wording.duration(milliseconds: total))</span></h3>
            <div class="timing" aria-hidden="true">\(bar)</div>
            <ul class="phases">\(words.joined())</ul></section>

            """
    }

    /// What the agent read from the screen, folded away.
    private func seen(_ observation: Observation) -> String {
        let named = observation.elements.filter { $0.isOnScreen && !($0.name.isEmpty && $0.value == nil) }
        var html = "<details><summary>\(Wording.count(observation.elements.count, "element")) in "
        html += "\(Wording.count(observation.windows.count, "window"))</summary>\n<ul class=\"elements\">\n"
        for window in observation.windows {
            html += "<li><b>\(Markup.escape(window.title))</b> <span class=\"quiet\">"
            html += "\(Markup.escape(window.application))\(window.isActive ? ", active" : "")</span></li>\n"
        }
        for element in named.prefix(60) {
            html +=
                "<li><code>\(Markup.escape(element.id.rawValue))</code> \(Markup.escape(element.role.rawValue)) "
            html += "“\(Markup.escape(Self.short(element.name)))”"
            if let value = element.value, !value.isEmpty { html += " = \(Markup.escape(Self.short(value)))" }
            html += element.id == observation.focus ? " <span class=\"quiet\">focus</span></li>\n" : "</li>\n"
        }
        if named.count > 60 { html += "<li class=\"more\">and \(named.count - 60) more</li>\n" }
        html += "</ul>\n"
        for note in observation.degraded {
            html += "<p class=\"warn\">\(Markup.escape(note.subject)): \(Markup.escape(note.reason))</p>\n"
        }
        return html + "</details>\n"
    }

    private static func short(_ text: String) -> String {
        text.count > 80 ? text.prefix(79) + "…" : text
    }

    private static func who(_ decider: Decider) -> String {
        switch decider {
        case .rule: "rule"
        case .model: "model"
        case .script: "script"
        case .person: "person"
        }
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

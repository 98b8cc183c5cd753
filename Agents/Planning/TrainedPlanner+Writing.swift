import Core

/// How a trained model writes what comes next.
extension TrainedPlanner {
    /// Tokens of a reply at most.
    private static let limit = 400
    /// Replies that may be taken back before one is done all the same; forms have more fields than a few.
    private static let attempts = 12

    /// Lets the model write the actions that are left, beginning with one that is not done already.
    func write(_ prompt: Prompt, _ turn: PlanningCore.Turn) async throws -> Reply {
        let work = OwnWork(turn.plan.trajectory, seeing: turn.scene.observation)
        let copying = Copying(of: turn.plan.goal, seeing: turn.scene.observation)
        var full = work.filled
        var reply = Reply()
        for _ in 0..<Self.attempts {
            let grammar = ScreenGrammar.of(turn.scene, names: turn.names, without: work.spent, full: full)
            var read = ReplyLines()
            let pieces = model.generate(
                prompt,
                under: without.contains(.grammar) ? nil : ScreenGrammar.goingOn(grammar),
                sampling: .greedy,
                limit: Self.limit
            )
            for try await piece in pieces {
                read.take(piece)
                if read.isRunaway { break }
            }
            let written = reply.written + read.tokens
            reply = self.reply(of: read).mended(by: copying)
            reply.written = written
            reply.action = try? ActionParser(turn.names).parse(reply.text)
            guard let field = filled(by: reply.action, turn, work) else { break }
            full.insert(field)
            if let next = skipping(reply, turn, work) { return next }
        }
        return reply
    }

    private func reply(of read: ReplyLines) -> Reply {
        var lines = read.lines
        let whole = lines.map(\.probability).reduce(0, +)
        for number in lines.indices {
            lines[number].probability = trust.probability(lines[number].probability)
        }
        return Reply(
            text: lines[0].text,
            probability: lines[0].probability,
            rest: read.isRunaway ? [] : Array(lines.dropFirst()),
            whole: whole
        )
    }

    /// The reply from the first line on that is not done already; `nil` where none is left but the end.
    private func skipping(_ reply: Reply, _ turn: PlanningCore.Turn, _ work: OwnWork) -> Reply? {
        for (number, line) in reply.rest.enumerated() where line.text != Foresight.end {
            guard let action = ScreenGrammar.read(line.text, turn.scene, names: turn.names) else {
                return nil
            }
            if filled(by: action, turn, work) != nil { continue }
            var next = reply
            next.action = action
            next.text = turn.names.write(action)
            next.probability = line.probability
            next.rest = Array(reply.rest.dropFirst(number + 1))
            return next
        }
        return nil
    }

    /// The field an action would give what it holds already.
    private func filled(by action: Action?, _ turn: PlanningCore.Turn, _ work: OwnWork) -> ElementRef? {
        guard case .setText(.element(let field), let value)? = action,
            work.filled.contains(field)
                || work.spent.contains(turn.names.write(.setText(.element(field), text: value)))
                || holds(turn.scene, field, value)
        else { return nil }
        return field
    }

    /// Whether a field shows that it holds a text already.
    private func holds(_ scene: Scene, _ field: ElementRef, _ text: String) -> Bool {
        guard let widget = scene.widget(field), widget.role != .passwordText else { return false }
        return widget.element.value == text
    }
}

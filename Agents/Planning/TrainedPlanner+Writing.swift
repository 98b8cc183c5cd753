import Core

/// How a trained model writes what comes next.
extension TrainedPlanner {
    /// Tokens of a reply at most.
    private static let limit = 400
    /// Replies that may be taken back before one is done all the same; forms have more fields than a few.
    private static let attempts = 12

    /// Lets the model write the actions that are left, beginning with one that is not done already.
    ///
    /// - Parameter weighing: Whether a doubtful way is weighed against others, which takes about twice as long.
    func write(_ builder: PromptBuilder, _ turn: PlanningCore.Turn, weighing: Bool = true) async throws
        -> Reply
    {
        let prompt = builder.reply(towards: turn.plan.asked, isReached: false)
        let work = OwnWork(turn.plan.trajectory, seeing: turn.scene.observation)
        var spent = work.spent.union(early(turn)).union(idle(turn))
        var full = work.filled
        var written = 0
        var reply = Reply()
        for _ in 0..<Self.attempts {
            reply = try await compose(prompt, turn, without: spent, full: full)
            written += reply.written
            reply.written = written
            if passes(by: reply.action, before: reply.rest.first?.text, turn) {
                spent.insert(reply.text)
                continue
            }
            guard let field = filled(by: reply.action, turn, work) else {
                guard weighing else { return reply }
                return try await reconsidered(reply, builder, turn, without: spent, full: full)
            }
            full.insert(field)
            if let next = skipping(reply, turn, work) { return next }
        }
        return reply
    }

    /// The likeliest of a doubtful way, the best one that begins otherwise, and those that the goal gets in other words.
    ///
    /// The likeliest next token each time is not the likeliest whole (a beam of two over first actions), and a model
    /// that stumbles over a word may know another that means the same (``Rephrasing``).
    private func reconsidered(
        _ reply: Reply,
        _ builder: PromptBuilder,
        _ turn: PlanningCore.Turn,
        without spent: Set<String>,
        full: Set<ElementRef>
    ) async throws -> Reply {
        guard reply.action != nil, trust.probability(reply.whole) < trust.foreseen else { return reply }
        let goal = turn.plan.asked
        var ways: [(prompt: Prompt, spent: Set<String>)] = []
        if reply.probability < Self.doubt {
            let prompt = builder.reply(towards: goal, isReached: false)
            ways.append((prompt, spent.union([reply.text])))
        }
        for other in Rephrasing.of(goal, keeping: reply.texts, count: Self.rephrasings, turn: 0) {
            ways.append((builder.reply(towards: other, isReached: false), spent))
        }
        // Written together they cost little more than one.
        let others = try await withThrowingTaskGroup(of: (Int, Reply).self) { group in
            for (number, way) in ways.enumerated() {
                group.addTask {
                    (number, try await compose(way.prompt, turn, without: way.spent, full: full))
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        var best = reply
        for other in ways.indices.compactMap({ others[$0] }) {
            best.written += other.written
            guard other.action != nil, other.isWholeWay == reply.isWholeWay, other.whole > best.whole,
                other.texts.allSatisfy({ goal.contains($0) || reply.texts.contains($0) })
            else { continue }
            let written = best.written
            best = other
            best.written = written
        }
        return best
    }

    /// What would undo what the goal wants, or lead away from it.
    func idle(_ turn: PlanningCore.Turn) -> Set<String> {
        without.contains(.rules) ? [] : Idle(turn).actions
    }

    /// What would send a form off before it is filled in.
    func early(_ turn: PlanningCore.Turn) -> Set<String> {
        without.contains(.rules)
            ? [] : Completeness(of: turn.plan.goal, seeing: turn.scene, names: turn.names).early
    }

    /// How many other wordings of a goal are tried.
    private static let rephrasings = 2

    /// Below this probability of the first action another is tried.
    private static let doubt = 0.75

    /// Whether a click on an empty field is followed by another field's turn, so that nothing would be put into it.
    ///
    /// Where a button follows, it may be a list that a click unfolds.
    func passes(by action: Action?, before next: String?, _ turn: PlanningCore.Turn) -> Bool {
        guard !without.contains(.rules), let next,
            case .click(.element(let ref), button: .left, count: 1, modifiers: [])? = action,
            let field = turn.scene.widget(ref), field.isInput, !field.isDocument,
            field.element.value?.isEmpty ?? true
        else { return false }
        switch ScreenGrammar.read(next, turn.scene, names: turn.names) {
        case .click(.element(let other), _, _, _), .setText(.element(let other), _):
            return other != ref && turn.scene.widget(other)?.isInput ?? false
        default: return false
        }
    }

    /// Lets the model write once, under the grammar of the screen without some of its actions and fields.
    private func compose(
        _ prompt: Prompt,
        _ turn: PlanningCore.Turn,
        without spent: Set<String>,
        full: Set<ElementRef>
    ) async throws -> Reply {
        let grammar = ScreenGrammar.of(turn.scene, names: turn.names, without: spent, full: full)
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
        var reply = reply(of: read)
            .mended(by: Copying(of: turn.plan.goal, seeing: turn.scene.observation))
            .mended(by: Listing(of: turn.plan.goal))
            .mended(by: Whereabouts(of: turn.plan.goal))
            .mended(by: Lines(of: turn.plan.goal, seeing: turn.scene))
            .answered(by: Sums(of: turn.plan.goal, seeing: turn.scene.observation))
            .answered(by: Extracts(of: turn.plan.goal, seeing: turn.scene))
            .answered(by: Casing(of: turn.plan.goal))
            .answered(
                by: Comparisons(of: turn.plan.goal, seeing: turn.scene, names: turn.names),
                without: spent
            )
        reply.written = read.tokens
        reply.action = try? ActionParser(turn.names).parse(reply.text)
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

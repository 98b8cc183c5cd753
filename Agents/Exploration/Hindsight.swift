package import Core

/// The goals that a walk has reached without having had them.
package struct Hindsight: Sendable {
    /// Some steps of the walk and the goal they reach.
    package struct Goal: Sendable {
        /// The positions of the first and the last step.
        package var span: ClosedRange<Int>
        /// The goal in several people's words.
        package var wordings: Phrasebook.Wordings
        /// What kind of effect it is about.
        package var kind: String
        /// What it is about, whatever the values: goals of one subject are alike.
        package var subject: String
        /// Screen and actions: goals with the same are the same.
        package var identity: String
    }

    /// What is kept, in the order of the steps.
    package private(set) var goals: [Goal] = []
    /// What is dropped, by reason.
    package private(set) var dropped: [Achievement.Reason: Int] = [:]

    /// Steps that make a goal together, at most.
    private static let longest = 4

    private let steps: [Step]
    private let application: String
    private let phrases = Phrasebook()
    private var singles: [Int: Single] = [:]
    /// What the words of a goal asked for on a screen.
    private var meanings: [String: String] = [:]

    private struct Single {
        var achievement: Achievement
        var wordings: Phrasebook.Wordings
        var target: String
        var subject: String
    }

    /// Looks back on a walk; `turn` chooses among the words.
    package init(_ steps: [Step], application: String, turn: Int) {
        self.steps = steps
        self.application = application
        for step in steps where !step.decision.action.isTerminal {
            do throws(Achievement.Reason) {
                let achievement = try Achievement(step)
                try GoalJudge.judge(achievement)
                try add(achievement, turn: turn + step.index)
            } catch {
                dropped[error, default: 0] += 1
            }
        }
        for count in 2...Self.longest { join(count, turn: turn) }
        goals.sort { ($0.span.lowerBound, $0.span.upperBound) < ($1.span.lowerBound, $1.span.upperBound) }
    }

    private mutating func add(_ achievement: Achievement, turn: Int) throws(Achievement.Reason) {
        let words = phrases.wordings(for: achievement, turn: turn)
        guard let plain = words.train.first, !words.development.isEmpty else { throw .oddName }
        guard let target = taught(achievement.step.index...achievement.step.index, goal: plain)?.first else {
            throw .hidden
        }
        let single = Single(
            achievement: achievement,
            wordings: words,
            target: target.answer,
            subject: "\(application)|\(achievement.window)|\(achievement.widget?.role.rawValue ?? "key")|"
                + "\(achievement.widget?.name ?? "")|\(achievement.effect.name)"
        )
        singles[achievement.step.index] = single
        try keep(
            Goal(
                span: achievement.step.index...achievement.step.index,
                wordings: words,
                kind: achievement.effect.name,
                subject: single.subject,
                identity: "\(target.screen)\n\(target.answer)"
            ),
            on: target.screen
        )
    }

    /// Keeps a goal unless its words already mean something else on its screen.
    private mutating func keep(_ goal: Goal, on screen: String) throws(Achievement.Reason) {
        var goal = goal
        func isFree(_ text: String) -> Bool {
            meanings["\(screen)\n\(text.lowercased())"].map { $0 == goal.identity } ?? true
        }
        goal.wordings.train = goal.wordings.train.filter(isFree)
        goal.wordings.development = goal.wordings.development.filter(isFree)
        guard !goal.wordings.train.isEmpty else { throw .conflict }
        for text in goal.wordings.train + goal.wordings.development {
            meanings["\(screen)\n\(text.lowercased())"] = goal.identity
        }
        goals.append(goal)
    }

    /// Joins neighbouring steps that each achieved something into goals of `count` steps.
    private mutating func join(_ count: Int, turn: Int) {
        guard steps.count >= count else { return }
        for first in 0...(steps.count - count) {
            let span = first...(first + count - 1)
            let parts = span.compactMap { singles[$0] }
            guard parts.count == count else { continue }
            // The way to something is no aim of its own once it was used.
            let aims = parts.enumerated().filter { number, part in
                number == count - 1 || !Self.isWay(part.achievement)
            }.map(\.element)
            guard Set(aims.map(\.subject)).count == aims.count else { continue }
            // Of several independent aims one length a start is enough: longer runs only repeat them.
            if aims.count > 1, count != 2 + (turn + first) % (Self.longest - 1) { continue }
            do throws(Achievement.Reason) {
                try judge(parts, aims)
                let words =
                    aims.count == 1
                    ? aims[0].wordings : phrases.joined(aims.map(\.wordings), turn: turn + first)
                guard let plain = words.train.first, let taught = taught(span, goal: plain),
                    let screen = taught.first?.screen
                else { throw .hidden }
                try keep(
                    Goal(
                        span: span,
                        wordings: words,
                        kind: parts.map(\.achievement.effect.name).joined(separator: ", "),
                        subject: parts.map(\.subject).joined(separator: "+"),
                        identity: "\(screen)\n" + taught.map(\.answer).joined(separator: "\n")
                    ),
                    on: screen
                )
            } catch {
                dropped[error, default: 0] += 1
            }
        }
    }

    /// Whether a step only uncovers what later ones use.
    private static func isWay(_ achievement: Achievement) -> Bool {
        switch achievement.effect.kind {
        case .unfolded, .opened: true
        case .selected: achievement.widget?.role == .pageTab
        default: false
        }
    }

    private func judge(_ parts: [Single], _ aims: [Single]) throws(Achievement.Reason) {
        guard let first = parts.first, let last = parts.last, let end = last.achievement.step.after else {
            throw .undone
        }
        let confirms: Bool
        if case .closed = last.achievement.effect.kind { confirms = true } else { confirms = false }
        for aim in aims {
            let effect = aim.achievement.effect
            // What a dialog was told is out of sight once it is confirmed: it counts up to then.
            let isLast = aim.achievement.step.index == last.achievement.step.index
            let screen = confirms && !isLast ? last.achievement.step.before : end
            guard effect.holds(on: screen) == true else { throw .undone }
            guard effect.holds(on: first.achievement.step.before) != true else { throw .already }
        }
        // A dialog that was cancelled has taken nothing in.
        if confirms, aims.count > 1, let name = last.achievement.widget?.name,
            !Self.confirming.contains(Match.normalized(name))
        {
            throw .undone
        }
        // A way is one only if there was no shorter one.
        if parts.count > aims.count, let aim = aims.first, let widget = aim.achievement.widget {
            let scene = Scene(first.achievement.step.before)
            let name = Observation.folded(widget.name)
            let isThere = scene.inFront.contains {
                $0.isShowing && $0.role == widget.role && Observation.folded($0.name) == name
            }
            if isThere { throw .ambiguous }
        }
    }

    private static let confirming: Set<String> = [
        "ok", "apply", "save", "yes", "done", "accept", "open", "add", "create", "insert", "find", "close",
    ]

    /// The answers a planner would be taught for these steps, and the screens they are asked on;
    /// `nil` when one is not among what planners are shown.
    private func taught(_ span: ClosedRange<Int>, goal: String) -> [(answer: String, screen: String)]? {
        let lessons = Lessons(Self.trajectory(of: span, in: steps, goal: goal), goal: goal).lessons
        var found: [(String, String)] = []
        for lesson in lessons where !lesson.isEnd {
            guard case .chat(let messages, _) = lesson.prompt, let text = messages.last?.text,
                let end = text.firstRange(of: "</screen>")
            else { return nil }
            found.append((lesson.target, String(text[..<end.lowerBound])))
        }
        return found.count == span.count ? found : nil
    }

    /// The trajectory of some steps of a walk, as if their goal had been had from the start.
    package static func trajectory(
        of span: ClosedRange<Int>,
        in steps: [Step],
        goal: String
    ) -> Trajectory {
        var part = steps.filter { span.contains($0.index) }
        for position in part.indices { part[position].index = position }
        if let after = part.last?.after {
            part.append(
                Step(
                    index: part.count,
                    before: after,
                    decision: Decision(.done(answer: nil), text: "done", decidedBy: .script, reason: ""),
                    outcome: Outcome(.confirmed)
                )
            )
        }
        let head = TrajectoryHead(id: "hindsight", goal: goal, started: 0, origin: "explore")
        return Trajectory(head: head, steps: part, end: RunEnd(.verified))
    }
}

import Core

/// Finds the actions on the screen that serve one subgoal, and says when it is served.
///
/// All of it is a function of the goal, the screen and what was tried, so that a run can be
/// followed from its record.
package struct Grounding: Sendable {
    let subgoal: Subgoal
    let scene: Scene
    /// What was tried for this subgoal so far.
    let attempts: [Attempt]
    /// The subgoal before this one.
    let previous: Intent?
    /// The whole goal, for what it says about overwriting and unsaved work.
    let goal: String
    /// What the user answered when asked about this subgoal.
    let answers: [String]

    package init(
        _ subgoal: Subgoal,
        scene: Scene,
        attempts: [Attempt] = [],
        previous: Intent? = nil,
        goal: String = "",
        answers: [String] = []
    ) {
        self.subgoal = subgoal
        self.scene = scene
        self.attempts = attempts
        self.previous = previous
        self.goal = goal
        self.answers = answers
    }

    /// Whether the subgoal needs nothing more, judged by the screen and by what was tried.
    package var isServed: Bool {
        if let command = shellCommand { return isRun(command) }
        return switch subgoal.intent {
        case .open(let what): isOpened(what)
        case .press(let label, _): isPressed(label)
        case .click: deeds.contains(where: \.worked) || deeds.last?.wasSent == true
        case .key: attempts.contains { isKey($0.action) && $0.wasSent }
        case .type(let text, let field, let line): isTyped(text, field, line: line)
        case .set(let field, let value): isSet(field, value)
        case .fill(let phrase): isFilled(phrase)
        case .choose(let what, _): isChosen(what)
        case .toggle(let what, let on): isToggled(what, on: on)
        case .save(let name): isSaved(name ?? answers.last)
        case .close(let what): isClosed(what)
        case .run(let command): isRun(command)
        case .calculate(let sum): isCalculated(sum)
        case .convert(let amount, let unit): isConverted(amount, to: unit)
        case .create(_, let name): isNamed(name)
        case .rename(_, let name): isNamed(name)
        case .move(let what, let folder, let isCopy): next(moving: what, to: folder, isCopy: isCopy) == nil
        case .duplicate(_, let name): isNamed(name)
        case .visit(let folder): next(visiting: folder) == nil
        case .remove(let what): next(removing: what) == nil && !scene.isDialog
        case .answer: false
        case .cell(let cell, let value): isEntered(cell, value)
        case .rewrite(let edit): isRewritten(edit)
        case .carry: did { if case .setText = $0 { true } else { false } }
        case .replace(let old, let new): isReplaced(old, new)
        case .overwrite(let text): isOverwritten(text)
        case .find: isFound
        case .accept, .dismiss: isAnswered
        case .wait, .scroll, .drag: deeds.contains(where: \.wasSent)
        case .perform: deeds.contains(where: \.worked)
        case .avoid: true
        }
    }

    /// Whether the rules carry it out as it is said, where they know how: a model that begins otherwise is not asked.
    var isToTheLetter: Bool {
        switch subgoal.intent {
        case .calculate, .convert, .rename, .move, .duplicate, .visit, .remove, .answer, .cell, .rewrite,
            .carry:
            true
        // A list is written whole.
        case .type(let text, into: nil, _): text.contains("\n") || shellCommand != nil
        default: shellCommand != nil
        }
    }

    /// Whether no rule can tell if the subgoal is served: its verb is not known, or nothing that was
    /// done for it showed an effect.
    var isUnclear: Bool {
        if case .perform = subgoal.intent { return shellCommand == nil }
        return deeds.contains(where: \.wasSent) && !deeds.contains(where: \.worked) && !choseByName
    }

    /// What was tried for the subgoal itself, rather than to have its application open.
    var deeds: [Attempt] {
        attempts.filter { attempt in
            if case .open = attempt.action {
                attempt.status == .refused || attempt.status == .failed
            } else {
                true
            }
        }
    }

    /// The actions that could serve the subgoal, the best first; none when nothing fits.
    package var proposals: [Proposal] {
        let own = ranked(ownProposals)
        if let best = own.first, best.score >= 0.6 { return own }
        // Nothing here fits well: perhaps it is to be done in another window or application.
        return ranked(own + elsewhere)
    }

    private var ownProposals: [Proposal] {
        if let command = shellCommand { return running(command) }
        return switch subgoal.intent {
        case .open(let what): opening(what)
        case .press(let label, let kind): pressing(label, kind)
        case .click(let what, let button, let count): clicking(what, button: button, count: count)
        case .key(let keys): keying(keys)
        case .type(let text, let field, let line): typing(text, into: field, line: line)
        case .set(let field, let value): setting(field, to: value)
        case .fill(let phrase): filling(phrase)
        case .choose(let what, let container): choosing(what, from: container)
        case .toggle(let what, let on): toggling(what, on: on)
        case .save(let name): saving(name ?? answers.last)
        case .close(let what): closing(what)
        case .run(let command): running(command)
        case .calculate(let sum): calculating(sum)
        case .convert(let amount, let unit): converting(amount, to: unit)
        case .create(let kind, let name): creating(kind, name: name)
        case .rename(let old, let name): renaming(old, to: name)
        case .move(let what, let folder, let isCopy): moving(what, to: folder, isCopy: isCopy)
        case .duplicate(let what, let name): duplicating(what, as: name)
        case .visit(let folder): visiting(folder)
        case .remove(let what): removing(what)
        case .answer(let question): answering(question)
        case .cell(let cell, let value): entering(cell, value)
        case .rewrite(let edit): rewriting(edit)
        case .carry(let source, let target): carrying(source, to: target)
        case .replace(let old, let new): replacing(old, with: new)
        case .overwrite(let text): overwriting(with: text)
        case .find(let text): finding(text)
        case .accept: accepting()
        case .dismiss: dismissing()
        case .wait(let seconds): [Proposal(.wait(.settled, timeout: seconds), 1, "the goal says to wait")]
        case .scroll(let direction, let amount):
            [Proposal(.scroll(nil, direction: direction, amount: amount), 1, "the goal says to scroll")]
        case .drag(let from, let to): dragging(from, to: to)
        case .perform(let text): performing(text)
        case .avoid: []
        }
    }

    /// The best first, without what was tried in vain, what nothing speaks for, and doubles.
    private func ranked(_ proposals: [Proposal]) -> [Proposal] {
        var seen: Set<Action> = []
        return proposals.enumerated()
            .filter { $0.element.score >= Proposal.threshold && !isSpent($0.element.action) }
            .sorted { ($0.element.score, -$0.offset) > ($1.element.score, -$1.offset) }
            .map(\.element)
            .filter { seen.insert($0.action).inserted }
    }

    /// Whether an action was tried often enough; refs are compared by their widgets.
    private func isSpent(_ action: Action) -> Bool {
        let tried = attempts.filter { attempt in
            guard attempt.action.name == action.name else { return false }
            guard let widget = attempt.widget, let target = action.targets.first else {
                return attempt.action == action
            }
            guard case .element(let ref) = target, let now = scene.widget(ref) else { return false }
            return now.role == widget.role && now.name == widget.name
                && now.element.frame == widget.element.frame && attempt.action.payload == action.payload
        }
        let vain = tried.filter { !$0.worked }.count
        return vain > (mayRepeat(action) ? 1 : 0) || tried.count - vain >= enough
    }

    /// How often the same action may have an effect without serving the subgoal.
    private var enough: Int {
        switch subgoal.intent {
        case .calculate, .replace, .press, .move, .duplicate, .visit, .remove, .cell: 20
        // The month before the month before, one step of a slider after the other.
        case .set(_, let value) where Double(value) != nil || CalendarDate(reading: value) != nil: 50
        default: 2
        }
    }

    /// Whether an action is worth repeating after it had no effect: an application that has just
    /// come up loses presses.
    private func mayRepeat(_ action: Action) -> Bool {
        switch (subgoal.intent, action) {
        case (.press, .click), (.calculate, .click), (.accept, .click), (.move, .key), (.duplicate, .key),
            (.remove, .key):
            true
        default: false
        }
    }
}

extension Action {
    /// What an action carries besides its target.
    fileprivate var payload: String { ActionText.write(self) { _ in "" } }
}

extension Grounding {
    /// Whether the subgoal is to set something off, which a menu may offer.
    var isCommand: Bool {
        switch subgoal.intent {
        case .press(_, let kind): kind != .key
        case .click, .choose, .toggle, .perform: true
        default: false
        }
    }

    func isKey(_ action: Action) -> Bool {
        if case .key = action { return true }
        return false
    }

    /// The last attempt that worked and fits.
    func did(_ fits: (Action) -> Bool) -> Bool { attempts.contains { $0.worked && fits($0.action) } }

    /// Whether it was sent, with an effect or without.
    func sent(_ fits: (Action) -> Bool) -> Bool { attempts.contains { $0.wasSent && fits($0.action) } }

    /// The widgets that fit a description, with how well they do.
    func matches(_ phrase: String, where fits: (Widget) -> Bool = { _ in true }) -> [(
        widget: Widget, score: Double
    )] {
        scene.widgets.compactMap { widget in
            guard fits(widget) else { return nil }
            var score = widget.match(phrase)
            if !widget.isInFront { score *= 0.9 }
            return score > 0.2 ? (widget, score) : nil
        }
    }
}

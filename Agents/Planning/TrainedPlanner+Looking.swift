import Core

/// What is done where the model takes something the goal says nothing of for what the goal calls by name.
extension TrainedPlanner {
    /// What is better done than what the model wrote, as far as names tell; `nil` where nothing is.
    func otherwise(_ action: Action?, _ way: [String], _ turn: PlanningCore.Turn) -> Decision? {
        take(insteadOf: way, turn) ?? describedEntry(insteadOf: action, turn) ?? look(
            insteadOf: action,
            way,
            turn
        ) ?? captioned(insteadOf: action, turn)
            ?? complete(before: action, turn) ?? fill(insteadOf: action, turn)
    }

    /// Clicks on the entry of a list whose name is as the goal tells, in place of one whose name is not.
    private func describedEntry(insteadOf action: Action?, _ turn: PlanningCore.Turn) -> Decision? {
        guard case .click(.element(let ref), button: .left, count: 1, modifiers: [])? = action,
            let chosen = turn.scene.widget(ref), Self.entries.contains(chosen.role),
            let described = Described(in: turn.plan.goal), !described.fits(chosen.name)
        else { return nil }
        let fitting = turn.scene.inFront.filter { $0.role == chosen.role && described.fits($0.name) }
        guard fitting.count == 1, let entry = fitting.first else { return nil }
        return rule(.click(entry.target), turn, "the goal tells how its name begins or ends")
    }

    /// Clicks on what the goal calls by its caption ("Address:" before it) in place of its like with another one.
    private func captioned(insteadOf action: Action?, _ turn: PlanningCore.Turn) -> Decision? {
        guard case .click(.element(let ref), button: .left, count: 1, modifiers: [])? = action,
            let chosen = turn.scene.widget(ref), [.link, .listItem, .tableCell].contains(chosen.role)
        else { return nil }
        let labels = FieldLabels(turn.scene.observation)
        func isCalled(_ widget: Widget) -> Bool? {
            labels.caption(of: widget.element).map { Wanted.holds(turn.plan.goal, $0) }
        }
        guard isCalled(chosen) == false, !Wanted.holds(turn.plan.goal, chosen.name) else { return nil }
        let called = turn.scene.inFront.filter {
            $0.isShowing && $0.role == chosen.role && isCalled($0) == true
        }
        guard called.count == 1, let one = called.first else { return nil }
        return rule(.click(one.target), turn, "the goal calls it by its caption")
    }

    /// Chooses what the goal names beside what is chosen already, before the choice is sent off.
    private func complete(before action: Action?, _ turn: PlanningCore.Turn) -> Decision? {
        guard case .click(.element(let ref), button: .left, count: 1, modifiers: [])? = action,
            let button = turn.scene.widget(ref), Grounding.agreeing.contains(Match.normalized(button.name))
        else { return nil }
        let missing = box(leftAmong: turn) ?? entry(leftAmong: turn)
        return missing.flatMap { rule($0, turn, "the goal names it too") }
    }

    /// The click on a box that is not as the goal wants it, where it speaks of several.
    private func box(leftAmong turn: PlanningCore.Turn) -> Action? {
        let marks = TickMarks(of: turn.plan.goal)
        let named = turn.scene.inFront.filter {
            $0.isShowing && $0.role == .checkBox && marks.wants($0.name) != nil
        }
        let done = Set(turn.plan.trajectory.steps.map(\.decision.text))
        guard named.count > 1 else { return nil }
        return named.first {
            $0.isOn != marks.wants($0.name) && !done.contains(turn.names.write(.click($0.target)))
        }.map { .click($0.target) }
    }

    /// The click that adds an entry to what the last step chose in a list.
    private func entry(leftAmong turn: PlanningCore.Turn) -> Action? {
        guard let last = turn.plan.trajectory.steps.last,
            case .click(.element(let chosen), _, _, _) = last.decision.action,
            let list = last.before.element(chosen)?.parent.flatMap(last.before.element),
            list.states.contains(.multiselectable)
        else { return nil }
        let names = wanted(turn).names
        return names.lazy.flatMap { entries(called: $0, turn) }
            .first { [.listItem, .tableCell].contains($0.role) }
            .map { .click($0.target, modifiers: [.control]) }
    }

    /// Fills in the only field where the model would type although nothing has the keyboard that takes text.
    private func fill(insteadOf action: Action?, _ turn: PlanningCore.Turn) -> Decision? {
        guard case .type(let text)? = action, turn.scene.focused.map({ !$0.isInput }) ?? true else {
            return nil
        }
        let inputs = turn.scene.inFront.filter(\.isInput)
        guard inputs.count == 1, let field = inputs.first, !field.isDocument, field.role != .terminal,
            field.element.value?.isEmpty ?? true
        else { return nil }
        return rule(
            .setText(field.target, text: text),
            turn,
            "nothing has the keyboard, and it is the only field"
        )
    }

    /// Whether something the goal quotes was neither touched nor is to be seen, or waits to be taken.
    func isLeftOut(_ turn: PlanningCore.Turn) -> Bool {
        guard !without.contains(.rules) else { return false }
        let wanted = wanted(turn, quoted: true)
        let elements = turn.scene.observation.elements.filter { !wanted.isGoal($0.name) }
        return wanted.names.contains { name in
            !elements.contains { $0.name.contains(name) || $0.value?.contains(name) ?? false }
                || entries(called: name, turn).contains { $0.role != .tableCell }
        }
    }

    /// Goes on where something was looked for: takes it where it is called as the goal says, or looks further.
    ///
    /// `nil` where nothing was looked for last, or it may be what is told of on the screen now.
    func goOnLooking(_ turn: PlanningCore.Turn) -> Decision? {
        guard !without.contains(.rules), isLooking(turn), let last = turn.plan.trajectory.steps.last,
            let name = wanted(turn).names.first
        else { return nil }
        if let entry = entry(called: name, like: nil, turn) { return entry }
        guard last.outcome.isSuccess, !isShown(name, turn) else { return nil }
        var over: Widget?
        if case .scroll(.element(let ref)?, _, _) = last.decision.action, let old = last.before.element(ref) {
            over = turn.scene.inFront.first { $0.isShowing && $0.role == old.role }
        }
        return further(over, turn)
    }

    /// Whether the last step looked for something.
    func isLooking(_ turn: PlanningCore.Turn) -> Bool {
        turn.plan.trajectory.steps.last?.decision.reason == Self.looking
    }

    /// Takes what is called as the goal says instead, or looks for it: behind the tabs that were not opened yet, in what
    /// is folded, on the next page, further down the list; `nil` where the model's way may be right.
    ///
    /// - Parameters:
    ///   - action: What the model wrote.
    ///   - way: It, and what the model foresees, a line each.
    func look(insteadOf action: Action?, _ way: [String], _ turn: PlanningCore.Turn) -> Decision? {
        guard case .click(.element(let ref), button: .left, _, modifiers: [])? = action,
            let chosen = turn.scene.widget(ref), Self.entries.contains(chosen.role),
            isStrange(chosen, turn)
        else { return nil }
        guard let name = wanted(turn).names.first, !chosen.name.lowercased().contains(name.lowercased()),
            !way.contains(where: { $0.lowercased().contains(name.lowercased()) }),
            !isKind(name, of: chosen)
        else { return nil }
        if let entry = entry(called: name, like: chosen, turn) { return entry }
        if let twin = twin(of: chosen, at: name, turn) {
            return rule(.click(twin.target), turn, "the goal tells where it is")
        }
        // What belongs to a name that is told may be out of sight where its like is told by other names.
        return isShown(name, turn) && !isTold(chosen, turn) ? nil : further(chosen, turn)
    }

    /// Whether a name only tells what kind of thing something is, such as "checkbox".
    private func isKind(_ name: String, of widget: Widget) -> Bool {
        !Set(Match.words(name)).isDisjoint(with: Match.words(widget.role.rawValue))
            || Widget.kinds[Match.normalized(name)]?.contains(widget.role) ?? false
    }

    /// Whether something is told from its like by where it is.
    private func isTold(_ widget: Widget, _ turn: PlanningCore.Turn) -> Bool {
        let designation = turn.names.name(widget.target)
        return [" in \"", " beside \"", " under \""].contains { designation.contains($0) }
    }

    /// The click on the entry that is called as the goal says; of those like another, on the one that tells of the name.
    private func entry(called name: String, like chosen: Widget?, _ turn: PlanningCore.Turn) -> Decision? {
        let exact = entries(called: name, turn)
        if let one = exact.first(where: { $0.role == chosen?.role }) ?? exact.first {
            return rule(.click(one.target), turn, "the goal calls it so")
        }
        guard let chosen else { return nil }
        let telling = turn.scene.inFront.filter {
            $0.isShowing && $0.role == chosen.role && Wanted.holds($0.name, name)
        }
        guard telling.count == 1, let one = telling.first else { return nil }
        return rule(.click(one.target), turn, "it tells of what the goal names")
    }

    /// The entries of a name that are not as the goal wants them.
    private func entries(called name: String, _ turn: PlanningCore.Turn) -> [Widget] {
        let wish = TickMarks(of: turn.plan.goal).wants(name)
        return turn.scene.inFront.filter { widget in
            guard widget.isShowing, Self.entries.contains(widget.role),
                Match.normalized(widget.name) == Match.normalized(name)
            else { return false }
            let isOn = widget.isOn ?? widget.element.states.contains(.selected)
            return wish == nil || isOn != wish
        }
    }

    /// Whether something on the screen is about what the goal names.
    private func isShown(_ name: String, _ turn: PlanningCore.Turn) -> Bool {
        wanted(turn).isShown(name, on: turn.scene.observation)
    }

    /// Clicks on what the last step brought up and the goal names, where what was foreseen goes past it.
    func take(insteadOf way: [String], _ turn: PlanningCore.Turn) -> Decision? {
        guard let last = turn.plan.trajectory.steps.last, last.decision.decidedBy == .model,
            case .click = last.decision.action
        else { return nil }
        let before = last.before.named
        let done = turn.plan.trajectory.steps.map(\.decision.text)
        let fitting = turn.scene.inFront.filter { widget in
            guard [.listItem, .menuItem, .tableCell].contains(widget.role), widget.isShowing,
                widget.name.count >= 3, Match.holds(turn.plan.asked, widget.name)
            else { return false }
            return !before.contains(ActionText.designation(widget.role, widget.name))
                && !(way + done).contains { $0.contains(widget.name) }
        }
        guard fitting.count == 1, let entry = fitting.first else { return nil }
        return rule(.click(entry.target), turn, "the last step brought it up, and the goal names it")
    }

    /// Whether no word of the goal speaks for a thing, neither its name nor where it is.
    private func isStrange(_ widget: Widget, _ turn: PlanningCore.Turn) -> Bool {
        let goal = Set(Match.words(turn.plan.goal))
        guard !goal.contains(where: { Numbers.ordinal($0) != nil }),
            !Grounding.agreeing.contains(Match.normalized(widget.name))
        else { return false }
        let designation = turn.names.name(widget.target).dropFirst(widget.role.rawValue.count)
        return goal.isDisjoint(with: Match.content(String(designation)))
    }

    /// Its like beside, under or in what the goal names.
    private func twin(of chosen: Widget, at name: String, _ turn: PlanningCore.Turn) -> Widget? {
        func number(_ widget: Widget) -> Substring? {
            turn.names.name(widget.target).ranges(of: " #").last.map {
                turn.names.name(widget.target)[$0.upperBound...]
            }
        }
        let twins = turn.scene.inFront.filter {
            $0.isShowing && $0.role == chosen.role && $0.name == chosen.name
                && $0.element.id != chosen.element.id
                && turn.names.name($0.target).contains(name)
        }
        return twins.first { number($0) == number(chosen) }
    }

    /// The next place to look at.
    private func further(_ chosen: Widget?, _ turn: PlanningCore.Turn) -> Decision? {
        let steps = turn.plan.trajectory.steps
        guard steps.count(where: { $0.decision.reason == Self.looking }) < Self.places else { return nil }
        let seen = steps.map(\.decision.text)
        let things = turn.scene.inFront.filter(\.isShowing)
        func isNew(_ widget: Widget) -> Bool { !seen.contains(turn.names.write(.click(widget.target))) }
        let open = Set((steps.map(\.before) + [turn.scene.observation]).flatMap(\.selectedTabs))
        if let tab = things.first(where: { $0.role == .pageTab && !open.contains($0.name) && isNew($0) }) {
            return rule(.click(tab.target), turn, Self.looking)
        }
        if let folded = things.first(where: {
            $0.element.states.contains(.expandable) && !$0.element.states.contains(.expanded) && isNew($0)
                && !Role.menuEntries.contains($0.role) && $0.role != .comboBox
        }) {
            return rule(.click(folded.target), turn, Self.looking)
        }
        if let next = things.first(where: { widget in
            let name = Match.normalized(widget.name)
            return widget.isPressable
                && (Self.pages.contains(name) || widget.role == .link && Self.next.contains(name))
        }) {
            return rule(.click(next.target), turn, Self.looking)
        }
        guard let chosen, chosen.role != .link, steps.last.map({ !isVain($0) }) ?? true else { return nil }
        return rule(.scroll(chosen.target, direction: .down, amount: 3), turn, Self.looking)
    }

    /// Whether a step looked for something and changed nothing.
    private func isVain(_ step: Step) -> Bool {
        step.decision.reason == Self.looking && !step.outcome.isSuccess
    }

    /// A decision, unless the goal forbids it.
    private func rule(_ action: Action, _ turn: PlanningCore.Turn, _ reason: String) -> Decision? {
        core.isForbidden(action, turn.plan, turn.names) ? nil : core.rule(action, turn.names, reason, nil)
    }

    private func wanted(_ turn: PlanningCore.Turn, quoted: Bool = false) -> Wanted {
        Wanted(of: turn.plan.goal, but: turn.plan.forbidden, after: turn.plan.trajectory, quoted: quoted)
    }

    /// What holds names of its own rather than commands.
    private static let entries: Set<Role> = [
        .link, .listItem, .tableCell, .treeItem, .radioButton, .checkBox, .pageTab, .icon,
    ]
    /// What turns pages, whatever it is; the words below do as links, where as buttons they go on to the next question.
    private static let pages: Set<String> = ["next page", ">", "›", "»", "show more", "load more"]
    private static let next: Set<String> = ["next", "more"]
    private static let looking = "what the goal names is not to be seen here"
    /// Places that are looked at, at most.
    private static let places = 12
}

extension Observation {
    /// The names of the tabs whose page is to be seen.
    fileprivate var selectedTabs: [String] {
        elements.filter { $0.role == .pageTab && $0.states.contains(.selected) }.map {
            ScreenText.clean($0.name)
        }
    }
}

package import Core

/// What one step of a walk achieved: the reverse of a goal.
package struct Achievement: Sendable {
    /// Why a step stands for no goal.
    package enum Reason: String, Error, Sendable, Hashable, CaseIterable {
        case notConfirmed = "its effect was not confirmed"
        case elsewhere = "what changed does not concern its element"
        case already = "it was so before"
        case ambiguous = "its name stands for several things on that screen"
        case oddName = "its name is nothing a person would say"
        case secret = "it is about a secret"
        case hidden = "planners are not shown its element"
        case conflict = "the same words meant something else on that screen"
        case undone = "it did not last to the end of the run"
        case known = "the same is kept already"
        case enough = "enough of its like is kept"
    }

    /// The step.
    package var step: Step
    /// The action, aimed at elements of the screen before it.
    package var action: Action
    /// The element it was aimed at; `nil` for keys.
    package var widget: Widget?
    /// What came about.
    package var effect: Effect
    /// The title of the window it was done in.
    package var window: String

    /// Says what a step achieved, from its screens alone.
    ///
    /// - Throws: The reason why it stands for no goal.
    package init(_ step: Step) throws(Reason) {
        guard step.outcome.status == .confirmed, let after = step.after else { throw .notConfirmed }
        let scene = Scene(step.before)
        guard let action = Lessons.aimed(step.decision.action, scene) else { throw .hidden }
        let target = try Self.target(of: action, scene)
        let front = scene.frontWindow
        guard
            let kind = Self.kind(of: action, target?.element, from: step.before, to: after, in: front)
        else { throw .elsewhere }
        self.step = step
        self.action = action
        widget = target
        effect = Effect(kind: kind, subject: target?.element)
        window = front.map { ScreenText.clean($0.title) } ?? ""
    }

    private static func target(of action: Action, _ scene: Scene) throws(Reason) -> Widget? {
        if case .menu(let path) = action {
            let entries = scene.inFront.filter { $0.path == path.map { ScreenText.clean($0) } }
            guard let entry = entries.first else { throw .hidden }
            guard entries.count == 1 else { throw .ambiguous }
            return entry
        }
        if case .type = action { return scene.focused }
        guard case .element(let ref)? = action.targets.first else { return nil }
        return scene.widget(ref)
    }

    private static func kind(
        of action: Action,
        _ target: UIElement?,
        from before: Observation,
        to after: Observation,
        in window: WindowInfo?
    ) -> Effect.Kind? {
        let now = target.flatMap { target in after.elements.first { $0.isSame(as: target) } }
        switch action {
        case .setText(_, let text):
            guard let now, Effect.reads(now.value ?? "", text) else { return nil }
            return .filled(text)
        case .type(let text):
            guard let value = now?.value, value.contains(text) else { return nil }
            return .typed(text)
        case .select(_, let option):
            let chosen = Effect.Kind.chose(option)
            return Effect(kind: chosen, subject: target).holds(on: after) == true ? chosen : nil
        case .key:
            guard let window, !after.windows.contains(where: { $0.isSame(as: window) }) else { return nil }
            return .closed(window)
        case .click, .invoke, .menu:
            guard let target else { return nil }
            return pressed(target, now, from: before, to: after, in: window)
        default: return nil
        }
    }

    private static func pressed(
        _ target: UIElement,
        _ now: UIElement?,
        from before: Observation,
        to after: Observation,
        in window: WindowInfo?
    ) -> Effect.Kind? {
        if let was = target.isOn, let isOn = now?.isOn, was != isOn { return isOn ? .turnedOn : .turnedOff }
        guard let window else { return nil }
        guard after.windows.contains(where: { $0.isSame(as: window) }) else { return .closed(window) }
        let opened = after.windows.filter { new in
            new.pid == window.pid && !new.title.isEmpty && !before.windows.contains { $0.isSame(as: new) }
                // The titles of menus and hints are those of their application.
                && !before.windows.contains { $0.title == new.title }
                && after.elements.contains { element in
                    element.window.map { after.windows[$0].isSame(as: new) } == true
                        && element.role != .window && Role.topLevels.contains(element.role)
                }
        }
        if let new = opened.first { return opened.count == 1 ? .opened(new.title) : nil }
        if Role.menuEntries.contains(target.role) || target.role == .comboBox {
            if Effect.isUnfolded(target, on: after), !Effect.isUnfolded(target, on: before) {
                return .unfolded
            }
        }
        // A menu's title is selected only while the menu is open.
        let isItem = !Role.menuEntries.contains(target.role)
        if isItem, let now, now.states.contains(.selected), !target.states.contains(.selected) {
            return .selected
        }
        return around(target, from: before, to: after, in: window)
    }

    /// What else changed in the window of the element.
    private static func around(
        _ target: UIElement,
        from before: Observation,
        to after: Observation,
        in window: WindowInfo
    ) -> Effect.Kind? {
        func here(_ element: UIElement, _ screen: Observation) -> Bool {
            element.window.map { screen.windows[$0].isSame(as: window) } ?? false
        }
        let changes = after.changes(since: before)
        let changed = changes.changed.filter {
            $0.parts.contains(.value) && $0.after.isOnScreen && here($0.after, after)
                && !($0.after.value ?? "").isEmpty && !volatile.contains($0.after.role)
        }
        if let first = changed.first { return .changed(first.after) }
        let shown = changes.added.filter {
            $0.isOnScreen && !$0.name.isEmpty && here($0, after) && !Role.menuEntries.contains($0.role)
        }
        return shown.first.map { .shown($0) }
    }

    /// What moves along with something else and is nobody's purpose.
    private static let volatile: Set<Role> = [.scrollBar, .statusBar, Role("progress bar")]
}

import Core

extension EventReducer {
    mutating func buttonDown(_ press: Press) -> [Step] {
        if let direction = Self.direction(of: press) { return wheel(press, direction) }
        var steps: [Step] = []
        if !continuesClick(press) { steps = close(at: press.time) }
        // The release of the press before was missed.
        if let lost = pressed.removeValue(forKey: press.button) {
            pending = .click(ClickRun(lost, released: lost.point, at: lost.time))
            steps += close(at: press.time)
        }
        pressed[press.button] = press
        return steps
    }

    mutating func buttonUp(_ button: Int, at point: Point, time: Double) -> [Step] {
        guard let press = pressed.removeValue(forKey: button) else { return [] }
        focus.doubt(from: press.time)
        if isDrag(press, to: point) {
            let steps = close(at: press.time)
            if let clicks = menuClicks(press, to: point, at: time) {
                pending = .click(clicks.0)
                let first = close(at: time)
                pending = .click(clicks.1)
                return steps + first
            }
            pending = .drag(press, to: point, end: time)
            return steps
        }
        if case .click(var run)? = pending, continuesClick(press) {
            run.last = press
            run.released = point
            run.count += 1
            run.end = time
            pending = .click(run)
            return []
        }
        let steps = close(at: press.time)
        pending = .click(ClickRun(press, released: point, at: time))
        return steps
    }

    /// Makes the step of a click, or of the key that an extra button stands for.
    mutating func step(of run: ClickRun, now: Double) -> Step {
        let press = run.first
        // Applications treat the side buttons as back and forward.
        if press.button > 7 {
            let keys = KeyCombination(press.button == 8 ? "Left" : "Right", modifiers: [.alt])
            return step(.key(keys), from: press.time, to: run.end, now: now, note: "with a side button")
        }
        let button: MouseButton = press.button == 2 ? .middle : press.button == 3 ? .right : .left
        let element = element(under: press)
        if let element, Role.textInputs.contains(element.role) {
            focus.add(.element(element), at: press.time)
        }
        let opens = [.menu, .comboBox].contains(element?.role) || element?.states.contains(.hasPopup) == true
        opener = opens || button == .right ? Opener(time: press.time, isContext: button == .right) : nil
        let modifiers = Modifier.allCases.filter(press.modifiers.contains)
        let action = Action.click(
            HitTest.target(element, at: press.point, count: run.count),
            button: button,
            count: run.count,
            modifiers: modifiers
        )
        return step(action, from: press.time, to: run.end, now: now)
    }

    /// Makes the step of a drag: from element to element where both ends are things.
    mutating func dragStep(_ press: Press, to point: Point, end: Double, now: Double) -> Step {
        let start = element(under: press)
        let goal = frames.last(at: end).flatMap { HitTest.element(at: point, in: $0.observation) }
        let frame = frames.last(at: press.time)?.observation
        func target(_ element: UIElement?, _ point: Point) -> Target {
            guard let element, start?.id != goal?.id, HitTest.isItem(element),
                frame?.element(element.id) == element
            else { return .point(point) }
            return .element(element.id)
        }
        let action = Action.drag(from: target(start, press.point), to: target(goal, point))
        let note = press.button == 1 ? "" : "with button \(press.button)"
        return step(action, from: press.time, to: end, now: now, note: note)
    }

    private func continuesClick(_ press: Press) -> Bool {
        guard case .click(let run)? = pending, run.count < 3, run.last.button == press.button,
            run.last.modifiers == press.modifiers
        else { return false }
        return press.time - run.last.time <= settings.doubleClickTime
            && abs(press.point.x - run.last.point.x) <= settings.doubleClickDistance
            && abs(press.point.y - run.last.point.y) <= settings.doubleClickDistance
    }

    /// Whether a button was moved far enough, and not just within a thing that is pressed.
    private func isDrag(_ press: Press, to point: Point) -> Bool {
        let far = max(abs(point.x - press.point.x), abs(point.y - press.point.y))
        guard far > settings.dragDistance, press.button <= 3 else { return false }
        guard let element = element(under: press), element.frame.contains(point) else { return true }
        let firm: Set<Role> = [
            .pushButton, .toggleButton, .checkBox, .radioButton, .menu, .menuItem, .checkMenuItem,
            .radioMenuItem, .pageTab, .comboBox,
        ]
        return !firm.contains(element.role)
    }

    /// Takes a press on a menu and a release on an item of it for the two clicks they amount to.
    private func menuClicks(_ press: Press, to point: Point, at time: Double) -> (ClickRun, ClickRun)? {
        guard let role = element(under: press)?.role, role == .menu || role == .comboBox else { return nil }
        let second = Press(button: press.button, time: time, point: point, modifiers: press.modifiers)
        return (
            ClickRun(press, released: press.point, at: press.time),
            ClickRun(second, released: point, at: time)
        )
    }

    /// Returns what a press was aimed at, in the last reading before it.
    func element(under press: Press) -> UIElement? {
        guard let frame = frames.last(at: press.time) else { return nil }
        guard mayCover(frame) else {
            return HitTest.element(at: press.point, in: frame.observation)
        }
        // Nobody looked since a menu was opened: only the menu itself can tell.
        return focus.entries.reversed().lazy.compactMap { entry -> UIElement? in
            guard case .object(let object) = entry.evidence, entry.time <= press.time + 0.05,
                let opener, entry.time >= opener.time,
                let element = frame.observation.element(object)
            else { return nil }
            return Role.menuEntries.contains(element.role) || element.role == .listItem ? element : nil
        }.first
    }

    /// Whether a menu may cover what a reading shows, because a click since may have opened one.
    private func mayCover(_ frame: Frame) -> Bool {
        guard let opener else { return false }
        let items = Role.menuEntries.subtracting([.menu]).union([.listItem])
        if frame.time > opener.time,
            frame.observation.elements.contains(where: { items.contains($0.role) && $0.isOnScreen })
        {
            return false
        }
        return opener.isContext || frame.observation.time < opener.time + settings.reaction
    }
}

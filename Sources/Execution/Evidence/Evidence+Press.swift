import Core

extension Evidence {
    /// Judges a press on an element (or, without one, on a point of the active window).
    func pressed(_ target: UIElement?, button: MouseButton) -> Judgement {
        var lines: [String] = []
        if let target {
            lines += ownEffects(target)
            if Role.textInputs.contains(target.role), button == .left, after.focus != nil,
                changes.now(target).map({ $0.id == after.focus || $0.states.contains(.focused) }) ?? false
            {
                lines.append("\(target.inWords) has the focus")
            }
        }
        let window = window(of: target)
        lines += windows(of: window)
        lines += menus(of: window)
        let text = target.map(ownText) ?? []
        if !lines.isEmpty { return Judgement(.confirmed, text + lines) }
        if let target, !text.isEmpty {
            return Judgement(.confirmed, text, doubtful: quiet.isCalm(target) ? [] : [target])
        }

        let (around, doubtful) = surroundings(of: target, in: window)
        if !around.isEmpty { return Judgement(.confirmed, around, doubtful: doubtful) }

        if let target, let now = changes.now(target), now.states.contains(.focused),
            !target.states.contains(.focused)
        {
            return Judgement(.partial, ["\(target.inWords) took the focus; nothing else changed"])
        }
        if button == .right, let window, let popup = changes.opened.first(where: { belongs($0, to: window) })
        {
            return Judgement(.partial, ["a window of \(popup.frame.width)×\(popup.frame.height) opened"])
        }
        if let other = changes.opened.first(where: { hasTree($0, on: after) || $0.isActive }) {
            return Judgement(.partial, ["window \"\(other.title)\" of another application opened"])
        }
        return nothing(in: window)
    }

    /// What changed about the target itself and below it.
    func own(_ target: UIElement) -> [String] { ownText(target) + ownEffects(target) }

    /// What changed about the name and value of the target, as they do of a clock by themselves.
    func ownText(_ target: UIElement) -> [String] {
        guard let now = changes.now(target), !quiet.isRestless(target) else { return [] }
        var lines: [String] = []
        if now.value != target.value {
            lines.append("\(target.inWords) went from \(quoted(target.value)) to \(quoted(now.value))")
        }
        if now.name != target.name {
            lines.append("\(target.inWords) is now called \"\(now.name.prefix(80))\"")
        }
        return lines
    }

    /// What changed about the target's states, its presence and what is below it.
    func ownEffects(_ target: UIElement) -> [String] {
        var lines: [String] = []
        guard let now = changes.now(target) else {
            if target.address != nil, let window = before.window(of: target), changes.isOpen(window),
                !Role.menuEntries.contains(target.role)
            {
                lines.append("\(target.inWords) is gone")
            }
            return lines
        }
        let flipped = now.states.symmetricDifference(target.states).intersection(.effects)
        if !flipped.isEmpty, !quiet.isRestless(target) {
            let set = now.states.intersection(flipped).names
            let cleared = target.states.intersection(flipped).names
            lines.append(
                "\(target.inWords) "
                    + (set.map { "is \($0)" } + cleared.map { "is no longer \($0)" })
                    .joined(separator: ", ")
            )
        }
        if !Role.menuEntries.contains(target.role), target.isOnScreen, !now.isOnScreen {
            lines.append("\(target.inWords) is no longer on the screen")
        }
        let (born, gone) = children(of: target)
        if born + gone > 0 {
            lines.append("below \(target.inWords) \(born) elements appeared and \(gone) vanished")
        }
        return lines
    }

    /// Windows of the target's application that opened, closed or changed their title.
    func windows(of window: WindowInfo?) -> [String] {
        guard let window else { return [] }
        var lines: [String] = []
        if !changes.isOpen(window) { lines.append("window \"\(window.title)\" closed") }
        for other in changes.opened where belongs(other, to: window) && counts(other, on: after) {
            lines.append("window \"\(other.title)\" opened")
        }
        for other in changes.closed
        where belongs(other, to: window) && !ScreenChanges.same(other, window) && counts(other, on: before) {
            lines.append("window \"\(other.title)\" closed")
        }
        for pair in changes.retitled where ScreenChanges.same(pair.before, window) {
            lines.append("window \"\(pair.before.title)\" is now \"\(pair.after.title)\"")
        }
        return lines
    }

    /// Menus of the target's application that opened.
    func menus(of window: WindowInfo?) -> [String] {
        guard let window else { return [] }
        let entries = changes.appeared.filter { element in
            Role.menuEntries.contains(element.role) && !after.isMenuTitle(element)
                && (after.window(of: element).map { belongs($0, to: window) } ?? false)
        }
        guard let first = entries.first else { return [] }
        return ["a menu opened: \(entries.count) entries, the first \(first.inWords)"]
    }

    /// Changes elsewhere in the target's window that do not happen by themselves.
    func surroundings(of target: UIElement?, in window: WindowInfo?) -> ([String], doubtful: [UIElement]) {
        guard let window else { return ([], []) }
        var lines: [String] = []
        var doubtful: [UIElement] = []
        var settled = false
        func here(_ element: UIElement, on screen: Observation) -> Bool {
            screen.window(of: element).map { ScreenChanges.same($0, window) } ?? false
        }
        for pair in changes.changed where here(pair.before, on: before) {
            if let target, pair.before.id == target.id { continue }
            if quiet.isRestless(pair.before) { continue }
            let (was, now) = (pair.before, pair.after)
            let flipped = now.states.symmetricDifference(was.states).intersection(.effects)
            guard was.value != now.value || was.name != now.name || !flipped.isEmpty else { continue }
            guard was.isOnScreen || now.isOnScreen else { continue }
            if lines.count < 4 {
                if was.value != now.value {
                    lines.append("\(was.inWords) went from \(quoted(was.value)) to \(quoted(now.value))")
                } else if was.name != now.name {
                    lines.append("\(was.inWords) is now called \"\(now.name.prefix(80))\"")
                } else {
                    lines.append("\(was.inWords) changed its state: \(flipped.names.joined(separator: ", "))")
                }
            }
            if quiet.isCalm(was) || tells(of: target, was, now) {
                settled = true
            } else {
                doubtful.append(was)
            }
        }
        let born = changes.appeared.filter { here($0, on: after) }
        let gone = changes.vanished.filter { here($0, on: before) && $0.id != target?.id }
        if let first = born.first ?? gone.first {
            lines.append(
                "in the same window \(born.count) elements appeared and \(gone.count) vanished,"
                    + " the first \(first.inWords)"
            )
            settled = true
        }
        return (lines, settled ? [] : doubtful)
    }

    /// Whether a change shows by itself what it came from.
    ///
    /// The name of the key that was pressed came in, as on the display of a calculator. What changes by itself has to be
    /// watched a second longer.
    private func tells(of target: UIElement?, _ was: UIElement, _ now: UIElement) -> Bool {
        guard let name = target?.name, !name.isEmpty, !quiet.isRestless(was), let value = now.value else {
            return false
        }
        return value.ranges(of: name).count > (was.value ?? "").ranges(of: name).count
    }

    /// Whether a window that came or went means anything: a hint under the pointer does not, and is
    /// told from a dialog by having no elements and no keyboard where its application has both.
    private func counts(_ window: WindowInfo, on screen: Observation) -> Bool {
        if window.isActive || hasTree(window, on: screen) { return true }
        return !screen.windows.contains { other in
            belongs(other, to: window) && hasTree(other, on: screen)
        }
    }

    func belongs(_ other: WindowInfo, to window: WindowInfo) -> Bool {
        ScreenChanges.same(other, window) || (other.pid != 0 && other.pid == window.pid)
            || (!other.application.isEmpty && other.application == window.application)
    }

    func quoted(_ value: String?) -> String { value.map { "\"\($0.prefix(80))\"" } ?? "no value" }

    private func children(of target: UIElement) -> (born: Int, gone: Int) {
        guard let now = changes.now(target) else { return (0, 0) }
        let born = changes.appeared.count { element in
            element.id != now.id && after.ancestors(of: element).contains { $0.id == now.id }
        }
        let gone = changes.vanished.count { element in
            element.id != target.id && before.ancestors(of: element).contains { $0.id == target.id }
        }
        return (born, gone)
    }
}

import Core

extension Evidence {
    /// Judges a choice: the target shows the option, or the option is selected below it.
    func selected(_ option: String, in target: UIElement?) -> Judgement {
        let wanted = Observation.folded(option)
        guard let target else { return pressed(nil, button: .left) }
        if let now = changes.now(target) {
            if let value = now.value, Observation.folded(value) == wanted {
                return Judgement(.confirmed, ["\(target.inWords) shows \(quoted(value))"])
            }
            if Observation.folded(now.name) == wanted, Observation.folded(target.name) != wanted {
                return Judgement(.confirmed, ["\(target.inWords) is now called \"\(now.name)\""])
            }
            let chosen = after.elements.first { element in
                Observation.folded(element.name) == wanted
                    && !element.states.isDisjoint(with: [.selected, .checked])
                    && after.ancestors(of: element).contains { $0.id == now.id }
            }
            if let chosen { return Judgement(.confirmed, ["\(chosen.inWords) is selected"]) }
        }
        let judgement = pressed(target, button: .left)
        // Something happened, yet the option was not read back as chosen.
        return judgement.status == .confirmed
            ? Judgement(.partial, judgement.lines, doubtful: judgement.doubtful) : judgement
    }

    /// Judges scrolling: a scroll bar's value, or elements that moved or came into view.
    func scrolled(_ target: UIElement?) -> Judgement {
        let window = window(of: target)
        func concerns(_ element: UIElement) -> Bool {
            guard let window, let own = before.window(of: element) else { return false }
            return ScreenChanges.same(own, window)
        }
        for pair in changes.changed where concerns(pair.before) {
            if pair.before.role == .scrollBar, pair.before.value != pair.after.value {
                return Judgement(
                    .confirmed,
                    ["the scroll bar went from \(quoted(pair.before.value)) to \(quoted(pair.after.value))"]
                )
            }
        }
        if let target, let now = changes.now(target), now.value != target.value {
            return Judgement(.confirmed, own(target))
        }
        let moved = changes.changed.filter { pair in
            concerns(pair.before) && !pair.before.frame.isEmpty && !pair.after.frame.isEmpty
                && pair.before.frame.width == pair.after.frame.width
                && (pair.before.frame.x != pair.after.frame.x || pair.before.frame.y != pair.after.frame.y)
        }
        if let first = moved.first {
            return Judgement(.confirmed, ["\(moved.count) elements moved, the first \(first.before.inWords)"])
        }
        let (around, doubtful) = surroundings(of: target, in: window)
        if !around.isEmpty { return Judgement(.confirmed, around, doubtful: doubtful) }
        if pixelsChanged == true, let window {
            return Judgement(.partial, ["pixels changed in window \"\(window.title)\""])
        }
        return nothing(in: window)
    }

    /// Judges a drag: what was dragged moved, or something in its window changed.
    func dragged(_ target: UIElement?) -> Judgement {
        let window = window(of: target)
        var lines = target.map(own) ?? []
        if let target, let now = changes.now(target), now.frame != target.frame {
            lines.append("\(target.inWords) moved")
        }
        lines += windows(of: window)
        if let window, let now = after.windows.first(where: { ScreenChanges.same($0, window) }),
            now.frame != window.frame
        {
            lines.append("window \"\(window.title)\" moved or changed its size")
        }
        if !lines.isEmpty { return Judgement(.confirmed, lines) }
        let (around, doubtful) = surroundings(of: target, in: window)
        if !around.isEmpty { return Judgement(.confirmed, around, doubtful: doubtful) }
        let moved = scrolled(target)
        if moved.status == .confirmed { return moved }
        if pixelsChanged == true, let window {
            return Judgement(.partial, ["pixels changed in window \"\(window.title)\""])
        }
        return nothing(in: window)
    }

    /// Judges opening: a new window, or one of the same name that came to the front.
    func opened(_ what: String) -> Judgement {
        let name = Observation.folded(what.split(separator: "/").last.map(String.init) ?? what)
        let stem = name.split(separator: ".").first.map(String.init) ?? name
        func fits(_ window: WindowInfo) -> Bool {
            let text = (window.application + " " + window.title).lowercased()
            return text.contains(name) || (stem.count > 2 && text.contains(stem))
        }
        if let window = changes.opened.first(where: fits) ?? changes.opened.first {
            return Judgement(.confirmed, ["window \"\(window.title)\" of \(window.application) opened"])
        }
        if let window = after.activeWindow, fits(window),
            before.activeWindow.map({ !ScreenChanges.same($0, window) }) ?? true
        {
            return Judgement(.confirmed, ["window \"\(window.title)\" came to the front"])
        }
        if let pair = changes.retitled.first(where: { fits($0.after) }) {
            return Judgement(.confirmed, ["window \"\(pair.before.title)\" is now \"\(pair.after.title)\""])
        }
        return Judgement(.suspectedNoop, ["no window opened for \"\(what)\""])
    }

    /// Judges focusing: the window that has the keyboard is one that was asked for.
    func focused(_ text: String) -> Judgement {
        guard let window = after.activeWindow, window.isActive, window.matches(text) else {
            let active = after.activeWindow.map { "window \"\($0.title)\"" } ?? "no window"
            return Judgement(.suspectedNoop, ["\(active) has the keyboard"])
        }
        return Judgement(.confirmed, ["window \"\(window.title)\" has the keyboard"])
    }
}

extension WindowInfo {
    /// Whether the title or application contains a text, compared without case.
    func matches(_ text: String) -> Bool {
        let wanted = Observation.folded(text)
        return title.lowercased().contains(wanted) || application.lowercased().contains(wanted)
    }
}

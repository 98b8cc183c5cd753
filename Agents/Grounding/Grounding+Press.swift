import Core

/// Pressing buttons and keys, clicking, dragging, and saying yes or no.
extension Grounding {
    /// Buttons that end what they stand in; after them their window should be gone.
    private static let closers: Set<String> = [
        "ok", "cancel", "yes", "no", "close", "save", "create", "apply", "submit", "done", "finish", "open",
        "accept", "confirm", "rename", "replace", "discard", "delete", "continue",
    ]

    func isPressed(_ label: String) -> Bool {
        let presses = attempts.filter { $0.wasSent && isPress($0.action) }
        if let keys = Keypad.keys(of: label), isOnKeypad(label, keys) { return presses.count >= keys.count }
        if presses.contains(where: \.worked) { return true }
        guard let last = presses.last else { return false }
        // Nothing showed an effect: a press may get lost once. Twice, it has none that shows, unless
        // it should have closed its window.
        guard let widget = last.widget else { return presses.count > 1 }
        return closes(widget) ? !isStillThere(widget) : presses.count > 1
    }

    private func closes(_ widget: Widget) -> Bool {
        Self.closers.contains(Match.normalized(widget.name)) && scene.isDialog
    }

    private func isPress(_ action: Action) -> Bool {
        switch action {
        case .click, .key, .menu, .invoke, .select: true
        default: false
        }
    }

    private func isStillThere(_ widget: Widget) -> Bool {
        scene.widgets.contains {
            $0.role == widget.role && $0.name == widget.name && $0.element.frame == widget.element.frame
        }
    }

    func pressing(_ label: String, _ kind: Intent.Press) -> [Proposal] {
        if let keys = Keypad.keys(of: label), isOnKeypad(label, keys) {
            let done = attempts.count { $0.wasSent && isPress($0.action) }
            return done < keys.count ? keypad(keys, at: done) : []
        }
        var found: [Proposal] = []
        if kind != .key {
            let counted = Numbers.ordinal(label.lowercased()) == nil ? label : label + " button"
            found += pressingNumbered(counted) + commands(label) { $0.isPressable }
        }
        if let key = Keypad.key(named: label), let button = button(for: key) {
            found.append(Proposal(button.press, 0.95, "\(button.name) is the button for \(label)"))
        }
        if kind != .element, let keys = Keyboard.combination(label) {
            let sure = kind == .key ? 1 : keys.modifiers.isEmpty && keys.key.count == 1 ? 0.6 : 0.9
            found.append(Proposal(.key(keys), sure, "it is a key"))
        }
        if attempts.contains(where: { !$0.worked && $0.wasSent }), let tried = attempts.last?.widget,
            Self.affirmative.contains(Match.normalized(tried.name))
        {
            found.append(Proposal(.key(KeyCombination("Return")), 0.55, "Return presses the default button"))
        }
        return found
    }

    /// Whether a label stands for several buttons in a row: none is called so, and all of its keys are there.
    private func isOnKeypad(_ label: String, _ keys: [String]) -> Bool {
        guard !scene.widgets.contains(where: { $0.isPressable && $0.name == label }) else { return false }
        return Set(keys).allSatisfy { button(for: $0) != nil }
    }

    private func button(for key: String) -> Widget? {
        scene.inFront.first {
            $0.isPressable && $0.isShowing && Keypad.names(key).contains($0.name.lowercased())
        }
    }

    private func keypad(_ keys: [String], at index: Int) -> [Proposal] {
        guard let button = button(for: keys[index]) else { return [] }
        return [
            Proposal(
                button.press,
                PlanningCore.Question.exact,
                "key \(index + 1) of \(keys.count): \(button.name)"
            )
        ]
    }

    /// Presses of widgets and menu entries that fit a name.
    func commands(_ phrase: String, where fits: (Widget) -> Bool) -> [Proposal] {
        if let way = menuWay(phrase) { return way }
        return named(phrase, where: fits)
    }

    /// "View > Line Numbers": the menu entries on such a way.
    private func menuWay(_ phrase: String) -> [Proposal]? {
        let parts = phrase.split { $0 == ">" || $0 == "→" }.map { String($0).trimmed }.filter { !$0.isEmpty }
        guard parts.count > 1, let last = parts.last else { return nil }
        let entries = scene.widgets.filter { widget in
            guard let path = widget.path, Match.score(last, widget.name) > 0.9 else { return false }
            return parts.dropLast().allSatisfy { part in path.contains { Match.score(part, $0) > 0.9 } }
        }
        return entries.isEmpty ? nil : entries.map { Proposal($0.press, 1, "it is on the way \"\(phrase)\"") }
    }

    private func named(_ phrase: String, where fits: (Widget) -> Bool) -> [Proposal] {
        matches(phrase) { ($0.isPressable || $0.path != nil) && fits($0) }.map { widget, score in
            let reason = "\"\(widget.name)\" fits \"\(phrase)\""
            // A menu of the bar only opens; it is meant when it is called by its name.
            if widget.path?.count == 1, score < 0.9 { return Proposal(widget.press, score * 0.5, reason) }
            // An entry of a closed menu is further away than what shows.
            return Proposal(widget.press, widget.isShowing ? score : score * 0.92, reason)
        }
    }

    func clicking(_ what: String, button: MouseButton, count: Int) -> [Proposal] {
        if button == .left, count == 1, let way = menuWay(what) { return way }
        let numbered = button == .left && count == 1 ? pressingNumbered(what) : []
        return numbered
            + matches(what).compactMap { widget, score in
                let reason = "\"\(widget.name)\" fits \"\(what)\""
                if !widget.isShowing {
                    return button == .left && count == 1 ? Proposal(widget.press, score * 0.92, reason) : nil
                }
                let weight =
                    widget.isPressable || count > 1 || button == .right ? 1 : widget.isInput ? 0.9 : 0.7
                return Proposal(.click(widget.target, button: button, count: count), score * weight, reason)
            }
    }

    func keying(_ keys: KeyCombination) -> [Proposal] {
        // Nothing has the keyboard where nothing is open.
        guard scene.frontWindow != nil else { return [] }
        var found = [Proposal(.key(keys), 0.9, "the key for what the goal says")]
        if deeds.isEmpty, scene.focused?.isInput != true, let document = documents.first,
            documents.count == 1
        {
            found.append(Proposal(.click(document.target), 0.95, "the document must have the keyboard"))
        }
        return found
    }

    func dragging(_ from: String, to: String) -> [Proposal] {
        guard let source = matches(from, where: \.isShowing).max(by: { $0.score < $1.score }) else {
            return []
        }
        if let place = ListPlace(reading: to), let entry = entry(at: place, of: source.widget) {
            return [
                Proposal(
                    .drag(from: source.widget.target, to: entry.target),
                    source.score,
                    "\"\(entry.name)\" is at that place of the list"
                )
            ]
        }
        guard
            let goal = matches(to, where: { $0.isShowing && $0.element.id != source.widget.element.id })
                .max(by: { $0.score < $1.score })
        else { return [] }
        return [
            Proposal(
                .drag(from: source.widget.target, to: goal.widget.target),
                min(source.score, goal.score),
                "both ends are on the screen"
            )
        ]
    }

    /// The entry at a place of the list that another is in.
    private func entry(at place: ListPlace, of other: Widget) -> Widget? {
        let entries = scene.inFront.filter {
            $0.isShowing && $0.role == other.role && $0.element.parent == other.element.parent
        }
        .sorted { ($0.element.frame.y, $0.element.frame.x) < ($1.element.frame.y, $1.element.frame.x) }
        guard entries.count > 1, let start = entries.firstIndex(of: other),
            let index = place.index(from: start, of: entries.count), index != start
        else { return nil }
        return entries[index]
    }

    private static let affirmative: Set<String> = [
        "ok", "yes", "save", "create", "open", "apply", "submit", "done", "rename", "accept", "confirm",
    ]

    var isAnswered: Bool {
        attempts.contains {
            $0.wasSent && ($0.worked || !$0.windowsBefore.subtracting($0.windowsAfter).isEmpty)
        }
    }

    func accepting() -> [Proposal] {
        let buttons = scene.inFront.filter { [.pushButton, .toggleButton].contains($0.role) && $0.isShowing }
        var found = buttons.compactMap { button -> Proposal? in
            let name = Match.normalized(button.name)
            guard let rank = Self.agreeing.firstIndex(of: name) else { return nil }
            return Proposal(button.press, 0.95 - Double(rank) * 0.01, "\"\(button.name)\" says yes")
        }
        for button in buttons where button.element.states.contains(.isDefault) {
            found.append(Proposal(button.press, 0.8, "\"\(button.name)\" is the default"))
        }
        if scene.isDialog || !deeds.isEmpty {
            found.append(Proposal(.key(KeyCombination("Return")), 0.5, "Return presses the default button"))
        }
        return found
    }

    func dismissing() -> [Proposal] {
        let buttons = scene.inFront.filter { $0.role == .pushButton && $0.isShowing }
        var found = buttons.compactMap { button -> Proposal? in
            let name = Match.normalized(button.name)
            guard let rank = Self.declining.firstIndex(of: name) else { return nil }
            return Proposal(button.press, 0.95 - Double(rank) * 0.05, "\"\(button.name)\" says no")
        }
        if scene.isDialog {
            found.append(Proposal(.key(KeyCombination("Escape")), 0.6, "Escape leaves a dialog"))
        }
        return found
    }

    /// Buttons that agree, the plainest first.
    static let agreeing = [
        "ok", "confirm", "submit", "accept", "yes", "apply", "done", "finish", "continue", "save", "send",
        "create",
        "agree", "next",
    ]

    static let declining = ["cancel", "no", "close", "decline", "reject", "dismiss", "not now"]
}

/// Names of keys as people say them.
enum Keyboard {
    /// Returns the combination a text names, or `nil` when it names no key.
    static func combination(_ text: String) -> KeyCombination? {
        var spoken = text.lowercased()
        for (words, key) in names where spoken.hasSuffix(words) {
            spoken = String(spoken.dropLast(words.count)) + key
        }
        let parts = spoken.split { $0 == " " || $0 == "-" }.map(String.init)
        // "Ctrl S" and "ctrl-s" are ctrl+s; a lone minus is a key.
        let joined = parts.count > 1 ? parts.joined(separator: "+") : spoken
        let exact = parts.count > 1 || spoken != text.lowercased() ? joined : text
        guard let keys = KeyCombination(parsing: exact), isKnown(keys.key) else { return nil }
        guard keys.key.count == 1, !keys.modifiers.isEmpty else { return keys }
        return KeyCombination(keys.key.lowercased(), modifiers: keys.modifiers)
    }

    private static func isKnown(_ key: String) -> Bool {
        if key.count == 1 { return true }
        return named.contains(key)
    }

    private static let names: [(String, String)] = [
        ("page down", "page_down"), ("page up", "page_up"), ("arrow up", "up"), ("arrow down", "down"),
        ("arrow left", "left"), ("arrow right", "right"), ("up arrow", "up"), ("down arrow", "down"),
        ("left arrow", "left"), ("right arrow", "right"), ("space bar", "space"), ("spacebar", "space"),
    ]

    private static let named: Set<String> = Set(
        [
            "Return", "Escape", "Tab", "space", "BackSpace", "Delete", "Insert", "Home", "End", "Page_Up",
            "Page_Down", "Up", "Down", "Left", "Right", "Menu", "Print", "Caps_Lock",
        ] + (1...12).map { "F\($0)" }
    )
}

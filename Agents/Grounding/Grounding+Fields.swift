import Core

/// Fields, choices and switches.
extension Grounding {
    /// The widgets that hold a value and fit a name, the best first.
    private func fields(_ name: String) -> [(widget: Widget, score: Double)] {
        let holders = matches(name) { $0.isShowing && ($0.isInput || Self.holders.contains($0.role)) }
        let lines = holders.filter { !$0.widget.isDocument || $0.score > 0.9 }
        return lines.filter { $0.score >= Proposal.threshold }.sorted { $0.score > $1.score }
    }

    private static let holders: Set<Role> = [.comboBox, .checkBox, .slider, .spinButton, .toggleButton]

    func isSet(_ field: String, _ value: String) -> Bool {
        if let best = fields(field).first, holds(best.widget, value) { return true }
        if let number = Double(value), isDrawnSlider(field) { return isSlid(to: number) }
        if let date = CalendarDate(reading: value), fields(field).isEmpty { return isPicked(date) }
        return attempts.contains { attempt in
            guard attempt.worked else { return false }
            switch attempt.action {
            case .setText(_, let text): return text == value
            case .select, .click, .menu: return true
            default: return false
            }
        }
    }

    private func holds(_ widget: Widget, _ value: String) -> Bool {
        if let isOn = widget.isOn, let wanted = Self.truth(value) { return isOn == wanted }
        // Before anything was tried, an empty wish is not served by an empty field.
        guard !value.isEmpty else { return false }
        let held = widget.element.value ?? (widget.role == .comboBox ? widget.element.name : "")
        return held.trimmed == value.trimmed
    }

    private static func truth(_ value: String) -> Bool? {
        switch value.lowercased() {
        case "on", "yes", "true", "checked", "enabled": true
        case "off", "no", "false", "unchecked", "disabled": false
        default: nil
        }
    }

    func setting(_ field: String, to value: String) -> [Proposal] {
        var found = fields(field).compactMap {
            put(value, into: $0.widget, $0.score, "\"\($0.widget.name)\" fits \"\(field)\"")
        }
        if let number = Double(value), isDrawnSlider(field) { found += sliding(to: number) }
        if let date = CalendarDate(reading: value) { found += picking(date, for: field) }
        // "Set the size to Large" where the sizes are buttons or list entries of their own.
        found += matches(value) { $0.isShowing && Self.choices.contains($0.role) }.map {
            Proposal(.click($0.widget.target), $0.score * 0.7, "\"\($0.widget.name)\" is offered")
        }
        // A combo box that offers the value, whatever it is called.
        for widget in scene.widgets where widget.role == .comboBox && widget.isShowing {
            if let option = option(value, of: widget) {
                found.append(
                    Proposal(.select(widget.target, option: option), 0.68, "it offers \"\(option)\"")
                )
            }
        }
        if found.allSatisfy({ $0.score < Proposal.threshold }), let only = onlyInput(for: value) {
            found.append(Proposal(.setText(only.target, text: value), 0.55, "it is the only field"))
        }
        return found
    }

    private static let choices: Set<Role> = [.radioButton, .toggleButton, .listItem, .tableCell, .pageTab]

    /// The one field of the front window that can hold a value, if there is just one.
    private func onlyInput(for value: String) -> Widget? {
        let isNumber = Double(value.hasSuffix("%") ? String(value.dropLast()) : value) != nil
        let inputs = scene.inFront.filter {
            ($0.isInput && !$0.isDocument) || (isNumber && $0.role == .slider && $0.isShowing)
        }
        return inputs.count == 1 ? inputs.first : nil
    }

    /// The action that gives a widget a value.
    private func put(_ value: String, into widget: Widget, _ score: Double, _ reason: String) -> Proposal? {
        if widget.isInput { return Proposal(.setText(widget.target, text: value), score, reason) }
        switch widget.role {
        case .comboBox:
            guard widget.options.isEmpty || option(value, of: widget) != nil else { return nil }
            return Proposal(.select(widget.target, option: option(value, of: widget) ?? value), score, reason)
        case .checkBox, .toggleButton:
            guard let wanted = Self.truth(value), widget.isOn != wanted else { return nil }
            return Proposal(.click(widget.target), score, reason)
        case .slider: return Proposal(.setText(widget.target, text: value), score * 0.9, reason)
        default: return nil
        }
    }

    private func option(_ value: String, of widget: Widget) -> String? {
        widget.options.map { ($0, Match.score(value, $0)) }.filter { $0.1 > 0.7 }.max { $0.1 < $1.1 }?.0
    }

    // MARK: Label and value in one

    /// Tells label and value apart by the labels on the screen.
    private func pair(_ phrase: String) -> (field: String, value: String)? {
        let words = Phrase(phrase).bare
        let labels = scene.widgets.filter { $0.isInput || Self.holders.contains($0.role) }.map(\.name)
        var best: (field: String, value: String, score: Double)?
        for count in 1..<max(2, words.words.count) where count < words.words.count {
            let field = words.dropLast(words.words.count - count).text
            let score = labels.map { Match.score(field, $0) }.max() ?? 0
            // Of two equally good readings the longer label is the right one.
            if score >= 0.6, score >= best?.score ?? 0 {
                best = (field, words.dropFirst(count).text, score)
            }
        }
        return best.map { ($0.field, $0.value) }
    }

    func isFilled(_ phrase: String) -> Bool {
        guard let pair = pair(phrase) else { return isTyped(phrase, nil, line: false) }
        return isSet(pair.field, pair.value)
    }

    func filling(_ phrase: String) -> [Proposal] {
        guard let pair = pair(phrase) else { return typing(phrase, into: nil, line: false) }
        return setting(pair.field, to: pair.value)
    }

    // MARK: Choices

    func isChosen(_ what: String) -> Bool {
        if deeds.contains(where: \.worked) || choseInMenu { return true }
        return scene.widgets.contains {
            $0.isShowing && Match.score(what, $0.name) > 0.9 && Self.choices.contains($0.role)
                && ($0.element.states.contains(.selected) || ($0.role == .radioButton && $0.isOn == true))
                && $0.role != .pageTab
        }
    }

    func choosing(_ what: String, from container: String?) -> [Proposal] {
        var found: [Proposal] = []
        for widget in scene.widgets where widget.role == .comboBox && widget.isShowing {
            guard let option = option(what, of: widget) else { continue }
            let named = container.map { widget.match($0) } ?? 0.5
            found.append(
                Proposal(
                    .select(widget.target, option: option),
                    Match.score(what, option) * (0.85 + 0.15 * named),
                    "it offers \"\(option)\""
                )
            )
        }
        let fromMenu = container.map { Match.words($0).contains("menu") } ?? false
        found += commands(what) { $0.role != .comboBox }.compactMap { proposal in
            guard let ref = proposal.action.targets.first, case .element(let id) = ref,
                let widget = scene.widget(id)
            else {
                return Proposal(proposal.action, proposal.score * (fromMenu ? 1.05 : 0.9), proposal.reason)
            }
            let weight = Self.choices.contains(widget.role) ? 1 : widget.role == .pushButton ? 0.85 : 0.95
            let action = isFurther(widget) ? .click(widget.target, modifiers: [.control]) : proposal.action
            return Proposal(action, proposal.score * weight, proposal.reason)
        }
        // The list itself, where a click on its entry did nothing.
        if attempts.contains(where: { !$0.worked }) {
            found += attempts.compactMap(\.widget).compactMap { widget in
                scene.observation.ancestors(of: widget.element).first { Self.lists.contains($0.role) }
                    .map {
                        Proposal(
                            .select(.element($0.id), option: widget.name),
                            0.7,
                            "it holds \"\(widget.name)\""
                        )
                    }
            }
        }
        return found
    }

    /// Whether it is to be chosen beside what was chosen before in the same list.
    private func isFurther(_ widget: Widget) -> Bool {
        guard case .choose? = previous, let parent = widget.element.parent,
            scene.observation.element(parent)?.states.contains(.multiselectable) ?? false
        else { return false }
        return scene.observation.elements.contains { $0.parent == parent && $0.states.contains(.selected) }
    }

    private static let lists: Set<Role> = [
        .table, .treeTable, .listBox, Role("list"), .comboBox, .pageTabList,
    ]

    // MARK: Switches

    private func switches(_ what: String) -> [(widget: Widget, score: Double)] {
        if let widget = numbered(what), widget.isOn != nil { return [(widget, 0.98)] }
        return named(what)
    }

    private func named(_ what: String) -> [(widget: Widget, score: Double)] {
        matches(what) { $0.isOn != nil }.sorted { $0.score > $1.score }
    }

    func isToggled(_ what: String, on: Bool) -> Bool {
        if let best = switches(what).first, best.score > 0.6 {
            return best.widget.isOn == on || deeds.contains { $0.worked && $0.status == .confirmed }
        }
        return deeds.contains(where: \.worked) || choseInMenu
    }

    /// Whether a closed menu's entry was chosen: many have an effect that nothing shows, and choosing
    /// a switch again would undo it.
    var choseInMenu: Bool { sent { if case .menu = $0 { true } else { false } } }

    /// Whether a menu's entry that is called as what is to be turned on or off was chosen.
    var choseByName: Bool {
        guard case .toggle(let what, _) = subgoal.intent else { return false }
        return sent {
            if case .menu(let path) = $0 {
                path.last.map { Match.score(what, $0) >= 0.9 } ?? false
            } else {
                false
            }
        }
    }

    func toggling(_ what: String, on: Bool) -> [Proposal] {
        var found = switches(what).compactMap { widget, score -> Proposal? in
            guard widget.isOn != on else { return nil }
            return Proposal(
                widget.press,
                widget.isShowing ? score : score * 0.95,
                "\"\(widget.name)\" is \(on ? "off" : "on")"
            )
        }
        found += commands(what) { $0.isOn == nil }.map { Proposal($0.action, $0.score * 0.9, $0.reason) }
        return found
    }
}

extension String {
    /// The text without white space at its ends.
    var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

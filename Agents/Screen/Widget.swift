package import Core

/// An element as the planner sees it: usable now, with the name a user would call it by.
package struct Widget: Hashable, Sendable {
    package var element: UIElement
    /// The name; that of the label beside it where the element has none.
    package var name: String
    /// The names of the menus to open on the way to it, itself last; `nil` for what is no menu entry.
    package var path: [String]?
    /// Names of the options it offers, for combo boxes.
    package var options: [String]
    /// Whether it is in the window that has the keyboard.
    package var isInFront: Bool

    package var target: Target { .element(element.id) }
    package var role: Role { element.role }

    /// Whether it is on the screen, so that it can be pointed at.
    package var isShowing: Bool { element.isOnScreen }

    /// Whether a person types into it.
    package var isInput: Bool {
        guard isShowing, Role.textInputs.contains(role), !element.states.contains(.readOnly) else {
            return false
        }
        switch role {
        case .passwordText, .spinButton, .terminal, .entry: return true
        default: return element.states.contains(.editable)
        }
    }

    /// Whether it can be given a value: a field that is typed into, or a slider.
    package var isSettable: Bool { isInput || (role == .slider && isShowing) }

    /// Whether it holds a number and takes nothing else; spin buttons for months or halves of the day show words.
    var holdsNumber: Bool {
        [.spinButton, .slider].contains(role) && (element.value ?? "").contains(where: \.isNumber)
    }

    /// Whether it is a field: one that is given a value, or one that only shows what is chosen elsewhere, as a date is in
    /// the calendar that a click on it opens.
    package var isField: Bool { isSettable || (isShowing && role == .entry) }

    /// Whether it holds running text rather than a line.
    package var isDocument: Bool {
        guard isInput else { return false }
        if role == .documentText || role == .paragraph { return true }
        return element.states.contains(.multiLine) && !element.states.contains(.singleLine)
    }

    package var isPressable: Bool { Role.pressables.contains(role) }

    /// Whether it is on or off; `nil` for what is neither.
    package var isOn: Bool? {
        switch role {
        case .checkBox, .radioButton, .checkMenuItem, .radioMenuItem: element.states.contains(.checked)
        case .toggleButton: element.states.contains(.checked) || element.states.contains(.pressed)
        default: element.states.contains(.checkable) ? element.states.contains(.checked) : nil
        }
    }

    /// Returns how well a user's words name it, 0 to 1.
    package func match(_ phrase: String) -> Double {
        // A lone sign or digit is meant only where nothing else is said: not by "the sum of 2 and 15".
        let own = Match.score(phrase, name)
        let byName = name.count == 1 && own < 0.9 ? 0 : own
        let byDetail = element.detail.map { Match.score(phrase, Self.firstLine($0)) * 0.6 } ?? 0
        let best = max(byName, byDetail)
        guard best > 0, let kind = Self.kind(in: phrase) else { return best }
        return min(1, kind.contains(role) ? best * 1.05 : best * 0.75)
    }

    /// The action that presses it: a click where it shows, otherwise the way through the menus.
    package var press: Action {
        if let path, !isShowing { return .menu(path) }
        return .click(target)
    }

    private static func firstLine(_ text: String) -> String {
        text.split(separator: "\n").first.map(String.init) ?? text
    }

    /// The roles that a phrase speaks of ("the OK button"), if it names a kind of widget.
    private static func kind(in phrase: String) -> Set<Role>? {
        for word in Match.words(phrase).reversed() {
            if let roles = kinds[word] { return roles }
        }
        return nil
    }

    static let kinds: [String: Set<Role>] = [
        "button": [.pushButton, .toggleButton, .radioButton, .checkBox],
        "checkbox": [.checkBox, .checkMenuItem], "field": Role.textInputs.union([.comboBox]),
        "entry": Role.textInputs, "input": Role.textInputs, "menu": Role.menuEntries.union([.toggleButton]),
        "tab": [.pageTab, .radioButton], "link": [.link], "icon": [.icon, .pushButton],
        "slider": [.slider], "dropdown": [.comboBox], "combo": [.comboBox], "cell": [.tableCell],
        "row": [.tableCell, .listItem],
    ]
}

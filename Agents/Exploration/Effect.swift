package import Core

/// What an action brought about, as far as two screens show it.
package struct Effect: Hashable, Sendable {
    /// The kinds of effect.
    package enum Kind: Hashable, Sendable {
        /// Something that is on or off was turned on.
        case turnedOn
        /// Something that is on or off was turned off.
        case turnedOff
        /// A field reads this text.
        case filled(String)
        /// A field or document holds this text among others.
        case typed(String)
        /// A list to choose from shows this option.
        case chose(String)
        /// An item, row or page is selected.
        case selected
        /// The entries of a menu or list came up.
        case unfolded
        /// A window of this title opened.
        case opened(String)
        /// The window the element was in closed.
        case closed(WindowInfo)
        /// Something in the same window shows another text.
        case changed(UIElement)
        /// Something with a name came into the same window.
        case shown(UIElement)
    }

    /// What came about.
    package var kind: Kind
    /// The element that it came about by; `nil` for keys.
    package var subject: UIElement?

    /// The name of the kind, for counts.
    package var name: String {
        switch kind {
        case .turnedOn: "turned on"
        case .turnedOff: "turned off"
        case .filled: "filled"
        case .typed: "typed"
        case .chose: "chose"
        case .selected: "selected"
        case .unfolded: "unfolded"
        case .opened: "opened"
        case .closed: "closed"
        case .changed: "changed"
        case .shown: "shown"
        }
    }

    /// Whether it is so on a screen of the same walk; `nil` where the screen does not tell.
    package func holds(on screen: Observation) -> Bool? {
        switch kind {
        case .turnedOn: return now(on: screen)?.isOn
        case .turnedOff: return now(on: screen)?.isOn.map { !$0 }
        case .filled(let text): return now(on: screen).map { Self.reads($0.value ?? "", text) }
        case .typed(let text): return now(on: screen).map { $0.value?.contains(text) ?? false }
        case .chose(let option):
            return now(on: screen).map { now in
                [now.value ?? "", now.name].contains { Observation.folded($0) == Observation.folded(option) }
            }
        case .selected: return now(on: screen).map { $0.states.contains(.selected) }
        case .unfolded:
            guard let subject else { return nil }
            return Self.isUnfolded(subject, on: screen)
        case .opened(let title): return screen.windows.contains { $0.title == title }
        case .closed(let window): return !screen.windows.contains { $0.isSame(as: window) }
        case .changed(let element):
            return screen.elements.first { $0.isSame(as: element) }.map { $0.value == element.value }
        case .shown(let element):
            return screen.elements.contains {
                $0.isOnScreen && $0.role == element.role && $0.name == element.name
            }
        }
    }

    private func now(on screen: Observation) -> UIElement? {
        guard let subject else { return nil }
        return screen.elements.first { $0.isSame(as: subject) }
    }

    /// Whether entries below an element are on the screen.
    static func isUnfolded(_ element: UIElement, on screen: Observation) -> Bool {
        guard let now = screen.elements.first(where: { $0.isSame(as: element) }) else { return false }
        return screen.elements.contains { entry in
            entry.isOnScreen && entry.id != now.id
                && (Role.menuEntries.contains(entry.role) || entry.role == .listItem)
                && screen.ancestors(of: entry).contains { $0.id == now.id }
        }
    }

    /// Equal apart from line ends at the end, or as numbers.
    static func reads(_ value: String, _ text: String) -> Bool {
        func trimmed(_ text: String) -> Substring {
            var rest = Substring(text)
            while let last = rest.last, last.isNewline { rest.removeLast() }
            return rest
        }
        if trimmed(value) == trimmed(text) { return true }
        guard let one = Double(value), let other = Double(text) else { return false }
        return one == other
    }
}

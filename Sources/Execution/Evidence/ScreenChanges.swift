import Core

/// What differs between two observations, with elements matched by their accessible address.
struct ScreenChanges {
    /// An element that is on both screens and differs.
    struct Pair {
        var before: UIElement
        var after: UIElement
    }

    let before: Observation
    let after: Observation
    /// Elements in both, that differ in name, value, states or frame.
    let changed: [Pair]
    /// Elements that are on the screen only after.
    let appeared: [UIElement]
    /// Elements that were on the screen only before.
    let vanished: [UIElement]
    let opened: [WindowInfo]
    let closed: [WindowInfo]
    let retitled: [(before: WindowInfo, after: WindowInfo)]
    private let afterByAddress: [AccessibleID: UIElement]

    init(from before: Observation, to after: Observation) {
        self.before = before
        self.after = after
        let old = Self.byAddress(before)
        let new = Self.byAddress(after)
        afterByAddress = new
        var changed: [Pair] = []
        var vanished: [UIElement] = []
        for element in before.elements {
            guard let address = element.address else { continue }
            if let now = new[address] {
                if now.name != element.name || now.value != element.value || now.states != element.states
                    || now.frame != element.frame
                {
                    changed.append(Pair(before: element, after: now))
                }
                if element.isOnScreen, !now.isOnScreen { vanished.append(element) }
            } else if element.isOnScreen {
                vanished.append(element)
            }
        }
        self.changed = changed
        self.vanished = vanished
        appeared = after.elements.filter { element in
            guard element.isOnScreen, let address = element.address else { return false }
            return !(old[address]?.isOnScreen ?? false)
        }
        opened = after.windows.filter { window in
            Self.counts(window) && !before.windows.contains { Self.same($0, window) }
        }
        closed = before.windows.filter { window in
            Self.counts(window) && !after.windows.contains { Self.same($0, window) }
        }
        retitled = before.windows.compactMap { window in
            guard let now = after.windows.first(where: { Self.same($0, window) }), now.title != window.title
            else { return nil }
            return (window, now)
        }
    }

    /// The element after, at the address it had before.
    func now(_ element: UIElement) -> UIElement? { element.address.flatMap { afterByAddress[$0] } }

    /// Whether a window is still open.
    func isOpen(_ window: WindowInfo) -> Bool { after.windows.contains { Self.same($0, window) } }

    /// Whether two descriptions are of one window: the X id, or the process and title without one.
    static func same(_ one: WindowInfo, _ other: WindowInfo) -> Bool {
        if one.id != 0 || other.id != 0 { return one.id == other.id }
        return one.pid == other.pid && one.title == other.title
    }

    /// Whether a user would see it as a window; toolkits make helpers of a few pixels.
    private static func counts(_ window: WindowInfo) -> Bool {
        window.frame.width >= 24 && window.frame.height >= 16
    }

    private static func byAddress(_ observation: Observation) -> [AccessibleID: UIElement] {
        var table: [AccessibleID: UIElement] = [:]
        table.reserveCapacity(observation.elements.count)
        for element in observation.elements {
            if let address = element.address { table[address] = element }
        }
        return table
    }
}

extension States {
    /// States whose change is an effect, not a trace of where the pointer or the keyboard is.
    static let effects: States = [
        .checked, .selected, .expanded, .collapsed, .pressed, .enabled, .sensitive, .editable, .indeterminate,
        .iconified, .invalidEntry, .readOnly,
    ]
}

package import Core

/// How menus are found in an observation, whatever toolkit drew them.
extension Observation {
    /// The menu entries directly below an element, seen past menus and panels without a name of
    /// their own; below `nil`, the titles in the menu bars of a window.
    package func menuEntries(below parent: UIElement?, in window: WindowInfo?) -> [UIElement] {
        elements.filter { element in
            guard Role.menuEntries.contains(element.role) else { return false }
            if let window, let own = self.window(of: element), !belongs(own, to: window) { return false }
            guard let parent else { return isMenuTitle(element) }
            for ancestor in ancestors(of: element) {
                if ancestor.id == parent.id { return true }
                // Qt puts a popup menu between a title and its entries; its name is the title's.
                if Role.menuEntries.contains(ancestor.role), ancestor.role != .menu || !ancestor.name.isEmpty,
                    Self.folded(ancestor.name) != Self.folded(parent.name)
                {
                    return false
                }
            }
            return false
        }
    }

    /// Menu entries that can be pressed now and are not the titles of a menu bar.
    func openEntries() -> [UIElement] {
        elements.filter { element in
            element.isOnScreen && !isMenuTitle(element) && !visibleFrame(of: element).isEmpty
                && (Role.menuEntries.contains(element.role) || isPopoverItem(element))
        }
    }

    /// Whether an element stands in a popover that serves as a menu (GTK header bars).
    func isPopoverItem(_ element: UIElement) -> Bool {
        guard [.pushButton, .toggleButton, .checkBox, .radioButton, .listItem].contains(element.role) else {
            return false
        }
        let floats: Set<Role> = [.popupMenu, .menu, Role("pop up"), Role("popover"), Role("tool tip")]
        return ancestors(of: element).contains { ancestor in
            floats.contains(ancestor.role)
                || (ancestor.role == .window && !ancestor.states.contains(.resizable))
                || (ancestor.role == .panel && ancestor.name.lowercased().contains("popover"))
        }
    }

    /// Returns the entry of a name, the visible ones first.
    package func entry(named name: String, among entries: [UIElement]) -> UIElement? {
        let wanted = Self.folded(name)
        let fitting = entries.filter { Self.folded($0.name) == wanted }
        return fitting.first { $0.isOnScreen } ?? fitting.first { $0.states.contains(.sensitive) }
            ?? fitting.first
    }

    private func belongs(_ one: WindowInfo, to other: WindowInfo) -> Bool {
        ScreenChanges.same(one, other) || (one.pid != 0 && one.pid == other.pid)
            || (!one.application.isEmpty && one.application == other.application)
    }
}

/// Returns the names from the menu bar down to a menu entry, or `nil` when it hangs in none.
package func menuPath(of element: UIElement, in screen: Observation) -> [String]? {
    var names = [element.name]
    for ancestor in screen.ancestors(of: element) {
        if ancestor.role == .menuBar { return names.reversed() }
        guard Role.menuEntries.contains(ancestor.role) || ancestor.role == .popupMenu else { continue }
        // A popup menu between a title and its entries repeats the title's name, or has none.
        if ancestor.name.isEmpty || ancestor.role == .popupMenu { continue }
        if let last = names.last, Observation.folded(last) == Observation.folded(ancestor.name),
            names.count > 1
        {
            continue
        }
        names.append(ancestor.name)
    }
    return nil
}

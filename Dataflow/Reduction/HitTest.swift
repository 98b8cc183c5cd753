import Core

/// Finds out what a person meant who pressed a button at a point.
enum HitTest {
    /// Roles where the point inside the element matters as much as the element.
    private static let surfaces: Set<Role> = [
        .slider, .scrollBar, Role("drawing area"), Role("canvas"), Role("image map"), Role("ruler"),
    ]

    /// Roles that scroll what is in them.
    private static let scrollables: Set<Role> = [
        .scrollPane, .text, .documentText, .terminal, .listBox, .table, .treeTable, Role("tree"),
        Role("list"), Role("viewport"), Role("document web"), Role("document frame"), .slider, .spinButton,
        Role("icon pane"), Role("layered pane"),
    ]

    /// Roles that a person reads, and may click where nothing better is.
    private static let readables: Set<Role> = [.label, .image, .heading, .icon, .paragraph]

    /// Names of accessibility actions that say that an element can be pressed.
    private static let pressing: Set<String> = ["click", "press", "activate", "toggle", "jump", "open"]

    /// Returns the smallest element at a point that a person can press or type into.
    static func element(at point: Point, in observation: Observation) -> UIElement? {
        let here = candidates(at: point, in: observation)
        let operable = smallest(here.filter(isOperable))
        let readable = smallest(here.filter { readables.contains($0.role) && !$0.name.isEmpty })
        guard let operable, let readable else { return operable ?? readable }
        // Rows of a list often have no name of their own; the label in them finds them again.
        let isNameless = operable.name.isEmpty && Role.pressables.contains(operable.role)
        return isNameless && readable.frame.area <= operable.frame.area ? readable : operable
    }

    /// Returns the smallest element at a point that scrolls.
    static func scrollable(at point: Point, in observation: Observation) -> UIElement? {
        let here = candidates(at: point, in: observation)
        return smallest(here.filter { scrollables.contains($0.role) }) ?? smallest(here.filter(isOperable))
    }

    /// Returns what a click is aimed at: the element, or the point where the point is what counts.
    static func target(_ element: UIElement?, at point: Point, count: Int) -> Target {
        guard let element, !surfaces.contains(element.role) else { return .point(point) }
        // A click into text that is there places the caret, a double click chooses a word.
        if Role.textInputs.contains(element.role), element.value?.isEmpty == false {
            let isLarge = element.states.contains(.multiLine) || element.frame.height > 80
            if isLarge && element.role != .terminal || count == 2 { return .point(point) }
        }
        return .element(element.id)
    }

    /// Returns whether an element is small and whole enough that dragging it means the element.
    static func isItem(_ element: UIElement) -> Bool {
        (Role.pressables.contains(element.role) || readables.contains(element.role))
            && !surfaces.contains(element.role)
    }

    private static func isOperable(_ element: UIElement) -> Bool {
        Role.pressables.contains(element.role) || Role.textInputs.contains(element.role)
            || surfaces.contains(element.role) || element.role == .spinButton
            || element.actions.contains { pressing.contains($0.lowercased()) }
    }

    /// The elements at a point that no other window hides.
    private static func candidates(at point: Point, in observation: Observation) -> [UIElement] {
        let here = observation.elements.filter { $0.isOnScreen && $0.frame.contains(point) }
        // An open menu is above everything, whichever window it is told to belong to.
        let menu = here.filter { Role.menuEntries.contains($0.role) }
        if !menu.isEmpty { return menu }
        guard let front = observation.windows.firstIndex(where: { $0.frame.contains(point) }) else {
            return here
        }
        return here.filter { $0.window == nil || $0.window == front }
    }

    /// The element of the least area; of equal ones the last, which is the innermost.
    private static func smallest(_ elements: [UIElement]) -> UIElement? {
        var best: UIElement?
        for element in elements where best.map({ element.frame.area <= $0.frame.area }) ?? true {
            best = element
        }
        return best
    }
}

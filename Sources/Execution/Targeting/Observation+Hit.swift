public import Core

extension Role {
    /// Containers that hide what sticks out of them.
    static let clippers: Set<Role> = [
        .scrollPane, Role("viewport"), .table, .treeTable, Role("tree"), .listBox, Role("list"),
        .documentText,
    ]
}

extension Observation {
    /// Returns the window an element belongs to.
    public func window(of element: UIElement) -> WindowInfo? {
        element.window.flatMap { windows.indices.contains($0) ? windows[$0] : nil }
    }

    /// Returns the part of an element that can be on the screen: its frame without what the screen,
    /// its window and the scrolled containers round it cut off; empty when nothing is left.
    public func visibleFrame(of element: UIElement) -> Rect {
        var visible = element.frame
            .intersection(Rect(x: 0, y: 0, width: screen.width, height: screen.height))
        // A menu is a window of its own and may stick out of the one it belongs to.
        let floats = Role.menuEntries.contains(element.role)
        if !floats, let window = window(of: element), !window.frame.isEmpty {
            let inside = visible.intersection(window.frame)
            if !inside.isEmpty { visible = inside }
        }
        for ancestor in ancestors(of: element) {
            if ancestor.role == .popupMenu || ancestor.role == .menu { break }
            if Role.clippers.contains(ancestor.role), !ancestor.frame.isEmpty {
                visible = visible.intersection(ancestor.frame)
            }
            // A tool bar hides nothing, but tells where it is before what is in it does.
            if ancestor.role == .toolBar {
                let inside = visible.intersection(ancestor.frame)
                if !inside.isEmpty { visible = inside }
            }
        }
        return visible
    }

    /// Returns the pixel of an element that a press most surely reaches: the middle of what is visible of it, or where
    /// another that can be pressed lies across that, the place nearest to it that no such one shares.
    ///
    /// Frames do not tell which of two that overlap lies on top; what only one of them has is its own.
    public func pressPoint(of element: UIElement) -> Point {
        let visible = visibleFrame(of: element)
        let middle = visible.center
        let own = Set(ancestors(of: element).map(\.id) + [element.id])
        let rivals = elements.filter { rival in
            rival.isOnScreen && rival.window == element.window && !own.contains(rival.id)
                && (Role.pressables.contains(rival.role) || Role.textInputs.contains(rival.role))
                && !ancestors(of: rival).contains { $0.id == element.id }
        }.map(visibleFrame(of:)).filter { !$0.intersection(visible).isEmpty }
        func isShared(_ point: Point) -> Bool { rivals.contains { $0.contains(point) } }
        guard isShared(middle) else { return middle }
        func distance(_ point: Point) -> Int { abs(point.x - middle.x) + abs(point.y - middle.y) }
        let parts = 8
        return (1..<parts).flatMap { row in
            (1..<parts).map { column in
                Point(
                    x: visible.x + visible.width * column / parts,
                    y: visible.y + visible.height * row / parts
                )
            }
        }
        .filter { !isShared($0) }.min { distance($0) < distance($1) } ?? middle
    }

    /// Returns the element that a press at a point would reach, or `nil` where none is known.
    ///
    /// Menu entries float above everything; then the frontmost window at the point decides, and in
    /// it the smallest element, the later in reading order among equals.
    public func hit(_ point: Point) -> UIElement? {
        let front = windows.firstIndex { $0.frame.contains(point) }
        var best: UIElement?
        for element in elements where element.isOnScreen {
            let visible = visibleFrame(of: element)
            guard visible.contains(point) else { continue }
            let floats = Role.menuEntries.contains(element.role) && !isMenuTitle(element)
            guard floats || element.window == nil || front == nil || element.window == front else { continue }
            if Role.topLevels.contains(element.role) { continue }
            guard let rival = best else {
                best = element
                continue
            }
            let rivalFloats = Role.menuEntries.contains(rival.role) && !isMenuTitle(rival)
            if floats != rivalFloats {
                if floats { best = element }
            } else if visible.area <= visibleFrame(of: rival).area {
                best = element
            }
        }
        return best
    }

    /// Returns the frontmost window that lies over an element's point, if one does.
    func cover(of element: UIElement, at point: Point) -> WindowInfo? {
        guard let own = element.window else { return nil }
        return windows.prefix(own).first { $0.frame.contains(point) }
    }

    /// Whether a menu entry stands in a menu bar rather than in an open menu.
    func isMenuTitle(_ element: UIElement) -> Bool {
        element.parent.flatMap(self.element)?.role == .menuBar
    }

    /// An element as messages name it: `e3 push button "OK" in window "Save"`.
    public func words(for element: UIElement) -> String {
        var text = "\(element.id) \(element.inWords)"
        if let window = window(of: element) { text += " in window \"\(window.title)\"" }
        return text
    }
}

extension UIElement {
    /// Role and name: `push button "OK"`.
    var inWords: String { name.isEmpty ? role.rawValue : "\(role) \"\(name.prefix(80))\"" }

    /// Its address on the accessibility bus, where it has one.
    var address: AccessibleID? {
        if case .accessibility(let id) = source { return id }
        return nil
    }
}

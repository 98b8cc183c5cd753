import Core
import Desktop

/// Makes elements of one application's tree: names, values, and what is left out.
///
/// Containers that only lay things out are left out and their contents go up to the next
/// container that is kept.
struct ElementMaker {
    private let view: TreeView
    private let naming: Naming
    private let toggles: ToggleCells
    private let page: PageParts
    private var elements: [UIElement] = []

    init(_ view: TreeView) {
        self.view = view
        naming = Naming(view)
        toggles = ToggleCells(view, naming)
        page = PageParts(view)
    }

    /// Returns the elements under a top-level node in reading order, with refs counted from `next`.
    mutating func elements(under root: Int, next: Int) -> [UIElement] {
        elements = []
        guard view.shown[root] else { return [] }
        for child in view.children[root] {
            walk(child, parent: nil, pressable: nil, next: next, inMenu: false)
        }
        return elements
    }

    private mutating func walk(
        _ index: Int,
        parent: ElementRef?,
        pressable: String?,
        next: Int,
        inMenu: Bool
    ) {
        let node = view.tree.nodes[index]
        let isEntry = Role.menuEntries.contains(node.role)
        guard view.shown[index] || isEntry || inMenu || node.role == .popupMenu else { return }
        var above = parent
        var inside = pressable
        if let element = element(index, parent: parent, pressable: pressable, next: next) {
            elements.append(element)
            above = element.id
            if Role.pressables.contains(element.role), !isEntry { inside = element.name }
        } else if node.states.contains(.focused), let parent {
            // The part of an input that has the keyboard, such as Qt's viewport, stands for the input.
            focus(parent)
        }
        let holdsEntries = isEntry || node.role == .popupMenu || node.role == .comboBox
        // A combo box of all fonts would drown the rest.
        var left = view.shown[index] ? Int.max : 100
        for child in view.children[index] {
            guard left > 0 else { break }
            left -= 1
            walk(
                child,
                parent: above,
                pressable: inside,
                next: next,
                inMenu: holdsEntries && !view.shown[child]
            )
        }
    }

    private mutating func focus(_ ref: ElementRef) {
        guard let position = elements.lastIndex(where: { $0.id == ref }) else { return }
        elements[position].states.insert(.focused)
    }

    private func element(
        _ index: Int,
        parent: ElementRef?,
        pressable: String?,
        next: Int
    ) -> UIElement? {
        let node = view.tree.nodes[index]
        guard !Self.never.contains(node.role), !isShell(index) else { return nil }
        let row = toggles.row(of: index)
        let name = row ?? naming.name(of: index)
        let pressed = page.pressableRole(of: index)
        if pressed == nil {
            guard isWorthListing(node, index, name: name, pressable: pressable) else { return nil }
        } else if page.isEcho(index, named: name) {
            return nil
        }
        let detail = CleanText.line(node.description)
        return UIElement(
            id: ElementRef(next + elements.count),
            parent: parent,
            role: row == nil ? pressed ?? node.role : .checkBox,
            name: name,
            value: naming.value(of: index),
            detail: detail.isEmpty || detail == name ? nil : detail,
            states: page.states(of: index),
            frame: view.frames[index],
            // GTK gives the others their descriptions for names, and all of them concern the row.
            actions: row == nil ? actions(of: node) : [ToggleCells.action],
            source: .accessibility(node.id)
        )
    }

    /// GTK 4 spreads one button over two nodes; the outer one does nothing.
    private func isShell(_ index: Int) -> Bool {
        let node = view.tree.nodes[index]
        guard view.tree.isGTK4, node.actions.isEmpty, Role.pressables.contains(node.role) else {
            return false
        }
        let inner = view.children[index]
        return inner.count == 1 && view.tree.nodes[inner[0]].role == node.role
    }

    private func isWorthListing(_ node: AccessibleNode, _ index: Int, name: String, pressable: String?)
        -> Bool
    {
        // Nothing to see and nothing to call it by.
        if name.isEmpty, view.frames[index].isEmpty { return false }
        if page.isRunningText(index) || page.isEcho(index, named: name) { return false }
        if Self.layout.contains(node.role) {
            return name.isEmpty ? isCanvas(index, pressable) : !isEcho(name, pressable)
        }
        if Self.decoration.contains(node.role) {
            // The label in a button says what the button is called already.
            if pressable != nil { return false }
            return !name.isEmpty && !view.frames[index].isEmpty
        }
        if node.role == .tableCell { return !name.isEmpty || node.states.contains(.editable) }
        if Role.menuEntries.contains(node.role) { return !name.isEmpty || view.shown[index] }
        return true
    }

    /// A large area without contents is one that the application paints itself: a sheet, a drawing.
    private func isCanvas(_ index: Int, _ pressable: String?) -> Bool {
        let node = view.tree.nodes[index]
        let isInText = node.parent.map { Role.textInputs.contains(view.tree.nodes[$0].role) } ?? false
        return pressable == nil && !isInText && view.children[index].isEmpty
            && view.frames[index].area >= 10_000 && Self.canvases.contains(node.role)
    }

    private static let canvases: Set<Role> = [.panel, .filler, Role("unknown")]

    private func isEcho(_ name: String, _ pressable: String?) -> Bool { pressable == name }

    // GTK 4 lists every action of the window on every widget: "win.undo".
    private func actions(of node: AccessibleNode) -> [String] {
        var seen: Set<String> = []
        return node.actions.map { $0.lowercased() }.filter {
            !$0.isEmpty && !$0.contains(".") && seen.insert($0).inserted
        }
    }

    /// Roles that are nothing a user points at.
    private static let never: Set<Role> = [
        Role("separator"), Role("invalid"), Role("redundant object"), .scrollBar, Role("glass pane"),
        Role("root pane"), Role("tearoff menu item"), Role("ruler"), .application,
    ]

    /// Roles that only lay out, unless they have a name.
    private static let layout: Set<Role> = [
        .filler, .panel, .scrollPane, Role("viewport"), Role("layered pane"), Role("split pane"),
        Role("unknown"), Role("section"), Role("grouping"), .frame, Role("internal frame"), Role("extended"),
        .popupMenu, Role("option pane"), Role("landmark"), Role("form"), .statusBar, Role("table row"),
        Role("group"), Role("embedded"), Role("page"), Role("header"), Role("footer"),
    ]

    /// Roles that only show something.
    private static let decoration: Set<Role> = [.label, .icon, .image, Role("static"), Role("caption")]
}

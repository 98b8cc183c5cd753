import Core
import Desktop

/// What the parts of a page are to a person, where a browser's roles only say how they are laid out.
///
/// Pages make anything into a button: a piece of text or a picture that listens for presses says so by
/// an action of its own. Text that can be pressed is then a link, a picture an icon.
struct PageParts {
    private let view: TreeView

    init(_ view: TreeView) { self.view = view }

    /// Returns the role of a part that can be pressed although its own role does not say so.
    func pressableRole(of index: Int) -> Role? {
        guard view.tree.isBrowser else { return nil }
        let node = view.tree.nodes[index]
        guard Self.plain.contains(node.role), !view.frames[index].isEmpty else { return nil }
        let listens = listens(node)
        let below = descendants(of: index)
        // What holds something to press is only the place it is in.
        if below.contains(where: { isControl(view.tree.nodes[$0]) }) { return nil }
        let text = text(of: index)
        if text.isEmpty {
            guard listens || node.states.contains(.focusable) else { return nil }
            return below.contains { isListening($0) } ? nil : .icon
        }
        guard listens, text.count <= Self.longest else { return nil }
        return below.contains { isListening($0) && !self.text(of: $0).isEmpty } ? nil : .link
    }

    /// Returns the text a person reads on a part of a page, in the order of the tree.
    func text(of index: Int) -> String {
        guard view.tree.isBrowser else { return "" }
        let own = leafText(index)
        if !own.isEmpty { return own }
        let parts = descendants(of: index).map(leafText).filter { !$0.isEmpty && !Self.bullets.contains($0) }
        return CleanText.line(parts.joined(separator: " "))
    }

    /// Returns the name of a part that has none: its text where that is short, or else what its author
    /// called it, where that was read.
    func name(of index: Int) -> String {
        guard view.tree.isBrowser else { return "" }
        let text = text(of: index)
        if !text.isEmpty { return text.count <= Self.longest ? text : "" }
        let attributes = view.tree.nodes[index].attributes
        let given = [attributes["class"], attributes["id"]].compactMap { $0 }.first { !$0.isEmpty } ?? ""
        return CleanText.line(given)
    }

    /// Whether a text of a page may be the label of what is beside it: not one of a list or table, nor a single letter.
    func mayLabel(_ index: Int) -> Bool {
        guard view.tree.isBrowser, CleanText.line(view.tree.nodes[index].name).count > 1 else { return false }
        var next = view.tree.nodes[index].parent
        for _ in 0..<2 {
            guard let parent = next.map({ view.tree.nodes[$0] }) else { return true }
            if [.listItem, .tableCell, .heading].contains(parent.role) { return false }
            next = parent.parent
        }
        return true
    }

    /// Returns the name of the entry that is chosen in a list that folds; empty where none says so.
    func choice(of index: Int) -> String {
        guard view.tree.isBrowser else { return "" }
        let chosen = descendants(of: index).first { view.tree.nodes[$0].states.contains(.selected) }
        return chosen.map { view.tree.nodes[$0].name } ?? ""
    }

    /// Returns the states of a part; one that is only read but takes the keyboard is not greyed out.
    func states(of index: Int) -> States {
        let states = view.tree.nodes[index].states
        guard view.tree.isBrowser, states.isSuperset(of: [.readOnly, .focusable]) else { return states }
        return states.union([.enabled, .sensitive])
    }

    /// Whether the part repeats what it is in: the text of a heading, the link that fills a tab.
    func isEcho(_ index: Int, named name: String) -> Bool {
        guard view.tree.isBrowser, !name.isEmpty else { return false }
        let node = view.tree.nodes[index]
        switch node.role {
        case .tableCell, .listItem:
            // A day of a calendar is a cell with a link in it: the link is what is pressed.
            let inner = descendants(of: index).filter { isControl(view.tree.nodes[$0]) }
            return inner.count == 1 && text(of: inner[0]) == name
        case .link, Self.leaf:
            guard let parent = node.parent.map({ view.tree.nodes[$0] }) else { return false }
            return Self.repeated.contains(parent.role) && CleanText.line(parent.name) == name
        default: return false
        }
    }

    /// Whether the part is running text that its own leaves show already.
    func isRunningText(_ index: Int) -> Bool {
        let node = view.tree.nodes[index]
        return view.tree.isBrowser && node.role == .paragraph && !node.states.contains(.editable)
            && !view.children[index].isEmpty
    }

    private func leafText(_ index: Int) -> String {
        let node = view.tree.nodes[index]
        guard view.shown[index], node.role == Self.leaf || view.children[index].isEmpty else { return "" }
        guard !Role.textInputs.contains(node.role) || node.role == .paragraph else { return "" }
        let own = Self.spoken(CleanText.line(node.name))
        return own.isEmpty ? CleanText.line(node.text ?? "") : own
    }

    /// Returns a name without what Chromium says in place of a picture's description.
    static func spoken(_ name: String) -> String {
        name.hasPrefix("To get missing image descriptions") ? "" : name
    }

    private func isListening(_ index: Int) -> Bool { listens(view.tree.nodes[index]) }

    /// Whether an object has an action of its own; "clickAncestor" is one of what it is in.
    private func listens(_ node: AccessibleNode) -> Bool {
        node.actions.contains { Self.presses.contains($0.lowercased()) }
    }

    private func isControl(_ node: AccessibleNode) -> Bool {
        if node.role == .paragraph || node.role == .listItem || node.role == .tableCell { return false }
        return Role.pressables.contains(node.role) || Role.textInputs.contains(node.role)
            || node.role == .slider
    }

    private func descendants(of index: Int) -> [Int] {
        var found: [Int] = []
        var stack = Array(view.children[index].reversed())
        while let next = stack.popLast(), found.count < 200 {
            found.append(next)
            stack += view.children[next].reversed()
        }
        return found
    }

    /// Characters above which a text is something to read rather than to press.
    private static let longest = 120
    private static let bullets: Set<String> = ["•", "◦", "▪", "‣"]
    private static let leaf = Role("static")
    private static let presses: Set<String> = ["click", "press", "activate", "jump"]
    private static let plain: Set<Role> = [
        Role("section"), leaf, .image, .heading, .label, Role("grouping"), .paragraph, .panel, Role("canvas"),
    ]
    private static let repeated: Set<Role> = [.heading, .pageTab, .link, .pushButton, .label]
}

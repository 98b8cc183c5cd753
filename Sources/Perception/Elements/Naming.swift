import Core
import Desktop

/// What an object is called and what it holds.
struct Naming {
    private let view: TreeView
    private let page: PageParts

    init(_ view: TreeView) {
        self.view = view
        page = PageParts(view)
    }

    /// Returns the name a user would use: its own, or the label that belongs to it, or its tooltip.
    func name(of index: Int) -> String {
        let node = view.tree.nodes[index]
        let own = own(index)
        if node.role == .comboBox, let label = relatedLabel(node) ?? adjacentLabel(index) { return label }
        if !own.isEmpty { return own }
        if let label = relatedLabel(node) { return label }
        if Role.pressables.contains(node.role), let label = innerLabel(index) { return label }
        let tip = CleanText.tooltip(node.description)
        let pressed = page.pressableRole(of: index) != nil
        if pressed || Role.pressables.contains(node.role) {
            // A list that folds is called by its label; what is written in it is its choice.
            let text = node.role == .comboBox ? "" : page.name(of: index)
            if !text.isEmpty { return text }
            if !tip.isEmpty { return tip }
            if let tip = wrapperTip(index) { return tip }
        }
        if Self.inputs.contains(node.role), let label = adjacentLabel(index) { return label }
        return Self.named.contains(node.role) ? tip : ""
    }

    /// Returns the text, number or choice it holds; nothing for password fields.
    func value(of index: Int) -> String? {
        let node = view.tree.nodes[index]
        if node.role == .passwordText { return nil }
        if node.role == .comboBox {
            let chosen = CleanText.line(node.selection ?? node.text ?? page.choice(of: index))
            return chosen.isEmpty ? (own(index).isEmpty ? nil : own(index)) : chosen
        }
        if let text = node.text {
            // A list's cell is called by its text; a spreadsheet's by its place.
            return node.role == .tableCell && CleanText.line(text) == own(index) ? nil : text
        }
        return node.number.map(CleanText.number)
    }

    private func own(_ index: Int) -> String {
        let node = view.tree.nodes[index]
        let name = CleanText.name(node.name, role: node.role, isGTK4: view.tree.isGTK4)
        return view.tree.isBrowser ? PageParts.spoken(name) : name
    }

    private func relatedLabel(_ node: AccessibleNode) -> String? {
        for id in node.labelledBy {
            guard let label = view.tree.nodes.first(where: { $0.id == id }) else { continue }
            let text = Self.withoutColon(CleanText.line(label.name))
            if !text.isEmpty { return text }
        }
        return nil
    }

    /// The label inside a button.
    private func innerLabel(_ index: Int) -> String? {
        var queue = view.children[index]
        var seen = 0
        while !queue.isEmpty, seen < 12 {
            let child = queue.removeFirst()
            seen += 1
            if view.tree.nodes[child].role == .label {
                let text = own(child)
                if !text.isEmpty { return text }
            }
            queue += view.children[child]
        }
        return nil
    }

    /// The tooltip of the item of a tool bar that wraps a button.
    private func wrapperTip(_ index: Int) -> String? {
        var child = index
        for _ in 0..<2 {
            guard let parent = view.tree.nodes[child].parent, view.children[parent].first == child,
                Self.wrappers.contains(view.tree.nodes[parent].role)
            else { return nil }
            let tip = CleanText.tooltip(view.tree.nodes[parent].description)
            if !tip.isEmpty { return tip }
            child = parent
        }
        return nil
    }

    private static let wrappers: Set<Role> = [.panel, .filler]

    /// The label just left of an input on the same line, or else just above it.
    private func adjacentLabel(_ index: Int) -> String? {
        let frame = view.frames[index]
        guard !frame.isEmpty else { return nil }
        var best: (distance: Int, text: String)?
        for candidate in near(index) where isLabel(candidate) {
            let label = view.frames[candidate]
            guard !label.isEmpty else { continue }
            let text = Self.withoutColon(own(candidate))
            guard !text.isEmpty, let distance = Self.distance(from: label, to: frame) else { continue }
            if best.map({ distance < $0.distance }) ?? true { best = (distance, text) }
        }
        return best?.text
    }

    private func isLabel(_ index: Int) -> Bool {
        let node = view.tree.nodes[index]
        return node.role == .label || (node.role == Role("static") && page.mayLabel(index))
    }

    /// The objects under the nearest three ancestors.
    private func near(_ index: Int) -> [Int] {
        var top = index
        for _ in 0..<3 { top = view.tree.nodes[top].parent ?? top }
        var found: [Int] = []
        var stack = [top]
        while let next = stack.popLast(), found.count < 200 {
            found.append(next)
            if next == index { continue }
            stack += view.children[next]
        }
        return found
    }

    private static func distance(from label: Rect, to frame: Rect) -> Int? {
        let middle = label.center.y
        if middle >= frame.y, middle < frame.y + max(frame.height, 40), label.x + label.width <= frame.x + 4 {
            let gap = frame.x - label.x - label.width
            return gap < 200 ? max(0, gap) : nil
        }
        if label.y + label.height <= frame.y + 4, label.x < frame.x + frame.width / 2, label.x > frame.x - 40
        {
            let gap = frame.y - label.y - label.height
            // A label above is a weaker claim than one beside.
            return gap < 30 ? max(0, gap) + 100 : nil
        }
        return nil
    }

    private static func withoutColon(_ text: String) -> String {
        var text = Substring(text)
        while let last = text.last, last == ":" || last.isWhitespace { text.removeLast() }
        return String(text)
    }

    private static let inputs = Role.textInputs.union([.slider, .comboBox, Role("dial")])

    /// Roles that a tooltip may name.
    private static let named = inputs.union([
        .table, .treeTable, .listBox, Role("list"), Role("tree"), .image, .icon, .pageTabList,
        Role("drawing area"), Role("canvas"), Role("progress bar"), Role("switch"),
    ])
}

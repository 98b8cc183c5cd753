import Core
import Desktop

/// The check boxes that GTK draws into the rows of a list: cells without any text of their own.
///
/// A person calls such a box by what its row says, so that is its name.
struct ToggleCells {
    /// The action by which such a cell is told from a picture or a progress bar.
    static let action = "toggle"

    /// The texts of rows by the cells that are check boxes in them.
    private var rows: [Int: String] = [:]

    init(_ view: TreeView, _ naming: Naming) {
        let boxes = view.tree.nodes.indices.filter { Self.isBox($0, view, naming) }
        var texts: [Int: [(frame: Rect, text: String)]] = [:]
        for box in boxes {
            guard let table = Self.table(of: box, in: view) else { continue }
            let named = texts[table] ?? Self.named(below: table, view, naming)
            texts[table] = named
            let frame = view.frames[box]
            let middle = frame.center.y
            let beside = named.filter { $0.frame.y <= middle && middle < $0.frame.y + $0.frame.height }
            // What follows the box belongs to it; a box in the last column follows its text.
            let next = beside.filter { $0.frame.x >= frame.x }.min { $0.frame.x < $1.frame.x }
            let last = beside.max { $0.frame.x < $1.frame.x }
            if let text = next?.text ?? last?.text { rows[box] = text }
        }
    }

    /// The text of the row that a cell is the check box of; `nil` for any other cell.
    func row(of index: Int) -> String? { rows[index] }

    private static func isBox(_ index: Int, _ view: TreeView, _ naming: Naming) -> Bool {
        let node = view.tree.nodes[index]
        return node.role == .tableCell && node.actions.contains { $0.lowercased() == action }
            && !view.frames[index].isEmpty
            && naming.name(of: index).isEmpty
    }

    private static func table(of index: Int, in view: TreeView) -> Int? {
        var next = view.tree.nodes[index].parent
        while let above = next {
            if [.table, .treeTable].contains(view.tree.nodes[above].role) { return above }
            next = view.tree.nodes[above].parent
        }
        return nil
    }

    private static func named(below table: Int, _ view: TreeView, _ naming: Naming)
        -> [(frame: Rect, text: String)]
    {
        var found: [(Rect, String)] = []
        var stack = view.children[table]
        while let next = stack.popLast() {
            stack += view.children[next]
            guard view.tree.nodes[next].role == .tableCell, !view.frames[next].isEmpty else { continue }
            let name = naming.name(of: next)
            if !name.isEmpty { found.append((view.frames[next], name)) }
        }
        return found
    }
}

import Core
import Desktop

/// Which X window shows which top-level object of an application's tree.
struct WindowMatching {
    /// The X window of each top-level node, as an index into the list of windows.
    private(set) var windows: [Int: Int] = [:]

    /// Joins by process, then by title and place; each X window is given away once.
    init(_ tree: AccessibleTree, _ candidates: [DesktopWindow], taken: inout Set<Int>) {
        let roots = tree.nodes.indices.filter { tree.nodes[$0].parent == nil }
        let free = candidates.indices.filter { !taken.contains($0) }
        var pairs: [(score: Double, root: Int, window: Int)] = []
        for root in roots {
            for window in free {
                let score = Self.score(tree, tree.nodes[root], candidates[window])
                if score > 0 { pairs.append((score, root, window)) }
            }
        }
        for pair in pairs.sorted(by: { $0.score > $1.score })
        where windows[pair.root] == nil && !taken.contains(pair.window) {
            windows[pair.root] = pair.window
            taken.insert(pair.window)
        }
    }

    private static func score(_ tree: AccessibleTree, _ node: AccessibleNode, _ window: DesktopWindow)
        -> Double
    {
        // A window without a process (or in another name space) is told by its title alone.
        let samePid = tree.pid != 0 && tree.pid == window.pid
        guard samePid || window.pid == 0 || tree.pid == 0 else { return 0 }
        let shown = node.states.contains(.showing) || node.states.contains(.visible)
        guard shown else { return 0 }
        var score = 0.0
        let title = CleanText.line(node.name)
        if !title.isEmpty, title == CleanText.line(window.title) { score += 4 }
        if let frame = node.frame, !frame.isEmpty {
            score += 4 * (tree.isGTK4 ? sizeLikeness(frame, window) : overlap(frame, window.frame))
        }
        // Popups are managed by nobody, and no frame or dialog is a popup.
        let isPopup = node.role == .window || node.role == .popupMenu || node.role == .menu
        if isPopup != window.isUnmanaged { score -= 2 }
        if samePid { score += 0.5 }
        return score > 1 ? score : 0
    }

    private static func overlap(_ a: Rect, _ b: Rect) -> Double {
        let common = a.intersection(b).area
        let all = a.area + b.area - common
        return all > 0 ? Double(common) / Double(all) : 0
    }

    private static func sizeLikeness(_ frame: Rect, _ window: DesktopWindow) -> Double {
        let seen = window.visibleFrame
        let whole = Double(max(1, max(frame.area, seen.area)))
        return Double(min(frame.width, seen.width) * min(frame.height, seen.height)) / whole
    }
}

import Core
import Desktop

/// An application's tree with its coordinates made right: what elements are made from.
struct TreeView {
    let tree: AccessibleTree
    /// The children of each node, in the order a person reads them.
    private(set) var children: [[Int]]
    /// The top-level nodes.
    private(set) var roots: [Int]
    /// Where each node is on the screen, clipped to what is scrolled into view; empty when unseen.
    private(set) var frames: [Rect]
    /// Whether each node is shown by its application.
    private(set) var shown: [Bool]

    /// The X windows of GTK 4's popovers, which hang in the tree of the window they belong to.
    private(set) var popovers: Set<UInt32> = []
    private let popups: [DesktopWindow]

    /// - Parameters:
    ///   - popups: The application's windows that the window manager leaves alone.
    ///   - offset: What to add to the coordinates of each top-level node's tree, by node.
    init(_ tree: AccessibleTree, screen: Rect, popups: [DesktopWindow], offset: (Int) -> Point) {
        self.tree = tree
        self.popups = popups
        children = Array(repeating: [], count: tree.nodes.count)
        frames = Array(repeating: .zero, count: tree.nodes.count)
        shown = Array(repeating: false, count: tree.nodes.count)
        roots = []
        for (index, node) in tree.nodes.enumerated() {
            if let parent = node.parent { children[parent].append(index) } else { roots.append(index) }
        }
        for root in roots {
            place(root, shift: offset(root), clip: screen, screen: screen, inShown: true, isPlaced: true)
        }
        // A page is read in the order it is written in; its lines of text overlap where they wrap.
        for index in children.indices where children[index].count > 1 && !tree.isBrowser {
            children[index] = ReadingOrder.sorted(children[index]) { frames[$0] }
        }
    }

    private mutating func place(
        _ index: Int,
        shift: Point,
        clip: Rect,
        screen: Rect,
        inShown: Bool,
        isPlaced: Bool
    ) {
        let node = tree.nodes[index]
        let says = node.states.contains(.showing) || (tree.isGTK4 && node.states.contains(.visible))
        let visible = says && inShown
        var (clip, shift, isPlaced) = (clip, shift, isPlaced)
        if visible, tree.isGTK4, node.parent != nil, Self.floats.contains(node.role) {
            if let popup = popup(of: node) {
                popovers.insert(popup.window.id)
                shift = popup.shift
            } else {
                // Closed, or not on the screen yet: its items say they are visible all the same.
                isPlaced = false
            }
        }
        // LibreOffice has a second menu bar without height beside the one that is drawn.
        if node.role == .menuBar, let frame = node.frame, frame.height <= 0 { isPlaced = false }
        if node.role == Role("root pane"), let correction = rootPaneShift(node) {
            shift = Point(x: shift.x + correction.x, y: shift.y + correction.y)
        }
        if visible, isPlaced, let raw = node.frame, Self.isSane(raw) {
            let frame = Rect(x: raw.x + shift.x, y: raw.y + shift.y, width: raw.width, height: raw.height)
            // A menu is a window of its own, wherever in the tree it hangs.
            if Self.floats.contains(node.role) { clip = screen }
            frames[index] = frame.intersection(clip)
            if Self.clips.contains(node.role) { clip = frames[index] }
        }
        shown[index] = visible
        for child in children[index] {
            place(
                child,
                shift: shift,
                clip: clip,
                screen: screen,
                inShown: visible || !tree.isGTK4,
                isPlaced: isPlaced
            )
        }
    }

    /// What LibreOffice's own widgets are off by until the window has been used for the first time.
    ///
    /// It forgets the height of its menu bar; the panel it draws in, a GTK widget, tells the truth.
    private func rootPaneShift(_ node: AccessibleNode) -> Point? {
        guard let frame = node.frame, let parent = node.parent.flatMap({ tree.nodes[$0].frame }),
            frame.width == parent.width, abs(parent.y - frame.y) < 200
        else { return nil }
        return Point(x: parent.x - frame.x, y: parent.y - frame.y)
    }

    /// The X window a GTK 4 popover is drawn in, and what to add to the popover's coordinates.
    ///
    /// GTK 4 reports a popover where it would be had it not been moved to fit the screen. Its X
    /// window has its size, and the same margin for the shadow on opposite sides.
    private func popup(of node: AccessibleNode) -> (window: DesktopWindow, shift: Point)? {
        guard let frame = node.frame, !frame.isEmpty else { return nil }
        let fitting = popups.compactMap { window -> (spare: Int, window: DesktopWindow)? in
            let across = window.frame.width - frame.width
            let down = window.frame.height - frame.height
            guard across >= 0, down >= 0, across <= 80, down <= 80 else { return nil }
            return (across + down, window)
        }
        guard let best = fitting.min(by: { $0.spare < $1.spare }) else { return nil }
        let outer = best.window.frame
        let shift = Point(
            x: outer.x + (outer.width - frame.width) / 2 - frame.x,
            y: outer.y + (outer.height - frame.height) / 2 - frame.y
        )
        return (best.window, shift)
    }

    /// Extents of unmapped widgets are INT_MIN or ±2^31; no real one is.
    private static func isSane(_ frame: Rect) -> Bool {
        frame.width > 0 && frame.height > 0 && frame.width < 1 << 16 && frame.height < 1 << 16
            && abs(frame.x) < 1 << 20 && abs(frame.y) < 1 << 20
    }

    private static let floats: Set<Role> = [.menu, .popupMenu, .window, .dialog, Role("tool tip")]
    private static let clips: Set<Role> = [
        .scrollPane, Role("viewport"), Role("layered pane"), .table, .treeTable,
    ]
}

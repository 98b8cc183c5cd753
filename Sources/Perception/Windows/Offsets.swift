import Core
import Desktop

/// What must be added to an application's coordinates to get screen pixels.
enum Offsets {
    /// Returns the shift for the tree under a top-level node.
    ///
    /// GTK 4 gives coordinates within the window, whose X window is larger by the shadow it draws:
    /// as `_GTK_FRAME_EXTENTS` says, or else the same on all sides.
    static func shift(_ tree: AccessibleTree, root: Int, in window: DesktopWindow?) -> Point {
        guard tree.isGTK4, let window, let frame = tree.nodes[root].frame else { return Point(x: 0, y: 0) }
        let spareWidth = window.frame.width - frame.width
        let spareHeight = window.frame.height - frame.height
        let shadow = window.shadow
        let fits = shadow.left + shadow.right == spareWidth && shadow.top + shadow.bottom == spareHeight
        return Point(
            x: window.frame.x - frame.x + (fits ? shadow.left : max(0, spareWidth / 2)),
            y: window.frame.y - frame.y + (fits ? shadow.top : max(0, spareHeight / 2))
        )
    }
}

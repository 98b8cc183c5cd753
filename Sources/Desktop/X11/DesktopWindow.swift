public import Core

/// A window on the screen, as X and the window manager know it.
public struct DesktopWindow: Hashable, Sendable, Codable {
    /// What a window is for (`_NET_WM_WINDOW_TYPE`).
    public enum Kind: String, Hashable, Sendable, Codable {
        /// An application's window.
        case normal
        /// A window that belongs to another one.
        case dialog
        /// A menu, torn off or dropped down, or a combo box's list.
        case menu
        /// A hint that comes when the pointer rests.
        case tooltip
        /// A message that goes by itself.
        case notification
        /// A panel, or the desktop itself.
        case panel
        /// Anything else that the window manager does not look after.
        case popup
    }

    /// The X window id.
    public var id: UInt32
    /// The title.
    public var title: String
    /// The class of the application (`WM_CLASS`, second part), such as "Mousepad".
    public var applicationClass: String
    /// The instance of the application (`WM_CLASS`, first part), such as "mousepad".
    public var instance: String
    /// The process, or 0 when it does not say.
    public var pid: Int32
    /// The client area in screen pixels, without the window manager's frame.
    public var frame: Rect
    /// The width of the window manager's frame on each side.
    public var border: Edges
    /// The width of the shadow that the window draws inside its own area (`_GTK_FRAME_EXTENTS`).
    public var shadow: Edges
    /// What it is for.
    public var kind: Kind
    /// Whether it has the keyboard.
    public var isActive: Bool
    /// Whether it keeps its application's other windows from being used.
    public var isModal: Bool
    /// Whether it is hidden as an icon.
    public var isMinimized: Bool
    /// Whether it covers the screen.
    public var isFullScreen: Bool
    /// The window it belongs to.
    public var transientFor: UInt32?
    /// Whether the window manager leaves it alone, as it does menus and tooltips.
    public var isUnmanaged: Bool

    /// The area a user sees as the window: without its shadow, without the frame.
    public var visibleFrame: Rect {
        Rect(
            x: frame.x + shadow.left,
            y: frame.y + shadow.top,
            width: frame.width - shadow.left - shadow.right,
            height: frame.height - shadow.top - shadow.bottom
        )
    }
}

/// Widths at the four sides of a rectangle, in pixels.
public struct Edges: Hashable, Sendable, Codable {
    /// The width at the left side.
    public var left: Int
    /// The width at the right side.
    public var right: Int
    /// The width at the top.
    public var top: Int
    /// The width at the bottom.
    public var bottom: Int

    /// Creates widths.
    public init(left: Int = 0, right: Int = 0, top: Int = 0, bottom: Int = 0) {
        self.left = left
        self.right = right
        self.top = top
        self.bottom = bottom
    }

    /// Creates widths from a property's four words: left, right, top, bottom.
    init(words: [UInt32]) {
        guard words.count == 4 else {
            self.init()
            return
        }
        let sides = words.map { Int(min($0, 4096)) }
        self.init(left: sides[0], right: sides[1], top: sides[2], bottom: sides[3])
    }
}

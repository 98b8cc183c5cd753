/// A top-level window on the screen.
public struct WindowInfo: Hashable, Sendable, Codable {
    /// The X window id; 0 where only the accessibility tree knows the window.
    public var id: UInt32
    /// The title a user sees.
    public var title: String
    /// The application, by its accessible name or else its window class.
    public var application: String
    /// The process, or 0 when it is not known.
    public var pid: Int32
    /// The client area in screen pixels, without the window manager's decorations.
    public var frame: Rect
    /// Whether it has the keyboard.
    public var isActive: Bool
    /// Whether it keeps its application's other windows from being used.
    public var isModal: Bool

    /// Creates a description of a window.
    public init(
        id: UInt32,
        title: String,
        application: String,
        pid: Int32,
        frame: Rect,
        isActive: Bool = false,
        isModal: Bool = false
    ) {
        self.id = id
        self.title = title
        self.application = application
        self.pid = pid
        self.frame = frame
        self.isActive = isActive
        self.isModal = isModal
    }
}

/// A part of the screen that could not be read in full, and why.
public struct Degradation: Hashable, Sendable, Codable {
    /// The application or subsystem concerned.
    public var subject: String
    /// What is missing and why, for a person to read.
    public var reason: String

    /// Creates a note of something missing.
    public init(subject: String, reason: String) {
        self.subject = subject
        self.reason = reason
    }
}

/// What is on the screen at one moment.
public struct Observation: Hashable, Sendable, Codable {
    /// Seconds since the Unix epoch when the reading began.
    public var time: Double
    /// The size of the screen.
    public var screen: Size
    /// Top-level windows, the frontmost first.
    public var windows: [WindowInfo]
    /// Elements in reading order: window by window from the front, top to bottom, left to right
    /// within a container, containers in the order of the tree.
    public var elements: [UIElement]
    /// The element that has the keyboard.
    public var focus: ElementRef?
    /// The content address of the screenshot's PNG, whose bytes a `BlobStore` holds.
    public var screenshot: Digest?
    /// What is missing, and why; empty when everything was read.
    public var degraded: [Degradation]
    /// Milliseconds the reading took, by phase ("tree", "capture", …).
    public var timings: [String: Double]

    /// Creates an observation.
    public init(
        time: Double,
        screen: Size,
        windows: [WindowInfo] = [],
        elements: [UIElement] = [],
        focus: ElementRef? = nil,
        screenshot: Digest? = nil,
        degraded: [Degradation] = [],
        timings: [String: Double] = [:]
    ) {
        self.time = time
        self.screen = screen
        self.windows = windows
        self.elements = elements
        self.focus = focus
        self.screenshot = screenshot
        self.degraded = degraded
        self.timings = timings
    }

    /// The window that has the keyboard, or else the frontmost one.
    public var activeWindow: WindowInfo? { windows.first(where: \.isActive) ?? windows.first }

    /// Returns the element of a ref, or `nil` when this observation has none.
    public func element(_ ref: ElementRef) -> UIElement? { elements.first { $0.id == ref } }

    /// The element that has the keyboard, whole.
    public var focusedElement: UIElement? { focus.flatMap(element) }

    /// Returns the ancestors of an element, the nearest first.
    public func ancestors(of element: UIElement) -> [UIElement] {
        var found: [UIElement] = []
        var next = element.parent
        while let ref = next, let parent = self.element(ref), found.count < 64 {
            found.append(parent)
            next = parent.parent
        }
        return found
    }
}

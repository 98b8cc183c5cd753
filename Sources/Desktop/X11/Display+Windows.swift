import CX11
public import Core

extension Display {
    /// The windows on the screen, the frontmost first; menus and tooltips come before all others.
    ///
    /// Minimized windows are in the list, windows of other desktops too; what has no area is not.
    /// - Throws: `displayLost`.
    public func windows() throws -> [DesktopWindow] {
        guard !connection.isLost else { throw connection.lostError }
        let children = stackedChildren()
        drainEvents()
        if windowTable.mapped == nil { windowTable.mapped = scan(children) }
        let active = connection.words("_NET_ACTIVE_WINDOW", of: connection.root).first ?? 0
        var managed = connection.words("_NET_CLIENT_LIST_STACKING", of: connection.root)
        if managed.isEmpty { managed = connection.words("_NET_CLIENT_LIST", of: connection.root) }
        let listed = Set(managed)
        let unmanaged = children.filter { child in
            windowTable.mapped?[child] == true && !listed.contains(UInt32(truncatingIfNeeded: child))
        }
        let windows =
            unmanaged.reversed().compactMap { describe($0, isUnmanaged: true, active: active) }
            + managed.reversed().compactMap { describe(XID($0), isUnmanaged: false, active: active) }
        guard !connection.isLost else { throw connection.lostError }
        // Errors here only mean that a window went while we asked about it.
        try? connection.perform("list windows") { _ in }
        return windows
    }

    /// The window that has the keyboard, or `nil`.
    ///
    /// - Throws: `displayLost`.
    public func activeWindow() throws -> DesktopWindow? {
        try windows().first(where: \.isActive)
    }

    /// Asks the window manager to bring a window to the front and give it the keyboard
    /// (EWMH `_NET_ACTIVE_WINDOW`), and waits until it has it.
    ///
    /// - Returns: Whether it became the active window within the seconds given.
    /// - Throws: `displayLost`, `noSuchWindow`.
    @discardableResult
    public func activate(_ id: UInt32, within seconds: Double = 1) async throws -> Bool {
        try send("_NET_ACTIVE_WINDOW", to: id, words: [2, 0, 0])
        return try await wait(within: seconds) { display in
            display.connection.words("_NET_ACTIVE_WINDOW", of: display.connection.root).first == id
        }
    }

    /// Puts a window in front of others without giving it the keyboard.
    ///
    /// - Throws: `displayLost`, `noSuchWindow`.
    public func raise(_ id: UInt32) throws {
        // Source 2: a pager; detail 0: above.
        try send("_NET_RESTACK_WINDOW", to: id, words: [2, 0, 0])
    }

    /// Asks a window to close, as its close button does (EWMH `_NET_CLOSE_WINDOW`).
    ///
    /// The application may ask the user first, or decline.
    /// - Throws: `displayLost`, `noSuchWindow`.
    public func closeWindow(_ id: UInt32) throws {
        try send("_NET_CLOSE_WINDOW", to: id, words: [0, 2])
    }

    /// Asks the window manager to move and resize a window's client area
    /// (EWMH `_NET_MOVERESIZE_WINDOW`).
    ///
    /// - Throws: `displayLost`, `noSuchWindow`.
    public func place(_ id: UInt32, at frame: Rect) throws {
        // Static gravity (10), all four values given, source 2.
        let flags = 10 | 0xf << 8 | 2 << 12
        try send(
            "_NET_MOVERESIZE_WINDOW",
            to: id,
            words: [flags, frame.x, frame.y, frame.width, frame.height]
        )
    }

    /// Sends a request about a window to the window manager.
    private func send(_ message: String, to id: UInt32, words: [Int]) throws {
        let words = words + Array(repeating: 0, count: max(0, 5 - words.count))
        var event = XEvent()
        event.xclient.type = ClientMessage
        event.xclient.window = XID(id)
        event.xclient.message_type = connection.atom(message)
        event.xclient.format = 32
        event.xclient.data.l = (words[0], words[1], words[2], words[3], words[4])
        var attributes = XWindowAttributes()
        let exists = try? connection.perform("look at a window") {
            XGetWindowAttributes($0, XID(id), &attributes)
        }
        if connection.isLost { throw connection.lostError }
        guard let exists, exists != 0 else {
            throw DesktopError(.noSuchWindow, "There is no window \(id) on display \(name) any more.")
        }
        let root = connection.root
        try connection.perform("pass on \(message)", synchronize: true) {
            XSendEvent($0, root, 0, Int(SubstructureRedirectMask | SubstructureNotifyMask), &event)
        }
    }

    private func describe(_ window: XID, isUnmanaged: Bool, active: UInt32) -> DesktopWindow? {
        var (root, child): (XID, XID) = (0, 0)
        var (x, y): (Int32, Int32) = (0, 0)
        var (width, height, edge, depth): (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
        guard XGetGeometry(connection.handle, window, &root, &x, &y, &width, &height, &edge, &depth) != 0,
            XTranslateCoordinates(connection.handle, window, connection.root, 0, 0, &x, &y, &child) != 0,
            width > 1 || height > 1
        else { return nil }
        // Applications and the window manager keep windows of their own out of sight.
        let screen = Rect(x: 0, y: 0, width: size.width, height: size.height)
        let frame = Rect(x: Int(x), y: Int(y), width: Int(width), height: Int(height))
        if isUnmanaged, frame.intersection(screen).isEmpty { return nil }
        let traits = windowTable.traits(of: window, isUnmanaged: isUnmanaged, on: connection)
        let id = UInt32(truncatingIfNeeded: window)
        return DesktopWindow(
            id: id,
            title: traits.title,
            applicationClass: traits.applicationClass,
            instance: traits.instance,
            pid: traits.pid,
            frame: frame,
            border: traits.border,
            shadow: traits.shadow,
            kind: traits.kind,
            isActive: id == active,
            isModal: traits.isModal,
            isMinimized: traits.isMinimized,
            isFullScreen: traits.isFullScreen,
            transientFor: traits.transientFor,
            isUnmanaged: isUnmanaged
        )
    }

    /// The children of the root from back to front.
    private func stackedChildren() -> [XID] {
        var (root, parent): (XID, XID) = (0, 0)
        var list: UnsafeMutablePointer<XID>?
        var count: UInt32 = 0
        guard XQueryTree(connection.handle, connection.root, &root, &parent, &list, &count) != 0, let list
        else {
            return []
        }
        defer { XFree(list) }
        return Array(UnsafeBufferPointer(start: list, count: Int(count)))
    }

    private func scan(_ children: [XID]) -> [XID: Bool] {
        var found: [XID: Bool] = [:]
        for child in children {
            var attributes = XWindowAttributes()
            guard XGetWindowAttributes(connection.handle, child, &attributes) != 0 else { continue }
            if attributes.map_state != IsUnmapped, attributes.class == InputOutput {
                found[child] = attributes.override_redirect != 0
            }
        }
        return found
    }
}

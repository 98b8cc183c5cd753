import CX11

/// What events have told of windows, so that a list of them needs few questions to the server.
struct WindowTable {
    /// The properties of a window that hardly ever change.
    struct Traits {
        var title: String
        var instance: String
        var applicationClass: String
        var pid: Int32
        var kind: DesktopWindow.Kind
        var transientFor: UInt32?
        var shadow: Edges
        var border: Edges
        var isModal: Bool
        var isMinimized: Bool
        var isFullScreen: Bool
    }

    /// Traits by window, until a property of the window changes.
    private var traits: [XID: Traits] = [:]
    /// Windows whose property changes we have asked for.
    private var watched: Set<XID> = []
    /// The children of the root that are on the screen, and whether the window manager leaves them
    /// alone; `nil` until the first list.
    var mapped: [XID: Bool]?

    /// Takes in an event.
    ///
    /// - Returns: Whether it means a change that a user could see in the list of windows.
    mutating func note(_ event: XEvent, root: XID) -> Bool {
        switch event.type {
        case MapNotify:
            let event = event.xmap
            if event.event == root { mapped?[event.window] = event.override_redirect != 0 }
            traits[event.window] = nil
            return true
        case UnmapNotify:
            if event.xunmap.event == root { mapped?[event.xunmap.window] = nil }
            return true
        case DestroyNotify:
            let window = event.xdestroywindow.window
            mapped?[window] = nil
            traits[window] = nil
            watched.remove(window)
            return true
        case ReparentNotify:
            let event = event.xreparent
            if event.parent != root { mapped?[event.window] = nil }
            return true
        case PropertyNotify:
            if event.xproperty.window != root { traits[event.xproperty.window] = nil }
            return true
        case ConfigureNotify: return true
        default: return false
        }
    }

    /// Returns the traits of a window, asking the server where they are not known.
    mutating func traits(of window: XID, isUnmanaged: Bool, on connection: XConnection) -> Traits {
        if let known = traits[window] { return known }
        if !watched.contains(window) {
            // Before the reading: a change in between must not be missed. The end of a window is told
            // to whoever listens to it or to its parent, which is the manager's frame; the next
            // program to connect is given the numbers of the last one that went.
            XSelectInput(connection.handle, window, Int(PropertyChangeMask | StructureNotifyMask))
            watched.insert(window)
        }
        let new = Traits(reading: window, isUnmanaged: isUnmanaged, on: connection)
        traits[window] = new
        return new
    }
}

extension WindowTable.Traits {
    init(reading window: XID, isUnmanaged: Bool, on connection: XConnection) {
        title = connection.text("_NET_WM_NAME", of: window) ?? connection.text("WM_NAME", of: window) ?? ""
        let names = (connection.property("WM_CLASS", of: window)?.bytes ?? []).split(
            separator: 0,
            omittingEmptySubsequences: false
        ).map { String(decoding: $0, as: UTF8.self) }
        instance = names.first ?? ""
        applicationClass = names.count > 1 ? names[1] : ""
        pid = connection.words("_NET_WM_PID", of: window).first.map { Int32(truncatingIfNeeded: $0) } ?? 0
        transientFor = connection.words("WM_TRANSIENT_FOR", of: window).first.flatMap { $0 == 0 ? nil : $0 }
        shadow = Edges(words: connection.words("_GTK_FRAME_EXTENTS", of: window))
        border = Edges(words: connection.words("_NET_FRAME_EXTENTS", of: window))
        let states = Set(connection.words("_NET_WM_STATE", of: window))
        func has(_ name: String) -> Bool {
            states.contains(UInt32(truncatingIfNeeded: connection.atom(name)))
        }
        isModal = has("_NET_WM_STATE_MODAL")
        isMinimized = has("_NET_WM_STATE_HIDDEN")
        isFullScreen = has("_NET_WM_STATE_FULLSCREEN")
        let types = connection.words("_NET_WM_WINDOW_TYPE", of: window).map {
            connection.name(of: Atom($0)).replacing("_NET_WM_WINDOW_TYPE_", with: "")
        }
        kind =
            types.lazy.compactMap { Self.kinds[$0] }.first
            ?? (isUnmanaged ? .popup : transientFor == nil ? .normal : .dialog)
    }

    private static let kinds: [String: DesktopWindow.Kind] = [
        "NORMAL": .normal, "DIALOG": .dialog, "UTILITY": .dialog, "SPLASH": .dialog, "TOOLBAR": .dialog,
        "MENU": .menu, "DROPDOWN_MENU": .menu, "POPUP_MENU": .menu, "COMBO": .menu, "TOOLTIP": .tooltip,
        "NOTIFICATION": .notification, "DOCK": .panel, "DESKTOP": .panel, "DND": .popup,
    ]
}

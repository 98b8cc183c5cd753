public import Core

/// Observations made by hand, for what needs no display.
public enum Screens {
    /// An element that is in an accessibility tree, usable unless its states tell otherwise.
    public static func element(
        _ number: Int,
        _ role: Role,
        _ name: String = "",
        value: String? = nil,
        states: States = [.showing, .visible, .enabled, .sensitive],
        frame: Rect = Rect(x: 10, y: 10, width: 40, height: 20),
        window: Int? = 0,
        parent: Int? = nil,
        bus: String = ":1.5"
    ) -> UIElement {
        UIElement(
            id: ElementRef(number),
            parent: parent.map { ElementRef($0) },
            role: role,
            name: name,
            value: value,
            states: states,
            frame: frame,
            window: window,
            source: .accessibility(AccessibleID(bus: bus, path: "/a/\(number)"))
        )
    }

    /// A window of a process.
    public static func window(
        _ id: UInt32,
        _ title: String,
        pid: Int32 = 10,
        active: Bool = false,
        frame: Rect = Rect(x: 0, y: 0, width: 400, height: 300)
    ) -> WindowInfo {
        WindowInfo(
            id: id,
            title: title,
            application: "app\(pid)",
            pid: pid,
            frame: frame,
            isActive: active
        )
    }

    /// An observation of elements, in one active window where none are told.
    public static func screen(
        _ elements: [UIElement],
        windows: [WindowInfo] = [window(1, "Main", active: true)],
        focus: Int? = nil,
        time: Double = 0
    ) -> Observation {
        Observation(
            time: time,
            screen: Size(width: 800, height: 600),
            windows: windows,
            elements: elements,
            focus: focus.map { ElementRef($0) }
        )
    }
}

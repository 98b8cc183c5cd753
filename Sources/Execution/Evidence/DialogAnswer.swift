package import Core

/// An action that may answer a dialog: a press on one of its buttons, or Return.
///
/// A busy application closes a dialog a while after its button took the focus, and what is done meanwhile goes to the
/// dialog or is refused because of it. GTK 3 shows the button that Return presses as pressed for a quarter of a second
/// before anything comes of it (`gtk_button_activate`).
package struct DialogAnswer {
    private let window: WindowInfo
    private let before: [UIElement]
    private let windows: Int
    /// Whether the window is one that closes when it is answered, as far as anybody can tell.
    private let isDialog: Bool

    /// Creates it; `nil` when the action answers nothing.
    package init?(_ action: Action, on target: UIElement?, in window: WindowInfo?, of screen: Observation) {
        guard let window else { return nil }
        switch action {
        case .click(_, button: .left, count: 1, modifiers: []), .invoke:
            guard target?.role == .pushButton else { return nil }
        case .key(KeyCombination("Return")): break
        default: return nil
        }
        let hasOwner = screen.windows.contains { $0.pid == window.pid && !ScreenChanges.same($0, window) }
        isDialog = window.isModal || hasOwner
        self.window = window
        windows = screen.windows.count
        before = Self.content(of: window, on: screen)
    }

    /// Whether nothing tells that it was taken: the same windows are open, and one of the dialog's buttons is still
    /// pressed, or its elements are and hold what they were and held, apart from the focus.
    package func isPending(on screen: Observation) -> Bool {
        guard screen.windows.count == windows,
            screen.windows.contains(where: { ScreenChanges.same($0, window) })
        else { return false }
        let now = Self.content(of: window, on: screen)
        let isPressed = now.contains {
            $0.role == .pushButton && $0.states.contains(.armed) && !before.contains($0)
        }
        return isPressed || isDialog && now == before
    }

    private static func content(of window: WindowInfo, on screen: Observation) -> [UIElement] {
        screen.elements.compactMap { element in
            guard let own = screen.window(of: element), ScreenChanges.same(own, window) else { return nil }
            var plain = element
            plain.id = ElementRef(0)
            (plain.parent, plain.window) = (nil, nil)
            plain.states.subtract([.focused, .active])
            return plain
        }
    }
}

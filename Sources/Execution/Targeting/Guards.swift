package import Core

extension Targeting {
    /// Refuses an element that cannot be used now: greyed out, or behind a dialog that must be
    /// answered first.
    package func guardUse(of element: UIElement) throws(Refusal) {
        if isGreyedOut(element) {
            throw Refusal(message: "\(live.words(for: element)) is greyed out (not sensitive)")
        }
        guard let window = live.window(of: element) else { return }
        let dialog = live.windows.first { other in
            other.isModal && other.pid == window.pid && other.pid != 0 && !ScreenChanges.same(other, window)
        }
        // A dialog opened by the modal one lies in front of it and is usable.
        if let dialog, !window.isModal, isBehind(window, dialog) {
            throw Refusal(
                message:
                    "\(live.words(for: element)) waits for the dialog \"\(dialog.title)\" to be answered",
                candidates: live.elements.filter { candidate in
                    Role.pressables.contains(candidate.role) && candidate.isOnScreen
                        && (live.window(of: candidate).map { ScreenChanges.same($0, dialog) } ?? false)
                }.prefix(8).map(live.words)
            )
        }
    }

    /// Whether an element that could be used takes nothing now.
    package func isGreyedOut(_ element: UIElement) -> Bool {
        let usable =
            Role.pressables.contains(element.role) || Role.textInputs.contains(element.role)
            || element.role == .slider
        // What an unopened menu's entry says of itself may be old: opening the menu brings it up to date.
        let isHidden = Role.menuEntries.contains(element.role) && !element.isOnScreen
        return usable && !isHidden && element.address != nil
            && element.states.isDisjoint(with: [.sensitive, .enabled])
    }

    /// Whether the button that Return presses in the window with the keyboard takes nothing now.
    package var isDefaultGreyedOut: Bool {
        guard let window = live.activeWindow else { return false }
        return live.elements.contains { element in
            element.role == .pushButton && element.states.contains(.isDefault) && element.isOnScreen
                && isGreyedOut(element)
                && (live.window(of: element).map { ScreenChanges.same($0, window) } ?? false)
        }
    }

    /// Refuses an input whose text cannot be edited.
    package func guardEditing(of element: UIElement) throws(Refusal) {
        if element.states.contains(.readOnly)
            || ([.entry, .text, .passwordText].contains(element.role) && element.address != nil
                && !element.states.contains(.editable))
        {
            throw Refusal(message: "\(live.words(for: element)) cannot be edited (read-only)")
        }
    }

    private func isBehind(_ window: WindowInfo, _ dialog: WindowInfo) -> Bool {
        guard let own = live.windows.firstIndex(where: { ScreenChanges.same($0, window) }),
            let front = live.windows.firstIndex(where: { ScreenChanges.same($0, dialog) })
        else { return true }
        return own > front
    }
}

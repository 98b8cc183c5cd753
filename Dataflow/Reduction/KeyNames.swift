import Core

extension KeyPress {
    /// Keysyms that change what other keys do and mean nothing alone.
    private static let silent: Set<String> = [
        "Shift_L", "Shift_R", "Control_L", "Control_R", "Alt_L", "Alt_R", "Meta_L", "Meta_R", "Super_L",
        "Super_R", "Hyper_L", "Hyper_R", "Caps_Lock", "Shift_Lock", "Num_Lock", "Scroll_Lock", "Mode_switch",
        "Multi_key", "",
    ]

    /// Keys that edit or move within a text and leave the focus where it is.
    private static let editing: Set<String> = [
        "BackSpace", "Delete", "Left", "Right", "Up", "Down", "Home", "End", "Page_Up", "Page_Down",
    ]

    /// Whether it is a modifier, a lock or a part of a composed character that is still to come.
    var isSilent: Bool {
        guard typed == nil else { return false }
        return Self.silent.contains(keysym) || keysym.hasPrefix("ISO_Level") || keysym.hasPrefix("ISO_Group")
            || keysym.hasPrefix("dead_")
    }

    /// The text it types, or `nil` when it is a command.
    var typed: String? {
        guard modifiers.allSatisfy({ $0 == .shift }), !text.isEmpty else { return nil }
        let isControl = text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        return isControl ? nil : text
    }

    /// The combination it is, by the names that executors know.
    var combination: KeyCombination {
        var modifiers = Modifier.allCases.filter(self.modifiers.contains)
        switch keysym {
        case "ISO_Left_Tab":
            if !modifiers.contains(.shift) { modifiers.append(.shift) }
            return KeyCombination("Tab", modifiers: modifiers)
        case let letter
        where letter.count == 1 && letter.uppercased() == letter && modifiers.contains(.shift):
            return KeyCombination(letter.lowercased(), modifiers: modifiers)
        default: return KeyCombination(keysym, modifiers: modifiers)
        }
    }

    /// Whether it may move the keyboard to another element.
    var mayMoveFocus: Bool {
        if modifiers == [.control] { return !["a", "c", "v", "x", "z", "y"].contains(keysym.lowercased()) }
        return !(Self.editing.contains(keysym) && modifiers.allSatisfy { $0 == .shift || $0 == .control })
    }
}

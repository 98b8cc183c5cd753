import Core

/// The names that OpenAI computer use and pyautogui give to keys.
enum KeyNames {
    private static let modifiers: [String: Modifier] = [
        "ctrl": .control, "control": .control, "ctrlleft": .control, "ctrlright": .control,
        "shift": .shift, "shiftleft": .shift, "shiftright": .shift,
        "alt": .alt, "altleft": .alt, "altright": .alt, "option": .alt, "optionleft": .alt,
        "super": .super, "win": .super, "winleft": .super, "winright": .super, "cmd": .super,
        "command": .super, "meta": .super,
    ]

    private static let modifierKeys: [Modifier: String] = [
        .control: "Control_L", .shift: "Shift_L", .alt: "Alt_L", .super: "Super_L",
    ]

    /// Names without a single spelling in `KeyCombination`.
    private static let others: [String: String] = [
        "add": "KP_Add", "subtract": "KP_Subtract", "multiply": "KP_Multiply", "divide": "KP_Divide",
        "decimal": "KP_Decimal", "numlock": "Num_Lock", "scrolllock": "Scroll_Lock", "pause": "Pause",
        "apps": "Menu", "\n": "Return", "\r": "Return", "\t": "Tab", " ": "space",
    ]

    static func modifier(_ name: String) -> Modifier? { modifiers[name.lowercased()] }

    /// Reads keys pressed together; the last that is no modifier is the key, or else the last.
    static func combination(_ names: [String], dialect: Dialect) throws(ExecutionError) -> KeyCombination {
        guard let last = names.last else {
            throw ExecutionError(.malformed, "keys", "an empty list of keys presses nothing")
        }
        var held: [Modifier] = []
        for name in names.dropLast() {
            guard let modifier = modifier(name) else {
                throw ExecutionError(
                    .noCounterpart,
                    name,
                    "\"\(names.joined(separator: "+"))\" holds \"\(name)\", which is no modifier"
                )
            }
            if !held.contains(modifier) { held.append(modifier) }
        }
        if let modifier = modifier(last), let key = modifierKeys[modifier] {
            return KeyCombination(key, modifiers: held)
        }
        return KeyCombination(try key(last, dialect: dialect), modifiers: held)
    }

    /// Reads the name of one key that is no modifier.
    static func key(_ name: String, dialect: Dialect) throws(ExecutionError) -> String {
        if let other = others[name.lowercased()] { return other }
        // A letter's case is the keyboard's, not the text's: "S" with CTRL is the key s.
        if name.count == 1 { return dialect == .openai ? name.lowercased() : name }
        if let parsed = KeyCombination(parsing: name), parsed.modifiers.isEmpty,
            parsed.key != name || isKeysym(name)
        {
            return parsed.key
        }
        throw ExecutionError(.noCounterpart, name, "\"\(name)\" is no key that can be pressed here")
    }

    /// Writes a key for OpenAI (`CTRL`, `ENTER`, `S`) or pyautogui (`ctrl`, `enter`, `s`).
    static func names(of keys: KeyCombination, dialect: Dialect) -> [String] {
        let held = keys.modifiers.map { modifier in
            switch modifier {
            case .control: "ctrl"
            case .shift: "shift"
            case .alt: "alt"
            case .super: dialect == .pyautogui ? "win" : "super"
            }
        }
        let spelled: [String: String] = [
            "Return": "enter", "Escape": "esc", "Page_Up": "pageup", "Page_Down": "pagedown",
            "Up": dialect == .openai ? "arrowup" : "up", "Down": dialect == .openai ? "arrowdown" : "down",
            "Left": dialect == .openai ? "arrowleft" : "left",
            "Right": dialect == .openai ? "arrowright" : "right",
            "Control_L": "ctrl", "Shift_L": "shift", "Alt_L": "alt", "Print": "printscreen",
            "Super_L": dialect == .pyautogui ? "win" : "super",
        ]
        let names = held + [spelled[keys.key] ?? (keys.key.count == 1 ? keys.key : keys.key.lowercased())]
        return dialect == .openai ? names.map { $0.uppercased() } : names
    }

    private static func isKeysym(_ name: String) -> Bool {
        let known: Set<String> = ["Return", "Escape", "Tab", "BackSpace", "Delete", "Insert", "Home", "End"]
        return known.contains(name)
            || ["Up", "Down", "Left", "Right", "Menu", "Print", "space", "tab"].contains(name)
            || (name.hasPrefix("F") && Int(name.dropFirst()).map { (1...24).contains($0) } ?? false)
    }
}

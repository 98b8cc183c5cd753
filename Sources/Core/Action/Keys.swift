/// A mouse button.
public enum MouseButton: String, Hashable, Sendable, Codable, CaseIterable {
    /// The buttons a desktop mouse has.
    case left, middle, right
}

/// A key held during a click or another key.
public enum Modifier: String, Hashable, Sendable, Codable, CaseIterable {
    /// The modifiers every keyboard layout has.
    case control, shift, alt, `super`
}

/// A direction to scroll in.
public enum ScrollDirection: String, Hashable, Sendable, Codable, CaseIterable {
    /// The four directions of a wheel.
    case up, down, left, right
}

/// A key with the modifiers held while it is pressed, written `ctrl+shift+s`.
public struct KeyCombination: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The modifiers, in the order they are pressed.
    public var modifiers: [Modifier]
    /// The key: an X keysym name ("Return", "F5", "Page_Down") or a single character ("s", "+").
    public var key: String

    /// Creates a combination.
    public init(_ key: String, modifiers: [Modifier] = []) {
        self.key = key
        self.modifiers = modifiers
    }

    /// Reads a combination such as `ctrl+s`, `Return`, `alt+F4` or `ctrl++`.
    ///
    /// Common spellings of keys are folded to their keysym ("enter" to "Return", "esc" to
    /// "Escape", "pgdn" to "Page_Down"). Returns `nil` for an empty text or an unknown modifier.
    public init?(parsing text: String) {
        var rest = Substring(text)
        var modifiers: [Modifier] = []
        while let plus = rest.dropFirst().firstIndex(of: "+"), rest.index(after: plus) < rest.endIndex {
            guard let modifier = Self.modifier(named: rest[..<plus]) else { return nil }
            modifiers.append(modifier)
            rest = rest[rest.index(after: plus)...]
        }
        guard !rest.isEmpty else { return nil }
        self.modifiers = modifiers
        key = Self.spellings[rest.lowercased()] ?? String(rest)
    }

    /// The combination as it is written.
    public var description: String {
        (modifiers.map { $0 == .control ? "ctrl" : $0.rawValue } + [key]).joined(separator: "+")
    }

    private static func modifier(named text: Substring) -> Modifier? {
        switch text.lowercased() {
        case "ctrl", "control", "control_l", "primary": .control
        case "shift", "shift_l": .shift
        case "alt", "alt_l", "option", "meta": .alt
        case "super", "super_l", "win", "cmd", "command": .super
        default: nil
        }
    }

    private static let spellings: [String: String] = {
        var table: [String: String] = [
            "enter": "Return", "return": "Return", "esc": "Escape", "escape": "Escape", "tab": "Tab",
            "space": "space", "backspace": "BackSpace", "delete": "Delete", "del": "Delete",
            "insert": "Insert", "home": "Home", "end": "End", "pageup": "Page_Up", "page_up": "Page_Up",
            "pgup": "Page_Up", "pagedown": "Page_Down", "page_down": "Page_Down", "pgdn": "Page_Down",
            "up": "Up", "down": "Down", "left": "Left", "right": "Right", "arrowup": "Up",
            "arrowdown": "Down", "arrowleft": "Left", "arrowright": "Right", "menu": "Menu",
            "printscreen": "Print", "capslock": "Caps_Lock",
        ]
        for number in 1...12 { table["f\(number)"] = "F\(number)" }
        return table
    }()

    /// Decodes from the written form.
    ///
    /// - Throws: `DecodingError.dataCorrupted` when the text is no combination.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let keys = KeyCombination(parsing: text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "\"\(text)\" is no key combination"
            )
        }
        self = keys
    }

    /// Encodes as the written form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

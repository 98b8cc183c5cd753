import Core

/// An action that puts text into a password field.
struct PasswordEntry {
    /// The text, or the key's name.
    let text: String
    /// What the field is called; "password" when it has no name.
    let field: String
    /// The action as it may be written down.
    let hidden: Action
    /// Whether the text is long enough, and typed as one, to be looked for in other texts: a single
    /// key or a "1" would black out half of the screen.
    var isDistinctive: Bool {
        if case .key = hidden { return false }
        return text.count >= 4
    }

    /// Keys that move about or end the entry and so say nothing of the password.
    private static let harmless: Set<String> = [
        "Return", "KP_Enter", "Tab", "ISO_Left_Tab", "Escape", "BackSpace", "Delete", "Home", "End", "Left",
        "Right", "Up", "Down", "Page_Up", "Page_Down", "Menu", "Insert",
    ]

    /// Recognises such an action; `nil` for any other, and for one that already types a reference.
    init?(_ action: Action, on observation: Observation) {
        let element: UIElement?
        switch action {
        case .type(let typed):
            text = typed
            element = Self.focused(in: observation)
            hidden = .type(Secret(name: Self.name(of: element), value: typed).reference)
        case .key(let keys):
            let isShortcut = !Set(keys.modifiers).isSubset(of: [.shift])
            if isShortcut || Self.harmless.contains(keys.key) { return nil }
            text = keys.key
            element = Self.focused(in: observation)
            hidden = .key(KeyCombination("•"))
        case .setText(let target, let typed):
            text = typed
            element = Self.element(target, in: observation)
            hidden = .setText(target, text: Secret(name: Self.name(of: element), value: typed).reference)
        default:
            return nil
        }
        guard element?.role == .passwordText, !text.isEmpty, !Self.isReference(text) else { return nil }
        field = Self.name(of: element)
    }

    private static func name(of element: UIElement?) -> String {
        guard let element, !element.name.isEmpty else { return "password" }
        return element.name
    }

    private static func isReference(_ text: String) -> Bool {
        text.hasPrefix("${secret:") && text.hasSuffix("}") && text.count(where: { $0 == "}" }) == 1
    }

    private static func focused(in observation: Observation) -> UIElement? {
        observation.focusedElement ?? observation.elements.first { $0.states.contains(.focused) }
    }

    private static func element(_ target: Target, in observation: Observation) -> UIElement? {
        switch target {
        case .element(let ref): return observation.element(ref)
        case .point(let point):
            return observation.elements.last { $0.isOnScreen && $0.frame.contains(point) }
        case .query(let query):
            if case .unique(let element) = observation.resolve(query) { return element }
            guard query.role == .passwordText else { return nil }
            return UIElement(id: ElementRef(0), role: .passwordText, name: query.name ?? "")
        }
    }
}

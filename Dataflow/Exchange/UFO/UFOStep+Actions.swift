import Core

extension UFOStep {
    /// Why a step cannot be done here.
    struct Unusable: Error {
        var reason: String
    }

    /// The actions that do the step.
    ///
    /// - Throws: `Unusable` for a function we do not have, or one without what it needs.
    func actions() throws(Unusable) -> [Action] {
        switch Function {
        case "click_input": return [try click(try target())]
        case "click_on_coordinates", "click":
            throw Unusable(reason: "the step is aimed at a point of another screen")
        case "set_edit_text":
            let text = try self.text("text")
            if ControlQuery == nil, ControlText.isEmpty { return [.type(text)] }
            let target = try target()
            if Args["clear_current_text"]?.isTrue == true { return [.setText(target, text: text)] }
            // Without clearing UFO adds to what is there.
            return [.click(target), .key(KeyCombination("End", modifiers: [.control])), .type(text)]
        case "keyboard_input":
            let keys = try UFOKeys.read(try text("keys"))
            guard Args["control_focus"]?.isTrue == true, !ControlText.isEmpty || ControlQuery != nil else {
                return keys
            }
            return [.click(try target())] + keys
        case "wheel_mouse_input":
            guard let distance = Args["wheel_dist"]?.value, abs(distance) <= 1000,
                let notches = Int(exactly: distance.rounded()), notches != 0
            else { throw Unusable(reason: "wheel_mouse_input without a distance") }
            let place = ControlQuery == nil && ControlText.isEmpty ? nil : try target()
            return [.scroll(place, direction: notches > 0 ? .up : .down, amount: abs(notches))]
        case "scroll":
            guard let direction = ScrollDirection(rawValue: try text("direction")),
                let amount = Args["amount"]?.value.flatMap(Int.init(exactly:)), (1...1000).contains(amount)
            else { throw Unusable(reason: "scroll without a direction and an amount") }
            let place = ControlQuery == nil && ControlText.isEmpty ? nil : try target()
            return [.scroll(place, direction: direction, amount: amount)]
        case "select": return [.select(try target(), option: try text("option"))]
        case "invoke": return [.invoke(try target(), action: try text("action"))]
        case "menu":
            guard case .array(let items)? = Args["path"], !items.isEmpty else {
                throw Unusable(reason: "menu without a path")
            }
            return [.menu(items.compactMap(\.text))]
        case "drag":
            guard let to = TargetQuery else { throw Unusable(reason: "drag without a place to go to") }
            return [.drag(from: try target(), to: .query(to))]
        case "open": return [.open(try text("what"))]
        case "focus": return [.focus(window: try text("window"))]
        case "summary": return [.done(answer: try text("text"))]
        // They look and change nothing, and so does a step of no function.
        case "texts", "annotation", "": return []
        default: throw Unusable(reason: "there is no function \"\(Function.prefix(40))\" here")
        }
    }

    private func click(_ target: Target) throws(Unusable) -> Action {
        guard let button = MouseButton(rawValue: Args["button"]?.text ?? "left") else {
            throw Unusable(reason: "there is no mouse button \"\(Args["button"]?.text ?? "")\"")
        }
        var modifiers: [Modifier] = []
        for word in (Args["pressed"]?.text ?? "").split(separator: " ") {
            guard let modifier = Modifier(rawValue: word == "ctrl" ? "control" : word.lowercased()) else {
                throw Unusable(reason: "there is no key \"\(word)\" to be held")
            }
            modifiers.append(modifier)
        }
        let count =
            Args["count"]?.value.flatMap(Int.init(exactly:)) ?? (Args["double"]?.isTrue == true ? 2 : 1)
        guard (1...3).contains(count) else { throw Unusable(reason: "a click is done \(count) times") }
        return .click(target, button: button, count: count, modifiers: modifiers)
    }

    private func target() throws(Unusable) -> Target {
        if let query = ControlQuery { return .query(query) }
        let text = MatchedControlText.flatMap { $0.isEmpty ? nil : $0 } ?? ControlText
        guard !text.isEmpty else { throw Unusable(reason: "a control has no text to find it by") }
        return .query(ElementQuery(name: text))
    }

    private func text(_ key: String) throws(Unusable) -> String {
        guard let text = Args[key]?.text else {
            throw Unusable(reason: "\(Function) is given no \(key)")
        }
        return text
    }
}

/// Keys as pywinauto writes them, whose notation UFO takes over: `^s`, `{ENTER}`, `+{TAB}`.
enum UFOKeys {
    private static let names: [(ours: String, theirs: String)] = [
        ("Return", "ENTER"), ("Escape", "ESC"), ("Tab", "TAB"), ("space", "SPACE"),
        ("BackSpace", "BACKSPACE"),
        ("Delete", "DELETE"), ("Insert", "INSERT"), ("Home", "HOME"), ("End", "END"), ("Page_Up", "PGUP"),
        ("Page_Down", "PGDN"), ("Up", "UP"), ("Down", "DOWN"), ("Left", "LEFT"), ("Right", "RIGHT"),
        ("Menu", "APPS"), ("Print", "PRTSC"), ("Caps_Lock", "CAPSLOCK"),
    ]
    private static let marks: [(mark: Character, modifier: Modifier)] = [
        ("^", .control), ("+", .shift), ("%", .alt),
    ]

    static func write(_ keys: KeyCombination) -> String {
        var text = ""
        if keys.modifiers.contains(.super) { text += "{LWIN}" }
        for (mark, modifier) in marks where keys.modifiers.contains(modifier) { text.append(mark) }
        let name = names.first { $0.ours == keys.key }?.theirs ?? keys.key
        // A key alone is told from a text by its braces.
        let isPlain =
            name.count == 1 && !keys.modifiers.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber }
        return text + (isPlain ? name : "{\(name)}")
    }

    static func read(_ text: String) throws(UFOStep.Unusable) -> [Action] {
        var actions: [Action] = []
        var plain = ""
        var held: [Modifier] = []
        var rest = Substring(text)
        func flush() {
            if !plain.isEmpty { actions.append(.type(plain)) }
            plain = ""
        }
        while let next = rest.popFirst() {
            if let mark = marks.first(where: { $0.mark == next }) {
                flush()
                held.append(mark.modifier)
            } else if next == "{" {
                // A brace may itself be the key: {{} and {}}.
                guard let close = rest.dropFirst().firstIndex(of: "}") else {
                    throw UFOStep.Unusable(reason: "a brace is not closed in the keys")
                }
                let words = rest[..<close].split(separator: " ").map(String.init)
                rest = rest[rest.index(after: close)...]
                guard let word = words.first else { throw UFOStep.Unusable(reason: "a key has no name") }
                let times = words.count > 1 ? Int(words[1]) ?? 0 : 1
                guard (1...100).contains(times) else {
                    throw UFOStep.Unusable(reason: "a key is pressed \(words.dropFirst().joined()) times")
                }
                if word == "LWIN" || word == "VK_LWIN" {
                    held.append(.super)
                    continue
                }
                flush()
                let name = names.first { $0.theirs == word.uppercased() }?.ours ?? word
                let keys = KeyCombination(parsing: name)?.key ?? name
                actions += Array(repeating: .key(KeyCombination(keys, modifiers: held)), count: times)
                held = []
            } else if held.isEmpty {
                plain.append(next == "~" ? "\n" : next)
            } else {
                actions.append(.key(KeyCombination(String(next), modifiers: held)))
                held = []
            }
        }
        flush()
        return actions
    }
}

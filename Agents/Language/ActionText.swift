package import Core

/// Actions as text, with elements by role and quoted name: `set entry "Name" to "Ada"`.
package enum ActionText {
    /// Writes an action; `name` writes what it is aimed at.
    package static func write(_ action: Action, name: (Target) -> String) -> String {
        switch action {
        case .click(let target, let button, let count, let modifiers):
            let held = modifiers.map { modifier($0) + "+" }.joined()
            let times = count == 2 ? "double " : count == 3 ? "triple " : ""
            let which = button == .left ? "" : button.rawValue + " "
            return "\(held)\(times)\(which)click \(name(target))"
        case .type(let text): return "type \(quoted(text))"
        case .setText(let target, let text): return "set \(name(target)) to \(quoted(text))"
        case .key(let keys): return "press \(keys)"
        case .select(let target, let option): return "select \(quoted(option)) in \(name(target))"
        case .invoke(let target, let action): return "invoke \(quoted(action)) on \(name(target))"
        case .menu(let path): return "menu " + path.map(quoted).joined(separator: " > ")
        case .scroll(let target, let direction, let amount):
            return "scroll \(direction.rawValue) \(amount)" + (target.map { " in \(name($0))" } ?? "")
        case .drag(let from, let to): return "drag \(name(from)) onto \(name(to))"
        case .open(let what): return "open \(quoted(what))"
        case .focus(let window): return "focus \(quoted(window))"
        case .wait(let condition, let timeout): return "wait \(self.condition(condition)), \(timeout) s"
        case .look(let area): return "look at \(area.x),\(area.y) \(area.width)x\(area.height)"
        case .ask(let question): return "ask \(quoted(question))"
        case .done(let answer): return answer.map { "done \(quoted($0))" } ?? "done"
        case .fail(let reason): return "fail \(quoted(reason))"
        }
    }

    /// How an element is called in an action: its role, and its name in quotes if it has one.
    package static func designation(_ role: Role, _ name: String) -> String {
        name.isEmpty ? role.rawValue : "\(role.rawValue) \(quoted(name))"
    }

    /// Puts a text between quotes, so that it can be read back exactly.
    package static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func condition(_ condition: Condition) -> String {
        switch condition {
        case .settled: "until settled"
        case .appears(let query): "for \(query)"
        case .disappears(let query): "until \(query) is gone"
        case .window(let title): "for window \(quoted(title))"
        case .noWindow(let title): "until window \(quoted(title)) is gone"
        }
    }

    static func modifier(_ modifier: Modifier) -> String { modifier == .control ? "ctrl" : modifier.rawValue }
}

extension Action {
    /// Returns the action in words, with its elements by role and name: `click push button "7"`.
    ///
    /// Reports, terminals and records show an action so; refs mean nothing to a reader.
    public func words(on observation: Observation) -> String {
        func name(_ target: Target) -> String {
            switch target {
            case .element(let ref):
                guard let element = observation.element(ref) else { return ref.rawValue }
                return element.name.isEmpty ? element.role.rawValue : "\(element.role) \"\(element.name)\""
            case .query(let query): return query.description
            case .point(let point): return "point (\(point.x), \(point.y))"
            }
        }
        switch self {
        case .click(let target, let button, let count, let modifiers):
            let held = modifiers.map { "\($0.rawValue)+" }.joined()
            let verb = count == 2 ? "double-click" : count == 3 ? "triple-click" : "click"
            let which = button == .left ? "" : "\(button.rawValue) "
            return "\(held)\(which)\(verb) \(name(target))"
        case .type(let text): return "type \"\(text)\""
        case .setText(let target, let text): return "set \(name(target)) to \"\(text)\""
        case .key(let keys): return "press \(keys)"
        case .select(let target, let option): return "select \"\(option)\" in \(name(target))"
        case .invoke(let target, let action): return "\(action) \(name(target))"
        case .menu(let path): return "menu " + path.joined(separator: " > ")
        case .scroll(let target, let direction, let amount):
            return "scroll \(direction.rawValue) \(amount)" + (target.map { " over \(name($0))" } ?? "")
        case .drag(let from, let to): return "drag \(name(from)) to \(name(to))"
        case .open(let what): return "open \(what)"
        case .focus(let window): return "focus window \"\(window)\""
        case .wait(let condition, let timeout): return "wait at most \(timeout) s until \(condition.words)"
        case .look(let region): return "look at \(region.x),\(region.y) \(region.width)x\(region.height)"
        case .ask(let question): return "ask \"\(question)\""
        case .done(let answer): return answer.map { "done: \($0)" } ?? "done"
        case .fail(let reason): return "give up: \(reason)"
        }
    }
}

extension Condition {
    /// The condition in words.
    public var words: String {
        switch self {
        case .appears(let query): "\(query) appears"
        case .disappears(let query): "\(query) is gone"
        case .window(let title): "window \"\(title)\" is open"
        case .noWindow(let title): "window \"\(title)\" is closed"
        case .settled: "the screen is still"
        }
    }
}

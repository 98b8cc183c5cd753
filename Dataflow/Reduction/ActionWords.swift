import Core

/// Actions in words, with elements by role and name.
enum ActionWords {
    /// Returns an action as a person would say it, such as `click push button "7"`.
    static func describe(_ action: Action, in observation: Observation) -> String {
        func name(_ target: Target) -> String {
            switch target {
            case .element(let ref):
                guard let element = observation.element(ref) else { return ref.rawValue }
                return element.name.isEmpty ? element.role.rawValue : "\(element.role) \"\(element.name)\""
            case .query(let query): return query.description
            case .point(let point): return "the point (\(point.x), \(point.y))"
            }
        }
        switch action {
        case .click(let target, let button, let count, let modifiers):
            let held = modifiers.map { "\($0.rawValue)+" }.joined()
            let side = button == .left ? "" : "\(button.rawValue)-"
            let times = count == 1 ? "" : count == 2 ? "double-" : "triple-"
            return "\(held)\(side)\(times)click \(name(target))"
        case .type(let text): return "type \"\(text)\""
        case .key(let keys): return "press \(keys)"
        case .scroll(let target, let direction, let amount):
            let place = target.map { " in " + name($0) } ?? ""
            return "scroll \(direction.rawValue) by \(amount)\(place)"
        case .drag(let from, let to): return "drag \(name(from)) to \(name(to))"
        default: return ([action.name] + action.targets.map(name)).joined(separator: " ")
        }
    }
}

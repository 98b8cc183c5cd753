import Core

/// The YAML form of actions and their targets.
enum StepTree {
    /// Returns an action as a step of a task file.
    static func of(_ action: Action) throws(DataflowError) -> YAMLTree {
        .mapping([(action.name, try content(action))])
    }

    private static func content(_ action: Action) throws(DataflowError) -> YAMLTree {
        switch action {
        case .click(let target, let button, let count, let modifiers):
            var pairs = try self.pairs(target)
            if button != .left { pairs.append(("button", .text(button.rawValue))) }
            if count != 1 { pairs.append(("count", .plain("\(count)"))) }
            if !modifiers.isEmpty {
                pairs.append(("modifiers", .row(modifiers.map { .text($0.rawValue) })))
            }
            return .record(pairs)
        case .type(let text): return TaskWriter.escaped(text)
        case .setText(let target, let text):
            return .record(try pairs(target) + [("text", TaskWriter.escaped(text))])
        case .key(let keys): return TaskWriter.escaped(keys.description)
        case .select(let target, let option):
            return .record(try pairs(target) + [("option", TaskWriter.escaped(option))])
        case .invoke(let target, let name):
            return .record(try pairs(target) + [("action", TaskWriter.escaped(name))])
        case .menu(let path): return .row(path.map(TaskWriter.escaped))
        case .scroll(let target, let direction, let amount):
            var pairs = try target.map { (target) throws(DataflowError) in try self.pairs(target) } ?? []
            pairs.append(("direction", .text(direction.rawValue)))
            pairs.append(("amount", .plain("\(amount)")))
            return .record(pairs)
        case .drag(let from, let to):
            return .record([("from", .record(try pairs(from))), ("to", .record(try pairs(to)))])
        case .open(let text), .ask(let text): return TaskWriter.escaped(text)
        case .focus(let window): return TaskWriter.escaped(window)
        case .wait(let condition, let timeout):
            return .record([of(condition), ("timeout", .plain("\(timeout)"))])
        case .look(let rect):
            return .row([rect.x, rect.y, rect.width, rect.height].map { .plain("\($0)") })
        case .done(let answer): return answer.map(TaskWriter.escaped) ?? .plain("null")
        case .fail(let reason): return TaskWriter.escaped(reason)
        }
    }

    private static func of(_ condition: Condition) -> (String, YAMLTree) {
        switch condition {
        case .appears(let query): ("appears", .record(pairs(query)))
        case .disappears(let query): ("disappears", .record(pairs(query)))
        case .window(let title): ("window", TaskWriter.escaped(title))
        case .noWindow(let title): ("noWindow", TaskWriter.escaped(title))
        case .settled: ("settled", .plain("true"))
        }
    }

    private static func pairs(_ target: Target) throws(DataflowError) -> [(String, YAMLTree)] {
        switch target {
        case .query(let query): return pairs(query)
        case .point(let point): return [("point", row(point))]
        case .element(let ref):
            throw DataflowError(
                .unresolved,
                "a step is aimed at \(ref), a ref that ends with its observation",
                expected: "describe the element by a query first"
            )
        }
    }

    /// Returns the keys of an element query.
    static func pairs(_ query: ElementQuery) -> [(String, YAMLTree)] {
        var pairs: [(String, YAMLTree)] = []
        if let role = query.role { pairs.append(("role", TaskWriter.escaped(role.rawValue))) }
        if let name = query.name { pairs.append(("name", TaskWriter.escaped(name))) }
        if let value = query.value { pairs.append(("value", TaskWriter.escaped(value))) }
        if let window = query.window { pairs.append(("window", TaskWriter.escaped(window))) }
        if let within = query.within { pairs.append(("within", TaskWriter.escaped(within))) }
        if let ordinal = query.ordinal { pairs.append(("ordinal", .plain("\(ordinal)"))) }
        if let place = query.place { pairs.append(("place", row(place))) }
        return pairs
    }

    private static func row(_ point: Point) -> YAMLTree {
        .row([.plain("\(point.x)"), .plain("\(point.y)")])
    }
}

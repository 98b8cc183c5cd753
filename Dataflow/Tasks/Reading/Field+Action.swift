import Core

extension Field {
    /// Returns the action of one step, a mapping with one key that names it.
    func action() throws(DataflowError) -> Action {
        // A bare `- done` reads naturally and can mean one thing only.
        if isPlain("done") { return .done(answer: nil) }
        let step = try fields(Action.names, "an action, such as {click: {name: OK}}")
        let (name, value) = try step.one(of: Action.names)
        switch name {
        case "click": return try value.click()
        case "type": return .type(try value.text())
        case "key": return .key(try value.keys())
        case "menu": return .menu(try value.texts("a list of menu names"))
        case "scroll": return try value.scroll()
        case "drag": return try value.drag()
        case "open": return .open(try value.word("an application, a file or a URL"))
        case "focus": return .focus(window: try value.word("a part of a window's title"))
        case "wait": return try value.wait()
        case "look":
            let edges = try value.integers(4, "[x, y, width, height]")
            return .look(Rect(x: edges[0], y: edges[1], width: edges[2], height: edges[3]))
        case "ask": return .ask(try value.word("a question"))
        case "done": return .done(answer: value.isNull ? nil : try value.text())
        case "fail": return .fail(reason: try value.word("a reason"))
        default: return try value.named(name)
        }
    }

    /// Returns a setText, select or invoke: a target and one text.
    private func named(_ name: String) throws(DataflowError) -> Action {
        let key = ["setText": "text", "select": "option", "invoke": "action"][name] ?? name
        let fields = try fields(QueryKeys.target + [key])
        let target = try fields.target()
        let text = try fields.required(key, "a text")
        switch name {
        case "setText": return .setText(target, text: try text.text())
        case "select": return .select(target, option: try text.word("the name of an option"))
        default: return .invoke(target, action: try text.word("the name of an accessibility action"))
        }
    }

    private func click() throws(DataflowError) -> Action {
        let fields = try fields(QueryKeys.target + ["button", "count", "modifiers"])
        var modifiers: [Modifier] = []
        for item in try fields["modifiers"]?.list("a list of modifiers") ?? [] {
            modifiers.append(try item.choice(Modifier.self))
        }
        return .click(
            try fields.target(),
            button: try fields["button"]?.choice(MouseButton.self) ?? .left,
            count: try fields["count"]?.integer(in: 1...3) ?? 1,
            modifiers: modifiers
        )
    }

    private func keys() throws(DataflowError) -> KeyCombination {
        let text = try word("a key or combination, such as ctrl+s")
        guard let keys = KeyCombination(parsing: text) else {
            throw failure(
                .invalidValue,
                "\"\(text)\" is no key combination",
                expected:
                    "expected ctrl, shift, alt or super joined to a key by +, such as ctrl+shift+s or Return"
            )
        }
        return keys
    }

    private func scroll() throws(DataflowError) -> Action {
        let fields = try fields(QueryKeys.target + ["direction", "amount"])
        return .scroll(
            fields.describesTarget ? try fields.target() : nil,
            direction: try fields.required("direction", "up, down, left or right")
                .choice(ScrollDirection.self),
            amount: try fields["amount"]?.integer(in: 1...100_000) ?? 3
        )
    }

    private func drag() throws(DataflowError) -> Action {
        let fields = try fields(["from", "to"])
        return .drag(
            from: try fields.required("from", "what to drag").target(),
            to: try fields.required("to", "where to").target()
        )
    }

    private func wait() throws(DataflowError) -> Action {
        let kinds = ["appears", "disappears", "window", "noWindow", "settled"]
        let fields = try fields(kinds + ["timeout"])
        let (kind, value) = try fields.one(of: kinds)
        let condition: Condition
        switch kind {
        case "appears": condition = .appears(try value.query())
        case "disappears": condition = .disappears(try value.query())
        case "window": condition = .window(try value.word("a part of a window's title"))
        case "noWindow": condition = .noWindow(try value.word("a part of a window's title"))
        default:
            guard try value.flag() else { throw value.mismatch("true") }
            condition = .settled
        }
        return .wait(condition, timeout: try fields["timeout"]?.number(in: 0...3600) ?? 10)
    }
}

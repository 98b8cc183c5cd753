// Actions are written as a step of a task file is: one key that names the action, and the parts of
// its target beside its own. So a recorded action without a ref can be pasted into a task file.

extension Action {
    /// Decodes from the form of a task file's step, such as `{"click": {"ref": "e12"}}`.
    ///
    /// - Throws: `DecodingError` that names the key concerned.
    public init(from decoder: any Decoder) throws {
        let steps = try decoder.container(keyedBy: TargetKey.self)
        guard let key = steps.allKeys.first, steps.allKeys.count == 1, Self.names.contains(key.stringValue)
        else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath,
                    debugDescription: "an action has one key, which names it"
                )
            )
        }
        func text() throws -> String { try steps.decode(String.self, forKey: key) }
        switch key.stringValue {
        case "type": self = .type(try text())
        case "key": self = .key(try steps.decode(KeyCombination.self, forKey: key))
        case "menu": self = .menu(try steps.decode([String].self, forKey: key))
        case "open": self = .open(try text())
        case "focus": self = .focus(window: try text())
        case "look": self = .look(try Rect(edges: steps, key))
        case "ask": self = .ask(try text())
        case "done": self = .done(answer: try steps.decodeNil(forKey: key) ? nil : text())
        case "fail": self = .fail(reason: try text())
        default:
            let parts = try steps.nestedContainer(keyedBy: TargetKey.self, forKey: key)
            self = try Self.aimed(key.stringValue, parts, try steps.superDecoder(forKey: key))
        }
    }

    /// Encodes as a step of a task file; what has its usual value is left out.
    public func encode(to encoder: any Encoder) throws {
        var steps = encoder.container(keyedBy: TargetKey.self)
        let key = TargetKey(name)
        switch self {
        case .type(let text), .open(let text), .focus(let text), .ask(let text), .fail(let text):
            try steps.encode(text, forKey: key)
        case .key(let keys): try steps.encode(keys, forKey: key)
        case .menu(let path): try steps.encode(path, forKey: key)
        case .look(let rect):
            try steps.encode([rect.x, rect.y, rect.width, rect.height], forKey: key)
        case .done(let answer): try steps.encode(answer, forKey: key)
        case .wait(let condition, let timeout):
            var parts = steps.nestedContainer(keyedBy: TargetKey.self, forKey: key)
            try condition.encode(into: &parts)
            try parts.encode(timeout, forKey: TargetKey("timeout"))
        default:
            var parts = steps.nestedContainer(keyedBy: TargetKey.self, forKey: key)
            try encodeAimed(into: &parts)
        }
    }

    private func encodeAimed(into parts: inout KeyedEncodingContainer<TargetKey>) throws {
        if case .drag(let from, let to) = self {
            try parts.encode(from, forKey: TargetKey("from"))
            try parts.encode(to, forKey: TargetKey("to"))
            return
        }
        try targets.first?.encode(into: &parts)
        switch self {
        case .click(_, let button, let count, let modifiers):
            if button != .left { try parts.encode(button, forKey: TargetKey("button")) }
            if count != 1 { try parts.encode(count, forKey: TargetKey("count")) }
            if !modifiers.isEmpty { try parts.encode(modifiers, forKey: TargetKey("modifiers")) }
        case .setText(_, let text): try parts.encode(text, forKey: TargetKey("text"))
        case .select(_, let option): try parts.encode(option, forKey: TargetKey("option"))
        case .invoke(_, let action): try parts.encode(action, forKey: TargetKey("action"))
        case .scroll(_, let direction, let amount):
            try parts.encode(direction, forKey: TargetKey("direction"))
            try parts.encode(amount, forKey: TargetKey("amount"))
        default: break
        }
    }

    /// Reads the actions whose content is a mapping.
    private static func aimed(_ name: String, _ parts: TargetKeys, _ decoder: any Decoder) throws -> Action {
        func text(_ key: String) throws -> String { try parts.decode(String.self, forKey: TargetKey(key)) }
        switch name {
        case "click":
            return .click(
                try Target(parts),
                button: try parts.decodeIfPresent(MouseButton.self, forKey: TargetKey("button")) ?? .left,
                count: try parts.decodeIfPresent(Int.self, forKey: TargetKey("count")) ?? 1,
                modifiers: try parts.decodeIfPresent([Modifier].self, forKey: TargetKey("modifiers")) ?? []
            )
        case "setText": return .setText(try Target(parts), text: try text("text"))
        case "select": return .select(try Target(parts), option: try text("option"))
        case "invoke": return .invoke(try Target(parts), action: try text("action"))
        case "scroll":
            let own: Set = ["direction", "amount"]
            return .scroll(
                parts.allKeys.allSatisfy { own.contains($0.stringValue) } ? nil : try Target(parts),
                direction: try parts.decode(ScrollDirection.self, forKey: TargetKey("direction")),
                amount: try parts.decode(Int.self, forKey: TargetKey("amount"))
            )
        case "drag":
            return .drag(
                from: try parts.decode(Target.self, forKey: TargetKey("from")),
                to: try parts.decode(Target.self, forKey: TargetKey("to"))
            )
        default:
            return .wait(
                try Condition(from: decoder),
                timeout: try parts.decode(Double.self, forKey: TargetKey("timeout"))
            )
        }
    }
}

extension Condition {
    /// Decodes from one of the keys `appears`, `disappears`, `window`, `noWindow` and `settled`.
    ///
    /// - Throws: `DecodingError` when none of them is there.
    public init(from decoder: any Decoder) throws {
        let parts = try decoder.container(keyedBy: TargetKey.self)
        if let query = try parts.decodeIfPresent(ElementQuery.self, forKey: TargetKey("appears")) {
            self = .appears(query)
        } else if let query = try parts.decodeIfPresent(ElementQuery.self, forKey: TargetKey("disappears")) {
            self = .disappears(query)
        } else if let title = try parts.decodeIfPresent(String.self, forKey: TargetKey("window")) {
            self = .window(title)
        } else if let title = try parts.decodeIfPresent(String.self, forKey: TargetKey("noWindow")) {
            self = .noWindow(title)
        } else if try parts.decode(Bool.self, forKey: TargetKey("settled")) {
            self = .settled
        } else {
            throw DecodingError.dataCorruptedError(
                forKey: TargetKey("settled"),
                in: parts,
                debugDescription: "only true means something here"
            )
        }
    }

    /// Encodes as one key that says what is waited for.
    public func encode(to encoder: any Encoder) throws {
        var parts = encoder.container(keyedBy: TargetKey.self)
        try encode(into: &parts)
    }

    fileprivate func encode(into parts: inout KeyedEncodingContainer<TargetKey>) throws {
        switch self {
        case .appears(let query): try parts.encode(query, forKey: TargetKey("appears"))
        case .disappears(let query): try parts.encode(query, forKey: TargetKey("disappears"))
        case .window(let title): try parts.encode(title, forKey: TargetKey("window"))
        case .noWindow(let title): try parts.encode(title, forKey: TargetKey("noWindow"))
        case .settled: try parts.encode(true, forKey: TargetKey("settled"))
        }
    }
}

extension Rect {
    fileprivate init(edges keys: TargetKeys, _ key: TargetKey) throws {
        let edges = try keys.decode([Int].self, forKey: key)
        guard edges.count == 4 else {
            throw DecodingError.dataCorruptedError(
                forKey: key,
                in: keys,
                debugDescription: "a region is a list of x, y, width and height"
            )
        }
        self.init(x: edges[0], y: edges[1], width: edges[2], height: edges[3])
    }
}

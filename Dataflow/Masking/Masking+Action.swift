public import Core

extension Masking {
    /// Returns an action with the secrets in its texts replaced by their references.
    public func mask(_ action: Action) -> Action {
        action.mapTexts { text in mask(text) }
    }

    /// Returns an action with references replaced by the secrets, for the moment it is carried out.
    ///
    /// - Throws: `DataflowError` with code `undefinedParameter` for a name that was not declared.
    public func reveal(_ action: Action) throws(DataflowError) -> Action {
        try action.mapTexts { (text) throws(DataflowError) in try reveal(text) }
    }
}

extension Action {
    /// Returns the same action with each text in it replaced: what is typed, chosen, asked and
    /// answered, and the names by which elements and windows are found.
    func mapTexts<E: Error>(_ change: (String) throws(E) -> String) throws(E) -> Action {
        let aimed = try mapTargets { (target) throws(E) in try target.mapTexts(change) }
        return switch aimed {
        case .type(let text): .type(try change(text))
        case .setText(let target, let text): .setText(target, text: try change(text))
        case .select(let target, let option): .select(target, option: try change(option))
        case .invoke(let target, let action): .invoke(target, action: try change(action))
        case .menu(let path): .menu(try path.map { (item) throws(E) in try change(item) })
        case .open(let what): .open(try change(what))
        case .focus(let window): .focus(window: try change(window))
        case .wait(let condition, let timeout): .wait(try condition.mapTexts(change), timeout: timeout)
        case .ask(let question): .ask(try change(question))
        case .done(let answer):
            if let answer { .done(answer: try change(answer)) } else { aimed }
        case .fail(let reason): .fail(reason: try change(reason))
        case .click, .key, .scroll, .drag, .look: aimed
        }
    }
}

extension Target {
    fileprivate func mapTexts<E: Error>(_ change: (String) throws(E) -> String) throws(E) -> Target {
        guard case .query(let query) = self else { return self }
        return .query(try query.mapTexts(change))
    }
}

extension Condition {
    fileprivate func mapTexts<E: Error>(_ change: (String) throws(E) -> String) throws(E) -> Condition {
        switch self {
        case .appears(let query): .appears(try query.mapTexts(change))
        case .disappears(let query): .disappears(try query.mapTexts(change))
        case .window(let title): .window(try change(title))
        case .noWindow(let title): .noWindow(try change(title))
        case .settled: self
        }
    }
}

extension ElementQuery {
    fileprivate func mapTexts<E: Error>(_ change: (String) throws(E) -> String) throws(E) -> ElementQuery {
        var query = self
        if let name { query.name = try change(name) }
        if let value { query.value = try change(value) }
        if let window { query.window = try change(window) }
        if let within { query.within = try change(within) }
        return query
    }
}

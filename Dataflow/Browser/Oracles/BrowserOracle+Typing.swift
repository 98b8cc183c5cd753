import Core

extension BrowserOracle {
    /// Tasks of putting a text the goal gives into fields.
    static let typing: [String: Rule] = [
        "enter-text": { view in try enter(try view.quote(0), view) },
        "enter-text-dynamic": { view in try enter(try view.quote(0), view) },
        "enter-password": { view in
            let password = try view.quote(0)
            let first = try view.one(.passwordText, number: 1)
            let second = try view.one(.passwordText, number: 2)
            return try view.fill(first, password) ?? view.fill(second, password) ?? view.press("Submit")
        },
        "login-user": { view in
            let (name, password) = (try view.quote(0), try view.quote(1))
            let entry = try view.one(.entry, number: 1)
            let secret = try view.one(.passwordText, number: 1)
            return try view.fill(entry, name) ?? view.fill(secret, password) ?? view.press("Login")
        },
        "copy-paste": { view in try copy(view) },
        "use-autocomplete": { view in try complete(view) },
        "use-autocomplete-nodelay": { view in try complete(view) },
    ]

    /// Puts a text into the only field of one line, then submits.
    static func enter(_ text: String, _ view: OracleView) throws -> Action? {
        guard let entry = view.all(.entry).first(where: { !$0.states.contains(.multiLine) }) else {
            throw OracleProblem("there is no field to type into")
        }
        return try view.fill(entry, text) ?? view.press("Submit")
    }

    /// Copies by the clipboard, as a person does.
    private static func copy(_ view: OracleView) throws -> Action? {
        let entries = view.all(.entry)
        guard let source = entries.first(where: { $0.states.contains(.multiLine) }),
            let target = entries.first(where: { !$0.states.contains(.multiLine) })
        else { throw OracleProblem("there are not two fields") }
        let (all, copy, paste) = (control("a"), control("c"), control("v"))
        if !view.did("click", to: source) { return view.click(source) }
        for keys in [all, copy] where view.count(of: .key(keys)) == 0 { return .key(keys) }
        if !view.did("click", to: target) { return view.click(target) }
        if view.count(of: .key(paste)) == 0 { return .key(paste) }
        return try view.press("Submit")
    }

    private static func control(_ key: String) -> KeyCombination {
        KeyCombination(key, modifiers: [.control])
    }

    /// Types the beginning, chooses the suggestion with the right end.
    private static func complete(_ view: OracleView) throws -> Action? {
        let start = try view.quote(0)
        let end = view.quoted.count > 1 ? view.quoted[1] : ""
        let entry = try view.one(.entry, number: 1)
        let value = entry.value ?? ""
        if value != start, value.hasPrefix(start), value.hasSuffix(end) { return try view.press("Submit") }
        if !view.did("click", to: entry) { return view.click(entry) }
        if value.isEmpty { return .type(start) }
        let kinds: Set<Role> = [.listItem, .menuItem, .link]
        let fitting = view.elements.first { element in
            kinds.contains(element.role) && element.name.hasSuffix(end)
                && element.name.lowercased().hasPrefix(start.lowercased())
        }
        if let fitting { return view.click(fitting) }
        // The suggestions come a moment after the last key.
        guard view.steps.count(where: { $0.decision.action.name == "wait" }) < 3 else {
            throw OracleProblem("no suggestion begins with \"\(start)\" and ends with \"\(end)\"")
        }
        return .wait(.settled, timeout: 1)
    }
}

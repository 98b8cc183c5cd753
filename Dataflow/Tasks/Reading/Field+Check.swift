import Core

extension Field {
    /// Returns one check, a mapping with one key that names its kind.
    func check() throws(DataflowError) -> Check {
        let kinds = ["file", "element", "window", "process", "clipboard", "answer"]
        let (kind, value) = try fields(kinds, "a check, such as {file: {path: a.txt, equals: hello}}")
            .one(of: kinds)
        switch kind {
        case "file": return try value.fileCheck()
        case "element": return try value.elementCheck()
        case "window":
            let fields = try value.fields(["title", "exists"])
            let title = try fields.required("title", "a part of a window's title").word("a text")
            return .window(title: title, exists: try fields["exists"]?.flag() ?? true)
        case "process":
            let fields = try value.fields(["name", "running"])
            let name = try fields.required("name", "a program's name").word("a program's name")
            return .process(name: name, running: try fields["running"]?.flag() ?? true)
        case "clipboard": return .clipboard(equals: try value.text())
        default: return .answer(contains: try value.word("a text the answer contains"))
        }
    }

    private func fileCheck() throws(DataflowError) -> Check {
        let kinds = ["equals", "contains", "exists"]
        let fields = try fields(["path"] + kinds)
        let path = try fields.required("path", "a path relative to the session's home").relativePath()
        let (kind, value) = try fields.one(of: kinds)
        switch kind {
        case "equals": return .fileEquals(path: path, text: try value.text())
        case "contains": return .fileContains(path: path, text: try value.word("a text in the file"))
        default: return .fileExists(path: path, exists: try value.flag())
        }
    }

    private func elementCheck() throws(DataflowError) -> Check {
        let fields = try fields(QueryKeys.query + ["exists", "states", "set"])
        let query = try fields.query()
        guard let list = fields["states"] else {
            if let set = fields["set"] {
                throw set.failure(.invalidValue, "this needs \"states\"", expected: "add states: [checked]")
            }
            return .element(query, exists: try fields["exists"]?.flag() ?? true)
        }
        if let exists = fields["exists"] {
            throw exists.failure(.invalidValue, "\"states\" and \"exists\" exclude each other")
        }
        var states: States = []
        for item in try list.list("a list of states, such as [checked]") {
            let name = try item.word("a state")
            guard let state = States(names: [name]) else {
                let known = States(rawValue: .max).names
                throw item.failure(
                    .invalidValue,
                    "\"\(name)\" is no state",
                    expected: Suggestion.choices(known, near: name)
                )
            }
            states.insert(state)
        }
        guard !states.isEmpty else { throw list.mismatch("at least one state") }
        return .elementState(query, states: states, set: try fields["set"]?.flag() ?? true)
    }
}

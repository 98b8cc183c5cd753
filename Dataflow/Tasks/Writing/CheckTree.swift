import Core

/// The YAML form of checks.
enum CheckTree {
    /// Returns a check as an item of a task's `checks`.
    static func of(_ check: Check) -> YAMLTree {
        let (kind, content) = parts(check)
        return .mapping([(kind, content)])
    }

    private static func parts(_ check: Check) -> (String, YAMLTree) {
        switch check {
        case .fileEquals(let path, let text): ("file", file(path, "equals", TaskWriter.escaped(text)))
        case .fileContains(let path, let text): ("file", file(path, "contains", TaskWriter.escaped(text)))
        case .fileExists(let path, let exists): ("file", file(path, "exists", .plain("\(exists)")))
        case .element(let query, let exists):
            ("element", .record(StepTree.pairs(query) + (exists ? [] : [("exists", .plain("false"))])))
        case .elementState(let query, let states, let set):
            (
                "element",
                .record(
                    StepTree.pairs(query) + [("states", .row(states.names.map { .text($0) }))]
                        + (set ? [] : [("set", .plain("false"))])
                )
            )
        case .window(let title, let exists):
            ("window", .record([("title", TaskWriter.escaped(title)), ("exists", .plain("\(exists)"))]))
        case .process(let name, let running):
            ("process", .record([("name", TaskWriter.escaped(name)), ("running", .plain("\(running)"))]))
        case .clipboard(let text): ("clipboard", TaskWriter.escaped(text))
        case .answer(let text): ("answer", TaskWriter.escaped(text))
        }
    }

    private static func file(_ path: String, _ key: String, _ value: YAMLTree) -> YAMLTree {
        .record([("path", TaskWriter.escaped(path)), (key, value)])
    }
}

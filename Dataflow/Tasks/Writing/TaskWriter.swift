public import Core

/// Writes tasks in the form that `TaskLoader` reads.
public enum TaskWriter {
    /// Returns a task as YAML; reading it gives an equal task, parameters filled in.
    ///
    /// - Throws: `DataflowError.unresolved` when a step is aimed at a ref, which means nothing
    ///   without its observation.
    public static func yaml(_ task: TaskFile) throws(DataflowError) -> String {
        try tree(task).rendered
    }

    /// Returns a suite as YAML; reading it gives an equal suite.
    ///
    /// - Throws: `DataflowError.unresolved` when a step is aimed at a ref.
    public static func yaml(_ suite: TaskSuite) throws(DataflowError) -> String {
        var tasks: [YAMLTree] = []
        for task in suite.tasks { tasks.append(try tree(task)) }
        return YAMLTree.mapping([("suite", .text(suite.name)), ("tasks", .list(tasks))]).rendered
    }

    private static func tree(_ task: TaskFile) throws(DataflowError) -> YAMLTree {
        var pairs: [(String, YAMLTree)] = [("id", .text(task.id)), ("goal", escaped(task.goal))]
        if let application = task.application { pairs.append(("application", escaped(application))) }
        if !task.parameters.isEmpty {
            let sorted = task.parameters.sorted { $0.key < $1.key }
            pairs.append(("parameters", .record(sorted.map { ($0, .text($1)) })))
        }
        if !task.setup.isEmpty { pairs.append(("setup", .list(task.setup.map(setup)))) }
        if let steps = task.steps {
            var items: [YAMLTree] = []
            for step in steps { items.append(try StepTree.of(step)) }
            pairs.append(("steps", .list(items)))
        }
        if let policy = task.policy { pairs.append(("policy", tree(policy))) }
        if let budget = task.budget { pairs.append(("budget", tree(budget))) }
        if !task.checks.isEmpty { pairs.append(("checks", .list(task.checks.map(CheckTree.of)))) }
        return .mapping(pairs)
    }

    private static func setup(_ step: SetupStep) -> YAMLTree {
        switch step {
        case .file(let path, let content):
            .mapping([("file", .record([("path", escaped(path)), ("content", escaped(content))]))])
        case .directory(let path): .mapping([("directory", escaped(path))])
        case .start(let command): .mapping([("start", .row(command.map(escaped)))])
        }
    }

    private static func tree(_ budget: Budget) -> YAMLTree {
        .record([
            ("steps", .plain("\(budget.steps)")), ("seconds", .plain("\(budget.seconds)")),
            ("tokens", .plain("\(budget.tokens)")),
        ])
    }

    private static func tree(_ policy: Policy) -> YAMLTree {
        let rules = policy.rules.map { rule -> YAMLTree in
            let parts: [(String, String?)] = [
                ("application", rule.application), ("role", rule.role), ("name", rule.name),
                ("action", rule.action), ("verdict", rule.verdict.rawValue), ("reason", rule.reason),
            ]
            return .record(parts.compactMap { key, value in value.map { (key, escaped($0)) } })
        }
        return .mapping([("otherwise", .text(policy.otherwise.rawValue)), ("rules", .list(rules))])
    }

    /// Returns a text in which `${` stays itself when the file is read, except for secrets.
    static func escaped(_ text: String) -> YAMLTree {
        .text(
            text.replacing("${", with: "$${").replacing("$${secret:", with: "${secret:")
        )
    }
}

import Core

extension Field {
    private static let taskKeys = [
        "id", "goal", "application", "parameters", "setup", "steps", "policy", "budget", "checks",
    ]

    /// Returns a task with its parameters filled in.
    ///
    /// - Parameters:
    ///   - overrides: Values that take the place of those in the file.
    ///   - defaultID: The id of a task that names none; `nil` demands one.
    func task(overrides: [String: String], defaultID: String?) throws(DataflowError) -> TaskFile {
        let plain = try fields(Self.taskKeys, "a task with id, goal, checks, …")
        let values = try plain["parameters"]?.parameterValues(overrides: overrides) ?? [:]
        var scoped = self
        scoped.parameters = values
        let fields = try scoped.fields(Self.taskKeys)
        var task = TaskFile(
            id: try plain.taskID(default: defaultID),
            goal: try fields.required("goal", "what is wanted, in a sentence").word("a sentence"),
            application: try fields["application"]?.word("the name of an application"),
            parameters: values
        )
        for item in try fields["setup"]?.list("a list of set-up steps") ?? [] {
            task.setup.append(try item.setupStep())
        }
        if let steps = fields["steps"] {
            var actions: [Action] = []
            for item in try steps.list("a list of steps") { actions.append(try item.action()) }
            task.steps = actions
        }
        task.policy = try fields["policy"]?.policy()
        task.budget = try fields["budget"]?.budget()
        for item in try fields["checks"]?.list("a list of checks") ?? [] {
            task.checks.append(try item.check())
        }
        return task
    }

    /// Returns the limits of a task.
    func budget() throws(DataflowError) -> Budget {
        let fields = try fields(["steps", "seconds", "tokens"])
        let usual = Budget()
        return Budget(
            steps: try fields["steps"]?.integer(in: 1...100_000) ?? usual.steps,
            seconds: try fields["seconds"]?.number(in: 0.1...1_000_000) ?? usual.seconds,
            tokens: try fields["tokens"]?.integer(in: 0...1_000_000_000) ?? usual.tokens
        )
    }

    /// Returns one step of a set-up.
    func setupStep() throws(DataflowError) -> SetupStep {
        let kinds = ["file", "directory", "start"]
        let (kind, value) = try fields(kinds, "a set-up step, such as {start: [mousepad, a.txt]}")
            .one(of: kinds)
        switch kind {
        case "directory": return .directory(path: try value.relativePath())
        case "start":
            let command = try value.texts("a program and its arguments, such as [mousepad, a.txt]")
            guard command.first?.isEmpty == false else { throw value.mismatch("the name of a program") }
            return .start(command: command)
        default:
            let fields = try value.fields(["path", "content"])
            return .file(
                path: try fields.required("path", "a path relative to the session's home").relativePath(),
                content: try fields.required("content", "the text of the file").text()
            )
        }
    }
}

extension Fields {
    /// Returns the id of a task, which may serve as a file's name.
    func taskID(default stem: String?) throws(DataflowError) -> String {
        guard let field = self["id"] else {
            if let stem { return stem }
            throw owner.failure(.missingKey, "\"id\" is missing", expected: "expected a name for the task")
        }
        let id = try field.word("a name for the task")
        let isName = id.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_.".unicodeScalars.contains($0)
        }
        guard isName, !id.hasPrefix("."), !id.hasPrefix("-") else {
            throw field.failure(
                .invalidValue,
                "\"\(id)\" is no id",
                expected: "expected letters, digits, -, _ and . without a space"
            )
        }
        return id
    }
}

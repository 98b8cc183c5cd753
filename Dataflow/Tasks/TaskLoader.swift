import Core

/// Reads task files: one task, a list of tasks, or a suite of tasks, in YAML or JSON.
///
/// ```yaml
/// id: note
/// goal: Write a note and save it as ${file}
/// parameters: {file: note.txt}
/// steps:
///   - open: mousepad
///   - type: hello
///   - key: ctrl+s
/// checks:
///   - file: {path: "${file}", equals: hello}
/// ```
///
/// `${name}` is replaced by the parameter's value in every text of a task; `${secret:name}` is
/// left for the executor, and `$${` stands for a plain `${`. A parameter without a value in the
/// file must be given one by whoever runs the task. Unknown keys, keys given twice, ids given
/// twice and paths that leave the session's home are errors.
public struct TaskLoader: Sendable {
    /// Values that take the place of those in the file, by parameter name.
    public var parameters: [String: String]

    /// Creates a loader; `parameters` take the place of the values in the file.
    public init(parameters: [String: String] = [:]) {
        self.parameters = parameters
    }

    /// Reads a task file.
    ///
    /// - Throws: `DataflowError` with file, line, column, key and what was expected.
    public func load(path: String) throws(DataflowError) -> TaskSuite {
        try read(TextFile.read(path), file: path)
    }

    /// Reads the text of a task file; `file` is its name for messages.
    ///
    /// - Throws: `DataflowError` with file, line, column, key and what was expected.
    public func read(_ text: String, file: String) throws(DataflowError) -> TaskSuite {
        let root = try Field.root(of: text, file: file)
        let stem = TextFile.stem(of: file)
        var suite = TaskSuite(name: stem, tasks: [])
        let items: [Field]
        var isSingle = false
        if root.isList {
            items = try root.list()
        } else if root.hasKey("tasks") || root.hasKey("suite") {
            let fields = try root.fields(["suite", "tasks"])
            suite.name = try fields["suite"]?.text() ?? stem
            items = try fields.required("tasks", "a list of tasks").list()
        } else {
            items = [root]
            isSingle = true
        }
        guard !items.isEmpty else {
            throw root.failure(.missingKey, "there is no task here", expected: "expected at least one task")
        }
        var seen: [String: Int] = [:]
        var used: Set<String> = []
        for item in items {
            let task = try item.task(overrides: parameters, defaultID: isSingle ? stem : nil)
            if let line = seen[task.id] {
                throw item.failure(
                    .duplicate,
                    "the id \"\(task.id)\" is taken by the task in line \(line)",
                    expected: "each task of a file needs an id of its own"
                )
            }
            seen[task.id] = item.line
            used.formUnion(task.parameters.keys)
            suite.tasks.append(task)
        }
        let strays = parameters.keys.filter { !used.contains($0) }
        if let stray = strays.min() {
            throw DataflowError(
                .undefinedParameter,
                "no task here has a parameter \"\(stray)\"",
                file: file,
                expected: Suggestion.choices(used.sorted(), near: stray, label: "parameters")
            )
        }
        return suite
    }
}

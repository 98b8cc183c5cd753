public import Core

/// Which phrasings of a goal are used.
public enum Phrasing: String, Hashable, Sendable, Codable, CaseIterable {
    /// Those that may be trained on.
    case train
    /// Those kept back to see whether the meaning was learnt rather than the words.
    case development
}

/// A family of tasks: parameters to draw, a goal in several people's words, an oracle and checks.
///
/// The form is described in `Docs/learning.md`. A template and a seed always give the same task.
public struct TaskTemplate {
    /// A name unique among the templates that are used together.
    public let id: String
    /// The application the tasks are about.
    public let application: String
    /// The programs that must be installed.
    public let requires: [String]
    private let root: Field
    private let rules: [ParameterRule]
    private let train: [Field]
    private let development: [Field]

    /// Reads a template from its place in a file, and draws one task to see that it makes sense.
    init(_ root: Field) throws(DataflowError) {
        self.root = root
        let fields = try root.fields(Field.templateKeys, "a template with id, goal, steps, checks, …")
        id = try fields.taskID(default: nil)
        application = try fields.required("application", "the name of an application").word("a name")
        requires = try fields["requires"]?.texts("a list of programs") ?? [application]
        rules = try fields["parameters"]?.parameterRules() ?? []
        (train, development) = try fields.required("goal", "train and development phrasings").phrasings()
        _ = try instance(seed: 0)
    }

    /// Draws the task of a seed.
    ///
    /// - Throws: `DataflowError` with file, line and what was expected, when the drawn values fit nothing.
    public func instance(seed: UInt64, phrasing: Phrasing = .train) throws(DataflowError) -> TemplateInstance
    {
        var generator = SeededGenerator(seed: seed, name: id)
        var values: [String: String] = [:]
        for rule in rules { try rule.draw(into: &values, &generator) }
        var goals: [String] = []
        for field in phrasing == .train ? train : development {
            goals.append(try field.scoped(values).word("a sentence"))
        }
        guard !goals.isEmpty else {
            throw root.failure(.missingKey, "there is no \(phrasing.rawValue) phrasing")
        }
        let goal = goals[generator.below(goals.count)]
        let fields = try root.scoped(values).fields(Field.templateKeys)
        var task = TaskFile(id: id, goal: goal, application: application)
        for item in try fields["setup"]?.list("a list of set-up steps") ?? [] {
            task.setup.append(try item.setupStep())
        }
        var steps: [Action] = []
        for item in try fields.required("steps", "the steps of the oracle").templateSteps() {
            steps.append(try item.action())
        }
        task.steps = steps
        task.budget = try fields["budget"]?.budget() ?? Budget(steps: 80, seconds: 120, tokens: 50_000)
        let checks = try fields.required("checks", "how to tell success")
        for item in try checks.list("a list of checks") { task.checks.append(try item.check()) }
        guard !steps.isEmpty, !task.checks.isEmpty else {
            throw root.failure(.invalidValue, "a template needs at least one step and one check")
        }
        // Equal content is the same task, whatever seed it came from.
        let content = Digest(of: Array(try TaskWriter.yaml(task).utf8))
        task.id = "\(id)-\(content.rawValue.prefix(10))"
        return TemplateInstance(
            task: task,
            template: id,
            requires: requires,
            seed: seed,
            phrasing: phrasing,
            goals: goals,
            parameters: values
        )
    }
}

/// A task drawn from a template.
public struct TemplateInstance: Sendable, Hashable {
    /// The task; its id is the template's with a digest of the content.
    public var task: TaskFile
    /// The id of the template.
    public var template: String
    /// The programs that must be installed.
    public var requires: [String]
    /// The seed it was drawn with.
    public var seed: UInt64
    /// Which phrasings were used.
    public var phrasing: Phrasing
    /// The same goal in all those phrasings; the task's own is one of them.
    public var goals: [String]
    /// The values drawn, by parameter.
    public var parameters: [String: String]

    /// The number of actions of the oracle; waiting is none.
    public var actions: Int { (task.steps ?? []).count { $0.name != "wait" } }
}

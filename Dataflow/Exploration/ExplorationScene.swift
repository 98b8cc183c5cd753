public import Core

/// Where a walk begins: an application with what it shows, with parameters to draw.
///
/// The form is described in `Docs/learning.md`. A scene and a seed always give the same set-up.
public struct ExplorationScene {
    /// A name unique among the scenes that are used together.
    public let id: String
    /// The application that is looked around in.
    public let application: String
    /// The programs that must be installed.
    public let requires: [String]
    private let root: Field
    private let rules: [ParameterRule]

    private static let keys = ["id", "application", "requires", "parameters", "setup"]

    /// Reads a scene from its place in a file, and draws one set-up to see that it makes sense.
    init(_ root: Field) throws(DataflowError) {
        self.root = root
        let fields = try root.fields(Self.keys, "a scene with id, application, setup, …")
        id = try fields.taskID(default: nil)
        application = try fields.required("application", "the name of an application").word("a name")
        requires = try fields["requires"]?.texts("a list of programs") ?? [application]
        rules = try fields["parameters"]?.parameterRules() ?? []
        _ = try setup(seed: 0)
    }

    /// Draws the set-up of a seed.
    ///
    /// - Throws: `DataflowError` with file, line and what was expected, when the drawn values fit nothing.
    public func setup(seed: UInt64) throws(DataflowError) -> [SetupStep] {
        var generator = SeededGenerator(seed: seed, name: id)
        var values: [String: String] = [:]
        for rule in rules { try rule.draw(into: &values, &generator) }
        let fields = try root.scoped(values).fields(Self.keys)
        var steps: [SetupStep] = []
        for item in try fields.required("setup", "what is started").list("a list of set-up steps") {
            steps.append(try item.setupStep())
        }
        guard steps.contains(where: { if case .start = $0 { true } else { false } }) else {
            throw root.failure(.invalidValue, "the set-up starts nothing", expected: "expected a start")
        }
        return steps
    }
}

/// Reads files of scenes: one scene, a list of them, or all files of a folder, in YAML.
public struct SceneLoader: Sendable {
    /// Creates a loader.
    public init() {}

    /// Reads the scenes of files and folders; ids may not occur twice.
    ///
    /// - Throws: `DataflowError` with file, line, column, key and what was expected.
    public func load(paths: [String]) throws(DataflowError) -> [ExplorationScene] {
        var scenes: [ExplorationScene] = []
        for file in try TemplateLoader.files(of: paths) {
            let root = try Field.root(of: TextFile.read(file), file: file)
            let items = root.isList ? try root.list() : [root]
            guard !items.isEmpty else {
                throw root.failure(.missingKey, "there is no scene here", expected: "expected at least one")
            }
            for item in items {
                let scene = try ExplorationScene(item)
                guard !scenes.contains(where: { $0.id == scene.id }) else {
                    throw item.failure(
                        .duplicate,
                        "the id \"\(scene.id)\" is given twice",
                        expected: "each scene needs an id of its own"
                    )
                }
                scenes.append(scene)
            }
        }
        return scenes
    }
}

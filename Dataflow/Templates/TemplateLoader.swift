import Foundation

/// Reads template files: one template, a list of them, or all files of a folder, in YAML.
public struct TemplateLoader: Sendable {
    /// Creates a loader.
    public init() {}

    /// Reads the templates of files and folders; ids may not occur twice.
    ///
    /// - Throws: `DataflowError` with file, line, column, key and what was expected.
    public func load(paths: [String]) throws(DataflowError) -> [TaskTemplate] {
        var templates: [TaskTemplate] = []
        var places: [String: String] = [:]
        for file in try Self.files(of: paths) {
            for template in try read(TextFile.read(file), file: file) {
                if let other = places[template.id] {
                    throw DataflowError(
                        .duplicate,
                        "the id \"\(template.id)\" is taken by a template in \(other)",
                        file: file,
                        expected: "each template needs an id of its own"
                    )
                }
                places[template.id] = file
                templates.append(template)
            }
        }
        return templates
    }

    /// Reads the text of a template file; `file` is its name for messages.
    ///
    /// - Throws: `DataflowError` with file, line, column, key and what was expected.
    public func read(_ text: String, file: String) throws(DataflowError) -> [TaskTemplate] {
        let root = try Field.root(of: text, file: file)
        let items = root.isList ? try root.list() : [root]
        guard !items.isEmpty else {
            throw root.failure(.missingKey, "there is no template here", expected: "expected at least one")
        }
        var templates: [TaskTemplate] = []
        for item in items {
            let template = try TaskTemplate(item)
            guard !templates.contains(where: { $0.id == template.id }) else {
                throw item.failure(
                    .duplicate,
                    "the id \"\(template.id)\" is given twice",
                    expected: "each template needs an id of its own"
                )
            }
            templates.append(template)
        }
        return templates
    }

    /// The files themselves, and those of folders.
    static func files(of paths: [String]) throws(DataflowError) -> [String] {
        var files: [String] = []
        for path in paths {
            guard Disk.isDirectory(path) else {
                files.append(path)
                continue
            }
            let inside = try Disk.names(in: path).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
            guard !inside.isEmpty else {
                throw DataflowError(.notFound, "there is no template in this folder", file: path)
            }
            files += inside.map { "\(path)/\($0)" }
        }
        return files
    }
}

import Foundation

/// The folder the model files are kept in, and how they get there.
public struct ModelStore: Sendable {
    /// The folder; it need not exist yet.
    public let folder: String
    /// The models that can be had by name; the first is the default.
    public let catalogue: [CatalogueModel]

    let environment: [String: String]

    /// Creates a store.
    ///
    /// - Parameters:
    ///   - folder: The folder; `nil` means `$LAM_MODEL_DIR`, else `lam/models` in the XDG data home.
    ///   - environment: The variables that programs are started with; `nil` means this process's own.
    public init(
        folder: String? = nil,
        catalogue: [CatalogueModel] = CatalogueModel.known,
        environment: [String: String]? = nil
    ) {
        let environment = environment ?? ProcessInfo.processInfo.environment
        self.environment = environment
        self.catalogue = catalogue
        self.folder = folder ?? Self.defaultFolder(environment)
    }

    private static func defaultFolder(_ environment: [String: String]) -> String {
        func variable(_ name: String) -> String? {
            guard let value = environment[name], !value.isEmpty else { return nil }
            return value
        }
        if let folder = variable("LAM_MODEL_DIR") { return folder }
        let data = variable("XDG_DATA_HOME") ?? (variable("HOME") ?? NSHomeDirectory()) + "/.local/share"
        return data + "/lam/models"
    }

    /// Where a catalogue model's file is or would be.
    public func path(of model: CatalogueModel) -> String { folder + "/" + model.fileName }

    /// Whether a catalogue model's file is there with the right size.
    public func has(_ model: CatalogueModel) -> Bool { Files.size(path(of: model)) == model.size }

    /// Lists the models that are known, then the other model files in the folder by name.
    ///
    /// A folder that does not exist holds nothing.
    public func list() -> [ModelListing] {
        let known = catalogue.map { model in
            ModelListing(
                name: model.name,
                summary: model.summary,
                size: model.size,
                licence: model.licence,
                path: has(model) ? path(of: model) : nil
            )
        }
        let names = Set(catalogue.map(\.fileName))
        let others = Files.names(in: folder)
            .filter { $0.hasSuffix(".gguf") && !$0.hasPrefix(".") && !names.contains($0) }
            .sorted()
            .map { file in
                let path = folder + "/" + file
                return ModelListing(
                    name: String(file.dropLast(5)),
                    summary: "a file of yours",
                    size: Files.size(path) ?? 0,
                    licence: nil,
                    path: path
                )
            }
        return known + others
    }
}

/// A line of the list of models.
public struct ModelListing: Sendable, Hashable, Codable {
    /// What it is called on the command line.
    public var name: String
    /// What it is, in a few words.
    public var summary: String
    /// The size of its file in bytes.
    public var size: Int
    /// The licence of its weights, where known.
    public var licence: String?
    /// Where its file is; `nil` if it is yet to be pulled.
    public var path: String?
}

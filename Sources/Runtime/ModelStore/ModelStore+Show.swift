import Models

/// What a model file says of itself.
public struct ModelDetails: Sendable, Hashable, Codable {
    /// What the file calls the model.
    public var name: String
    /// Where the file is.
    public var path: String
    /// The file's size in bytes.
    public var size: Int
    /// The architecture's name.
    public var architecture: String
    /// The number of weights.
    public var parameters: Int
    /// The number of transformer blocks.
    public var layers: Int
    /// The elements of a hidden state.
    public var width: Int
    /// Query heads and key-value heads of a block.
    public var heads: [Int]
    /// The tokens it was trained to attend to.
    public var contextLength: Int
    /// The number of tokens it knows.
    public var vocabularySize: Int
    /// The name of the layout it wants conversations in; `nil` for one that is not known.
    public var chatTemplate: String?
    /// The licence, as the file states it.
    public var licence: String?
    /// The number of tensors by storage type.
    public var tensors: [String: Int]
}

extension ModelStore {
    /// Reads what a model file says of itself; needs a file that the engine can run.
    ///
    /// - Throws: ``ModelStoreError`` when there is no such file, with code `damaged` when it is no
    ///   model or one that is not supported.
    public func show(_ nameOrPath: String) async throws(ModelStoreError) -> ModelDetails {
        let path = try resolve(nameOrPath)
        do {
            return try await blocking { try Self.details(path) }
        } catch {
            throw ModelStoreError(.damaged, "\(error)", underlying: nil)
        }
    }

    private static func details(_ path: String) throws(ModelError) -> ModelDetails {
        let model = try Model(contentsOf: path)
        let shape = model.configuration
        var tensors: [String: Int] = [:]
        var parameters = 0
        for name in model.file.tensorNames {
            let view = try model.tensor(name)
            tensors[view.type.traits.name, default: 0] += 1
            parameters += view.count
        }
        return ModelDetails(
            name: model.name,
            path: path,
            size: model.size,
            architecture: shape.architecture.rawValue,
            parameters: parameters,
            layers: shape.layers,
            width: shape.width,
            heads: [shape.heads, shape.kvHeads],
            contextLength: shape.contextLength,
            vocabularySize: shape.vocabularySize,
            chatTemplate: (try? model.chatTemplate)?.style.rawValue,
            licence: model.file.metadata["general.license"]?.text,
            tensors: tensors
        )
    }
}

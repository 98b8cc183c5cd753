import Foundation

extension ModelStore {
    /// What stands for no adapter where one could be named.
    package static let noAdapter = "none"

    /// Returns the adapter a model is used with: the one that was named, or else the one that is kept for it, a file
    /// of the model's name in `adapters/` beside it or in the data directory.
    ///
    /// - Parameter named: A GGUF file or a PEFT folder; `none` for the model as it is.
    /// - Returns: `nil` for the model as it is.
    package func adapter(of path: String, named: String? = nil) -> String? {
        if let named { return named == Self.noAdapter ? nil : named }
        let model = URL(fileURLWithPath: path)
        let folders = [
            model.deletingLastPathComponent().path, Directories(environment: environment).data,
        ]
        return folders.map { $0 + "/adapters/" + model.lastPathComponent }
            .first(where: FileManager.default.fileExists)
    }
}

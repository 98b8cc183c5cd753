import Inference

extension CacheMode {
    /// Finds a cache mode by its name.
    ///
    /// - Throws: ``RuntimeError`` with code `usage` when there is none, saying which there are.
    init(named name: String) throws {
        guard let mode = CacheMode(rawValue: name) else {
            let known = CacheMode.allCases.map(\.rawValue).joined(separator: ", ")
            throw RuntimeError(.usage, "no cache mode is called \(name); there are \(known)")
        }
        self = mode
    }
}

extension ModelStore {
    /// Returns the options of an engine for the model at a path, with the calibration that its cache mode needs.
    ///
    /// - Parameter cache: The name of a cache mode; `nil` for the default.
    /// - Throws: ``RuntimeError`` for a mode that does not exist, ``ModelStoreError`` where `turbo42` was asked
    ///   for and the model was not calibrated.
    func engineOptions(for path: String, cache: String?, threads: Int?) async throws -> EngineOptions {
        var options = EngineOptions(threads: threads)
        guard let cache else { return options }
        options.cache = try CacheMode(named: cache)
        if options.cache == .turbo42 { options.headBits = try await headBits(of: path) }
        return options
    }
}

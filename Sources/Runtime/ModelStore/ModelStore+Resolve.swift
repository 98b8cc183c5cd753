extension ModelStore {
    /// Finds the file that a name or a path means.
    ///
    /// A path has a slash or ends in ".gguf". A name is that of a catalogue model or of a file in the
    /// folder without ".gguf", in upper or lower case, whole or the beginning of just one.
    ///
    /// - Throws: ``ModelStoreError`` with code `missing`, `unknown` or `ambiguous`.
    public func resolve(_ nameOrPath: String) throws(ModelStoreError) -> String {
        if nameOrPath.contains("/") || nameOrPath.lowercased().hasSuffix(".gguf") {
            return try resolve(path: nameOrPath)
        }
        let listing = try find(nameOrPath)
        if let path = listing.path { return path }
        throw ModelStoreError(
            .missing,
            "model \(listing.name) is not here yet; fetch it with `lam model pull \(listing.name)`"
        )
    }

    /// Finds the catalogue's or the folder's model that a name means.
    func find(_ name: String) throws(ModelStoreError) -> ModelListing {
        let wanted = name.lowercased()
        let models = list()
        let whole = models.filter { $0.name.lowercased() == wanted }
        let partial = wanted.isEmpty ? [] : models.filter { $0.name.lowercased().hasPrefix(wanted) }
        if let match = whole.first { return match }
        guard let match = partial.first else {
            throw ModelStoreError(
                .unknown,
                "no model is called \(name); known are \(models.map(\.name).joined(separator: ", ")), "
                    + "or give the path of a .gguf file"
            )
        }
        guard partial.count == 1 else {
            throw ModelStoreError(
                .ambiguous,
                "several models begin with \(name): \(partial.map(\.name).joined(separator: ", ")); "
                    + "give the whole name"
            )
        }
        return match
    }

    private func resolve(path: String) throws(ModelStoreError) -> String {
        var candidates = [path]
        if path.hasPrefix("~/"), let home = environment["HOME"] { candidates = [home + path.dropFirst()] }
        if !path.contains("/") { candidates.append(folder + "/" + path) }
        if let found = candidates.first(where: { Files.size($0) != nil }) { return found }
        if let model = catalogue.first(where: { path == $0.fileName || path == self.path(of: $0) }) {
            throw ModelStoreError(
                .missing,
                "\(path) is not here yet; fetch it with `lam model pull \(model.name)`"
            )
        }
        throw ModelStoreError(
            .unknown,
            "there is no file \(path); `lam model list` shows the models that are here"
        )
    }
}

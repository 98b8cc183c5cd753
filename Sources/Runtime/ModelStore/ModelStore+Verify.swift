import Desktop

/// What came of comparing a file with its published digest.
public struct VerifiedModel: Sendable, Hashable, Codable {
    /// Where the file is.
    public var path: String
    /// The file's SHA-256 in lower-case hexadecimal.
    public var sha256: String
    /// The catalogue's name for the file with this digest; `nil` for a file that is not in it.
    public var name: String?
}

extension ModelStore {
    /// Computes a model file's digest and compares it with the published one.
    ///
    /// - Throws: ``ModelStoreError`` with code `damaged` when the file should be a catalogue model and
    ///   is not; also when there is no such file.
    public func verify(_ nameOrPath: String) async throws -> VerifiedModel {
        let path = try resolve(nameOrPath)
        let digest = try await sha256(path)
        if let expected = catalogue.first(where: { self.path(of: $0) == path }), expected.sha256 != digest {
            throw Self.damaged(expected, path: path, found: digest)
        }
        return VerifiedModel(
            path: path,
            sha256: digest,
            name: catalogue.first { $0.sha256 == digest }?.name
        )
    }

    static func damaged(_ model: CatalogueModel, path: String, found: String) -> ModelStoreError {
        ModelStoreError(
            .damaged,
            "\(path) is not what was published as \(model.name): its SHA-256 is \(found), expected "
                + "\(model.sha256); remove it and fetch it again with `lam model pull \(model.name)`"
        )
    }

    /// Computes a file's SHA-256 by the system's `sha256sum`, which is faster than anything here.
    func sha256(_ path: String) async throws -> String {
        let result = try await Programs(environment).run(["sha256sum", "--", path])
        let digest = result.output.drop { $0 == "\\" }.prefix(64)
        guard result.status == 0, digest.count == 64 else {
            throw ModelStoreError(.storage, "cannot compute the SHA-256 of \(path): \(result.lastLines)")
        }
        return String(digest)
    }
}

import Glibc

/// How far a pull has come.
public struct PullProgress: Sendable, Hashable {
    /// What is being done.
    public enum Phase: String, Sendable, Hashable {
        /// Bytes are being fetched.
        case fetching
        /// The file's digest is being compared with the published one.
        case verifying
        /// The file is in its place.
        case finished
    }

    /// What is being done.
    public var phase: Phase
    /// The bytes that are here.
    public var bytes: Int
    /// The bytes of the whole file.
    public var total: Int
    /// A remark for a person, such as a source that did not work.
    public var note: String?
}

extension ModelStore {
    /// Fetches a model, unless it is already here and intact, and returns the path of its file.
    ///
    /// The file is made in a folder of its own beside its place, verified, and renamed: what is in
    /// place is always whole. The folder is removed however the pull ends; one left by a process that
    /// was killed is removed by the next pull. Cancelling the task stops the programs it runs.
    ///
    /// - Throws: ``ModelStoreError``, or `CancellationError` when the task is cancelled.
    public func pull(_ name: String, progress: @escaping @Sendable (PullProgress) -> Void = { _ in })
        async throws -> String
    {
        let listing = try find(name)
        guard let model = catalogue.first(where: { $0.name == listing.name }) else {
            guard let path = listing.path else { throw ModelStoreError(.unknown, "no model \(name)") }
            return path
        }
        let destination = path(of: model)
        @Sendable func report(_ phase: PullProgress.Phase, _ bytes: Int, _ note: String? = nil) {
            progress(PullProgress(phase: phase, bytes: bytes, total: model.size, note: note))
        }

        if Files.size(destination) == model.size {
            report(.verifying, model.size)
            if try await sha256(destination) == model.sha256 {
                report(.finished, model.size, "was here already")
                return destination
            }
            report(.fetching, 0, "the file that is here is damaged and will be replaced")
        }

        try Files.createFolder(folder)
        Files.removeAbandoned(in: folder)
        let workplace = try Files.createWorkplace(in: folder)
        defer { Files.remove(workplace) }
        try Files.requireRoom(for: model, at: folder)

        var failures: [String] = []
        for source in model.sources {
            do {
                let file = try await fetch(source, of: model, in: workplace) { report(.fetching, $0) }
                report(.verifying, model.size)
                let digest = try await sha256(file)
                guard digest == model.sha256 else {
                    throw Self.damaged(model, path: "what came from \(source.label)", found: digest)
                }
                try Files.put(file, at: destination)
                report(.finished, model.size)
                return destination
            } catch let error as ModelStoreError where error.code != .diskFull && error.code != .storage {
                failures.append("\(source.label): \(error)")
                report(.fetching, 0, "\(source.label) did not work: \(error)")
            }
        }
        throw ModelStoreError(
            .unavailable,
            "model \(model.name) could not be fetched. " + failures.joined(separator: ". ")
                + ". Check the network, or put the file \(model.fileName) into \(folder) yourself and run "
                + "`lam model verify \(model.name)`"
        )
    }

    /// Fetches a file from one source and returns where it is; reports the bytes as they come.
    private func fetch(
        _ source: CatalogueModel.Source,
        of model: CatalogueModel,
        in workplace: String,
        report: @escaping @Sendable (Int) -> Void
    ) async throws -> String {
        // The programs say little that can be read while they work; their files grow in the workplace.
        let watch = Task {
            // Pieces are there twice for a moment, packed and joined.
            var most = 0
            while !Task.isCancelled {
                most = max(most, min(Files.total(in: workplace), model.size))
                report(most)
                try await Task.sleep(for: .milliseconds(250))
            }
        }
        defer { watch.cancel() }
        let programs = Programs(environment)
        switch source {
        case .address(let address):
            return try await programs.download(address, to: workplace + "/" + model.fileName)
        case .packages(let packages):
            return try await programs.join(packages, into: workplace + "/" + model.fileName)
        }
    }
}

extension CatalogueModel.Source {
    /// What to call the source in messages.
    var label: String {
        switch self {
        case .address(let address): address
        case .packages(let packages):
            packages.count == 1
                ? "package \(packages[0].requirement)"
                : "packages \(packages.first?.requirement ?? "") to \(packages.last?.requirement ?? "")"
        }
    }
}

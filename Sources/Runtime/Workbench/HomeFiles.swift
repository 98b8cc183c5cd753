import Foundation

/// What lies in a home, but for what is hidden: what a run made there is told by comparing it with what was there before.
struct HomeFiles: Sendable {
    /// What tells whether a file was written again.
    private struct Stamp: Hashable, Sendable {
        var size: Int
        var changed: Date
    }

    private let home: String
    /// By the path from the home on; `nil` for directories.
    private let entries: [String: Stamp?]

    /// Looks through a home.
    init(of home: String) {
        self.home = home
        var entries: [String: Stamp?] = [:]
        let keys: Set<URLResourceKey> = [.isDirectoryKey, .fileSizeKey, .contentModificationDateKey]
        let root = URL(fileURLWithPath: home, isDirectory: true)
        let walk = FileManager.default.enumerator(
            at: root,
            includingPropertiesForKeys: Array(keys),
            options: [.skipsHiddenFiles]
        )
        while let file = walk?.nextObject() as? URL {
            guard let values = try? file.resourceValues(forKeys: keys) else { continue }
            let path = String(file.path.dropFirst(root.path.count + 1))
            let stamp = Stamp(
                size: values.fileSize ?? 0,
                changed: values.contentModificationDate ?? .distantPast
            )
            entries.updateValue(values.isDirectory == true ? nil : stamp, forKey: path)
        }
        self.entries = entries
    }

    /// Moves what a run made or wrote since to where it is kept (``Directories/files``).
    ///
    /// - Parameter id: The run's.
    /// - Returns: The paths of what was moved, of directories that are new as a whole their own alone.
    /// - Throws: `RuntimeError` with code `storage`, naming the file that cannot be moved.
    func moveNews(of id: String) throws -> [String] {
        let directory = "\(Directories().files)/\(id)"
        let now = HomeFiles(of: home)
        var moved: [String] = []
        for path in now.entries.keys.sorted() {
            guard now.entries[path] != entries[path],
                !moved.contains(where: { path.hasPrefix("\($0)/") })
            else { continue }
            let target = "\(directory)/\(path)"
            do {
                try FileManager.default.createDirectory(
                    atPath: (target as NSString).deletingLastPathComponent,
                    withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700]
                )
                try FileManager.default.moveItem(atPath: "\(home)/\(path)", toPath: target)
            } catch {
                throw RuntimeError(
                    .storage,
                    "\(path), which the run made, cannot be kept in \(directory)",
                    underlying: error
                )
            }
            moved.append(path)
        }
        return moved.map { "\(directory)/\($0)" }
    }
}

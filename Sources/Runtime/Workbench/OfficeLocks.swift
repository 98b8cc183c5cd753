import Foundation

/// The locks that LibreOffice leaves beside documents when it is ended by force: `.~lock.NAME#`, with the address of the
/// program's own settings in it.
///
/// A document with a lock is opened for reading only.
enum OfficeLocks {
    /// Removes the locks that programs of a home which has gone left beside documents.
    static func clear(beside documents: [String], of home: String) {
        for document in documents {
            let file = URL(fileURLWithPath: document)
            let lock = file.deletingLastPathComponent().appending(path: ".~lock.\(file.lastPathComponent)#")
            // One that another program holds has other settings in it.
            guard let text = try? String(contentsOf: lock, encoding: .utf8), text.contains("file://\(home)/")
            else { continue }
            try? FileManager.default.removeItem(at: lock)
        }
    }
}

import Agents
import Foundation

extension NamedFile {
    /// Finds the files and folders that a goal names and that are there, by paths as a shell would read them.
    ///
    /// - Parameters:
    ///   - directory: Where relative paths begin; the working directory when left out.
    ///   - home: What "~" stands for; the user's when left out.
    static func find(in goal: String, directory: String? = nil, home: String? = nil) -> [NamedFile] {
        let directory = directory ?? FileManager.default.currentDirectoryPath
        let home = home ?? ProcessInfo.processInfo.environment["HOME"] ?? NSHomeDirectory()
        return candidates(in: goal).compactMap { word in
            let path: String
            if word.hasPrefix("~/") {
                path = home + word.dropFirst()
            } else {
                path = word.hasPrefix("/") ? word : "\(directory)/\(word)"
            }
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
            let whole = URL(fileURLWithPath: path).standardizedFileURL.path
            return NamedFile(word: word, path: whole, isFolder: isFolder.boolValue)
        }
    }
}

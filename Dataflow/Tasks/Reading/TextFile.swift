import Foundation

/// The reading of small text files that people write.
enum TextFile {
    /// The largest file read, in bytes; nothing a person writes comes near it.
    static let limit = 8 << 20

    /// Returns the text of a file in UTF-8.
    static func read(_ path: String) throws(DataflowError) -> String {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw DataflowError(.notFound, "there is no such file", file: path)
        }
        guard !isDirectory.boolValue else {
            throw DataflowError(.unreadable, "this is a directory", file: path, expected: "name a file in it")
        }
        let bytes: Data
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            bytes = try handle.read(upToCount: limit + 1) ?? Data()
        } catch {
            throw DataflowError(.unreadable, "the file cannot be read", file: path, underlying: error)
        }
        guard bytes.count <= limit else {
            throw DataflowError(.unreadable, "the file is larger than \(limit >> 20) MiB", file: path)
        }
        guard let text = String(data: bytes, encoding: .utf8) else {
            throw DataflowError(.syntax, "the file is not text in UTF-8", file: path)
        }
        return text
    }

    /// Returns a file's name without its directory and ending.
    static func stem(of path: String) -> String {
        URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    }
}

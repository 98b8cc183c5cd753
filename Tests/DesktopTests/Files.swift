import Foundation

/// Whether there is anything of that path.
func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

/// The program built beside the tests.
func siblingProgram(_ name: String) -> URL {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent(name)
}

/// Small files for tests.
enum SmallFile {
    static func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    static func read(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

    static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
}

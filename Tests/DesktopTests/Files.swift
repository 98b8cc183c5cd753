import Desktop
import Foundation

/// Whether there is anything of that path.
func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

/// Small files for tests.
enum SmallFile {
    static func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    static func read(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

    static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
}

/// Sets `DISPLAY` and `XAUTHORITY` of this process while a closure runs.
func withParent(_ session: Session, _ body: () async throws -> Void) async throws {
    let names = ["DISPLAY", "XAUTHORITY"]
    let before = names.map { name in getenv(name).map { String(cString: $0) } }
    for name in names { setenv(name, session.environment[name] ?? "", 1) }
    defer {
        for (name, value) in zip(names, before) {
            if let value { setenv(name, value, 1) } else { unsetenv(name) }
        }
    }
    try await body()
}

import Foundation
import Testing

@testable import Runtime

@Suite("Locks that office programs leave beside documents")
struct OfficeLocksTests {
    @Test("Those of a home that has gone are removed, those of other programs stay")
    func clearing() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lam-locks-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func lock(_ name: String, of home: String) throws -> URL {
            let lock = folder.appending(path: ".~lock.\(name)#")
            let text = ",ada,desk,01.12.2026 04:34,file://\(home)/.config/libreoffice/4;"
            try text.write(to: lock, atomically: true, encoding: .utf8)
            return lock
        }
        let own = try lock("a.csv", of: "/tmp/lam-7/sessions/s1/home")
        let other = try lock("b.csv", of: "/home/ada")
        OfficeLocks.clear(
            beside: ["a.csv", "b.csv", "c.csv"].map { folder.appending(path: $0).path },
            of: "/tmp/lam-7/sessions/s1/home"
        )
        #expect(!FileManager.default.fileExists(atPath: own.path))
        #expect(FileManager.default.fileExists(atPath: other.path))
    }
}

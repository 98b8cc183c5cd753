import Core
import Glibc
import Inference
import ModelTestSupport
import Models
import Testing

@Suite("Packed weights in a file", .serialized)
struct PackedWeightsTests {
    /// A folder of the test's own, removed when it ends.
    final class Folder {
        let path: String

        init() throws {
            var template = Array("/tmp/lam-packed-XXXXXX".utf8CString)
            path = String(cString: try #require(mkdtemp(&template)))
        }

        deinit {
            chmod(path, 0o700)
            for name in names { unlink(path + "/" + name) }
            rmdir(path)
        }

        var names: [String] {
            guard let folder = opendir(path) else { return [] }
            defer { closedir(folder) }
            var names: [String] = []
            while let entry = readdir(folder) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != "." && name != ".." { names.append(name) }
            }
            return names.sorted()
        }
    }

    private static let tokens: [Int32] = [504, 2644, 553, 253, 4988, 30]

    private func logits(_ folder: String?) async throws -> (origin: WeightsOrigin, logits: [[Float]]) {
        let engine = try Engine.load(.small, .init(contextLength: 64, packedFolder: folder))
        #expect(engine.counters.weightBytes > 90_000_000)
        return (engine.counters.weightsOrigin, try await engine.logits(of: Self.tokens))
    }

    @Test("The first engine writes them, the next reads them; damage, a cut and another's file are noticed")
    func file() async throws {
        let folder = try Folder()
        let plain = try await logits(nil)
        #expect(plain.origin == .memory)
        let first = try await logits(folder.path)
        #expect(first.origin == .written && first.logits == plain.logits)
        let name = try #require(folder.names.first)
        #expect(folder.names.count == 1, "no draft is left behind")
        let second = try await logits(folder.path)
        #expect(second.origin == .shared && second.logits == plain.logits)

        let path = folder.path + "/" + name
        let harm: [(String, (Int32) -> Void)] = [
            (
                "a bit of a weight",
                {
                    var byte: UInt8 = 0x55; pwrite($0, &byte, 1, 50_000_001)
                }
            ),
            (
                "the mark",
                {
                    var byte: UInt8 = 0; pwrite($0, &byte, 1, 0)
                }
            ),
            (
                "the model's sum",
                {
                    var word: UInt64 = 7; pwrite($0, &word, 8, 8)
                }
            ),
            ("the end", { ftruncate($0, 40_000_000) }),
            ("everything", { ftruncate($0, 0) }),
        ]
        for (what, apply) in harm {
            let descriptor = open(path, O_RDWR)
            apply(descriptor)
            close(descriptor)
            let after = try await logits(folder.path)
            #expect(after.origin == .written && after.logits == plain.logits, "\(what)")
        }
        #expect(try await logits(folder.path).origin == .shared)
    }

    @Test("Where there is no folder and none can be made, they are in memory")
    func unwritable() async throws {
        let folder = try Folder()
        // A file stands where the folder should be: not even the superuser can write into it.
        let blocked = folder.path + "/file"
        close(open(blocked, O_CREAT | O_WRONLY, 0o600))
        #expect(try await logits(blocked + "/packed").origin == .memory)
    }

    @Test("Where the folder is full, what was unread for longest goes, and nothing that is another's")
    func eviction() async throws {
        let folder = try Folder()
        // Holes, which take no room: 10 GiB together, of 8 that are allowed.
        for (name, size, read) in [
            ("older.packed", 2, 1_000_000), ("recent.packed", 3, 3_000_000), ("old.packed", 3, 2_000_000),
            ("another's", 2, 1_000),
        ] {
            let path = folder.path + "/" + name
            let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
            #expect(ftruncate(descriptor, off_t(size) << 30) == 0)
            let time = timespec(tv_sec: read, tv_nsec: 0)
            // When it was written must not matter.
            #expect(futimens(descriptor, [time, timespec(tv_sec: 4_000_000 - read, tv_nsec: 0)]) == 0)
            close(descriptor)
        }
        #expect(try await logits(folder.path).origin == .written)
        let names = folder.names
        #expect(names.count == 4 && !names.contains("older.packed"), "\(names)")
        #expect(
            names.contains("old.packed") && names.contains("recent.packed") && names.contains("another's")
        )
    }

    @Test("A process that was killed leaves a draft, which the next but one removes")
    func drafts() async throws {
        let folder = try Folder()
        let draft = folder.path + "/x.packed.1.draft"
        close(open(draft, O_CREAT | O_WRONLY, 0o600))
        let old = [timespec(tv_sec: 1_000_000, tv_nsec: 0), timespec(tv_sec: 1_000_000, tv_nsec: 0)]
        #expect(utimensat(AT_FDCWD, draft, old, 0) == 0)
        #expect(try await logits(folder.path).origin == .written)
        #expect(folder.names.count == 1 && folder.names.allSatisfy { $0.hasSuffix(".packed") })
    }
}

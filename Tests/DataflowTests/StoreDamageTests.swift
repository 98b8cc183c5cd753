import Core
import Dataflow
import Foundation
import Testing

@Suite("The trajectory store and damage")
struct StoreDamageTests {
    let scratch = try? Scratch()
    let pictures = MemoryBlobs()
    var store: TrajectoryStore { TrajectoryStore(root: scratch?.path ?? "/nowhere") }

    /// Records three steps and returns the directory.
    func recorded() async throws -> String {
        let recorder = TrajectoryRecorder(store: store, pictures: pictures)
        try await recorder.begin(Samples.head("a"))
        for index in 0..<3 {
            let screen = Samples.observation(value: "\(index)", screenshot: pictures.put([UInt8(index)]))
            try await recorder.record(Samples.step(index, before: screen, action: .type("x"), after: screen))
        }
        return try #require(await recorder.path)
    }

    func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    @Test("reads every whole step wherever the file is cut, and goes on from there")
    func cutAnywhere() async throws {
        let path = try await recorded()
        let bytes = Array(try #require(FileManager.default.contents(atPath: path + "/steps.jsonl")))
        let ends = bytes.indices.filter { bytes[$0] == 10 }.map { $0 + 1 }
        for cut in Set(stride(from: 0, to: bytes.count, by: 37)).union(ends).union(ends.map { $0 - 1 }) {
            try write(bytes[..<cut], to: path + "/steps.jsonl")
            let whole = ends.count { $0 <= cut }
            let stored = try store.open("a")
            #expect(stored.trajectory.steps.count == whole, "cut at \(cut)")
            #expect(stored.tornBytes == cut - (ends.last { $0 <= cut } ?? 0))
        }
        let cut = ends[1] + 5
        try write(bytes[..<cut], to: path + "/steps.jsonl")
        let recorder = TrajectoryRecorder(store: store, pictures: pictures)
        #expect(try await recorder.resume("a").steps.count == 2)
        try await recorder.record(
            Samples.step(2, before: Samples.observation(), action: .type("again"), after: nil)
        )
        let stored = try store.open("a")
        #expect(stored.trajectory.steps.map(\.index) == [0, 1, 2])
        #expect(stored.tornBytes == 0)
        #expect(FileManager.default.contents(atPath: path + "/steps.torn")?.count == 5)
    }

    @Test("takes lines of zeros at the end, as a power cut leaves them, for a cut")
    func zeros() async throws {
        let path = try await recorded()
        let bytes = Array(try #require(FileManager.default.contents(atPath: path + "/steps.jsonl")))
        try write(bytes + [UInt8](repeating: 0, count: 500) + [10], to: path + "/steps.jsonl")
        #expect(try store.load("a").steps.count == 3)
    }

    @Test("takes the end back when a trajectory goes on")
    func reopened() async throws {
        _ = try await recorded()
        let recorder = TrajectoryRecorder(store: store, pictures: pictures)
        _ = try await recorder.resume("a")
        try await recorder.end(RunEnd(.interrupted))
        #expect(try store.load("a").end?.kind == .interrupted)
        // The first recorder still holds the file.
        let other = TrajectoryRecorder(store: store, pictures: pictures)
        await #expect {
            _ = try await other.resume("a")
        } throws: {
            ($0 as? DataflowError)?.code == .busy
        }
        #expect(try store.load("a").end?.kind == .interrupted)
    }

    @Test("names file and line of a damaged step")
    func damagedLine() async throws {
        let path = try await recorded()
        var text = try String(contentsOfFile: path + "/steps.jsonl", encoding: .utf8)
        text = text.replacingOccurrences(of: "\"index\":1", with: "\"index\":\"one\"")
        try text.write(toFile: path + "/steps.jsonl", atomically: true, encoding: .utf8)
        #expect {
            try store.load("a")
        } throws: { error in
            guard let error = error as? DataflowError else { return false }
            return error.code == .corrupt && error.location?.line == 2
                && error.description.hasPrefix("\(path)/steps.jsonl:2:1: index:")
        }
    }

    @Test("says which tree is missing or changed")
    func damagedTree() async throws {
        let path = try await recorded()
        let tree = try #require(
            FileManager.default.contentsOfDirectory(atPath: path + "/trees").sorted().first
        )
        let content = try #require(FileManager.default.contents(atPath: path + "/trees/" + tree))
        try write(Array(content).reversed(), to: path + "/trees/" + tree)
        #expect { try store.load("a") } throws: { error in
            (error as? DataflowError)?.code == .corrupt && "\(error)".contains(tree)
        }
        try FileManager.default.removeItem(atPath: path + "/trees/" + tree)
        #expect { try store.load("a") } throws: { error in
            (error as? DataflowError)?.code == .corrupt && "\(error)".contains("is missing")
        }
    }

    @Test(
        "refuses what it did not write",
        arguments: [
            ("{\"schema\":\"lam.trajectory/9\",\"head\":{}}", DataflowError.Code.unsupported),
            ("{\"name\":\"cua\"}", .unsupported), ("not json", .corrupt), ("", .corrupt), ("[1,2]", .corrupt),
            ("{\"schema\":\"lam.trajectory/1\"}", .corrupt), ("null", .corrupt),
        ]
    )
    func foreign(meta: String, code: DataflowError.Code) async throws {
        let path = try await recorded()
        try write(meta.utf8, to: path + "/meta.json")
        #expect { try store.load("a") } throws: { error in
            (error as? DataflowError)?.code == code && "\(error)".contains("meta.json")
        }
    }

    @Test("refuses a digest that would lead out of its directory")
    func traversal() async throws {
        let path = try await recorded()
        var text = try String(contentsOfFile: path + "/steps.jsonl", encoding: .utf8)
        let tree = try #require(text.firstMatch(of: /"tree":"([0-9a-f]{64})"/)?.1)
        text = text.replacingOccurrences(of: tree, with: "../../../../etc/passwd")
        try text.write(toFile: path + "/steps.jsonl", atomically: true, encoding: .utf8)
        #expect { try store.load("a") } throws: { ($0 as? DataflowError)?.code == .corrupt }
    }

    @Test("survives a thousand random changes of its files without a trap")
    func fuzz() async throws {
        let path = try await recorded()
        var generator = SystemRandomNumberGenerator()
        var refused = 0
        for file in ["/steps.jsonl", "/meta.json"] {
            let good = Array(try #require(FileManager.default.contents(atPath: path + file)))
            for _ in 0..<500 {
                var bytes = good
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    bytes[Int.random(in: bytes.indices)] = UInt8.random(in: 0...255)
                }
                try write(bytes, to: path + file)
                do { _ = try store.load("a") } catch { refused += 1 }
            }
            try write(good, to: path + file)
        }
        #expect(refused > 300)
    }

    @Test("says what is wrong with a root that is a file, and one that is missing stays missing")
    func badRoots() async throws {
        let file = (scratch?.path ?? "") + "/file"
        try write([1], to: file)
        let recorder = TrajectoryRecorder(store: TrajectoryStore(root: file + "/store"), pictures: pictures)
        await #expect { try await recorder.begin(Samples.head("a")) } throws: { error in
            (error as? DataflowError)?.code == .unwritable && "\(error)".contains("file")
        }
        #expect(try TrajectoryStore(root: (scratch?.path ?? "") + "/missing").list().trajectories.isEmpty)
        #expect { try TrajectoryStore(root: file).list() } throws: { $0 is DataflowError }
    }
}

import Foundation
import ModelTestSupport
import Models
import Testing

@Suite("Models in several files")
struct ShardTests {
    private let writer = tinyModel(
        vocabulary: tinyVocabulary((0...255).map { [$0] }, pre: "smollm"),
        layers: 2
    )

    /// Writes the shards of a model into a folder of its own.
    private func withShards<R>(_ count: Int, _ body: (_ folder: String, _ path: (Int) -> String) throws -> R)
        throws -> R
    {
        let folder = NSTemporaryDirectory() + "lam-shards-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func path(_ number: Int) -> String { folder + "/tiny-0000\(number)-of-0000\(count).gguf" }
        for (index, bytes) in writer.shards(count).enumerated() {
            try Data(bytes).write(to: URL(fileURLWithPath: path(index + 1)))
        }
        return try body(folder, path)
    }

    @Test("Three shards are the same model as one file")
    func whole() throws {
        let single = try Model(GGUFFile(bytes: writer.serialized(), named: "tiny.gguf"))
        try withShards(3) { _, path in
            let model = try Model(contentsOf: path(1))
            #expect(model.configuration == single.configuration)
            #expect(Set(model.file.tensorNames) == Set(single.file.tensorNames))
            for name in single.file.tensorNames {
                let (a, b) = try (model.tensor(name), single.tensor(name))
                #expect(a.shape == b.shape && a.type == b.type && a.data.elementsEqual(b.data), "\(name)")
            }
            let sizes = try (1...3).map {
                try Data(contentsOf: URL(fileURLWithPath: path($0))).count
            }
            #expect(model.size == sizes.reduce(0, +))
        }
    }

    @Test("A shard that is missing is named, and so is the first")
    func missing() throws {
        try withShards(3) { _, path in
            try FileManager.default.removeItem(atPath: path(3))
            let error = #expect(throws: ModelError.self) { try Model(contentsOf: path(1)) }
            #expect(error?.code == .missing && error?.file == path(3))
            #expect(error?.description.contains("part 3 of 3 of the model in \(path(1))") == true)
        }
    }

    @Test("A later shard, a wrong name, and a foreign or repeated shard are refused")
    func wrong() throws {
        try withShards(2) { folder, path in
            let later = #expect(throws: ModelError.self) { try Model(contentsOf: path(2)) }
            #expect(later?.description.contains("give the path of the first, \(path(1))") == true)

            let renamed = folder + "/model.gguf"
            try FileManager.default.copyItem(atPath: path(1), toPath: renamed)
            let name = #expect(throws: ModelError.self) { try Model(contentsOf: renamed) }
            #expect(name?.description.contains("-00001-of-00002.gguf") == true)

            let second = try Data(contentsOf: URL(fileURLWithPath: path(2)))
            try Data(contentsOf: URL(fileURLWithPath: path(1))).write(to: URL(fileURLWithPath: path(2)))
            let twice = #expect(throws: ModelError.self) { try Model(contentsOf: path(1)) }
            #expect(twice?.code == .malformed && twice?.file == path(2))

            try Data(writer.serialized()).write(to: URL(fileURLWithPath: path(2)))
            #expect(throws: ModelError.self) { try Model(contentsOf: path(1)) }

            // Every cut and every damaged byte of a later shard's header: an error or the model.
            for length in stride(from: 0, to: 400, by: 3) {
                try second.prefix(length).write(to: URL(fileURLWithPath: path(2)))
                let cut = #expect(throws: ModelError.self, "\(length)") { try Model(contentsOf: path(1)) }
                #expect(cut?.file == path(2))
            }
            for at in stride(from: 0, to: 600, by: 5) {
                var damaged = second
                damaged[at] ^= 0x55
                try damaged.write(to: URL(fileURLWithPath: path(2)))
                do throws(ModelError) {
                    _ = try Model(contentsOf: path(1))
                } catch {
                    #expect(error.description.contains(folder))
                }
            }
        }
    }

    @Test("A count of shards that cannot be is refused")
    func counts() throws {
        for (number, count, total) in [(0, 100_000, 10), (5, 3, 10), (0, 2, -1)] {
            var odd = writer
            odd.set("split.no", .int32(Int32(number)))
            odd.set("split.count", .int32(Int32(count)))
            odd.set("split.tensors.count", .int32(Int32(total)))
            let error = #expect(throws: ModelError.self) {
                try GGUFFile(bytes: odd.serialized(), named: "odd-00001-of-00002.gguf")
            }
            #expect(error?.description.contains("split.count") == true)
        }
    }
}

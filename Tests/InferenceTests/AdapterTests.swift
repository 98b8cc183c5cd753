import Core
import Foundation
import Inference
import ModelTestSupport
import Models
import Testing

@Suite("Adapters change the model as if they were merged", .serialized)
struct AdapterTests {
    private static let texts = (0..<64).map { String(UnicodeScalar(UInt8(33 + $0))) }
    private static let prompt = Prompt.raw("The window has a button and a menu.")

    private static func scores(_ model: some LanguageModel) async throws -> [Double] {
        try await model.score(texts, after: prompt, closed: false).map(\.logProbability)
    }

    private static func engine(_ bytes: [UInt8], cache: CacheMode = .f16) throws -> Engine {
        let model = try Model(GGUFFile(bytes: bytes, named: "random.gguf"))
        return try Engine(model: model, options: .init(contextLength: 256, cache: cache))
    }

    @Test("It is called as the user calls it, with the adapter's name behind")
    func name() throws {
        let random = RandomModel(seed: 5)
        let model = try Model(GGUFFile(bytes: random.serialized(), named: "random.gguf"))
        var options = EngineOptions(contextLength: 256)
        #expect(try Engine(model: model, options: options).name == model.name)
        options.name = "mine"
        #expect(
            try Engine(model: model, options: options).adapted(by: "its adapter").name == "mine + its adapter"
        )
    }

    private static func distance(_ a: [Double], _ b: [Double]) -> Double {
        (zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(a.count)).squareRoot()
    }

    @Test(
        "With any rank it gives what merged weights give, up to the 8 bits of the factors",
        arguments: [1, 8, 16, 40]
    )
    func merged(_ rank: Int) async throws {
        var random = RandomModel(seed: 5)
        let changes = random.changes(rank: rank, scale: rank > 16 ? 0.15 : 0.2)
        let engine = try Self.engine(random.serialized())
        let file = try GGUFFile(bytes: RandomModel.adapter(changes, alpha: 2 * Float(rank)), named: "a.gguf")
        try await engine.add(Adapter(file), as: "one")
        let plain = try await Self.scores(engine)
        let adapted = try await Self.scores(engine.adapted(by: "one"))
        let whole = try await Self.scores(Self.engine(random.serialized(merging: changes, scale: 2)))
        let (change, error) = (Self.distance(plain, whole), Self.distance(adapted, whole))
        #expect(change > 0.1 && error < 0.06 * change, "changed by \(change), off by \(error)")
        // The model itself is as it was, and what was read with the adapter is not taken for its own.
        #expect(try await Self.scores(engine) == plain)
        #expect(engine.counters.adapterBytes > 0)
    }

    @Test("A PEFT folder gives the same as the GGUF adapter of the same changes")
    func peft() async throws {
        var random = RandomModel(seed: 6)
        let changes = random.changes(rank: 8)
        let folder = NSTemporaryDirectory() + "lam-peft-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let settings =
            #"{"peft_type": "LORA", "r": 8, "lora_alpha": 16, "target_modules": ["q_proj"], "bias": "none"}"#
        try Data(settings.utf8).write(to: URL(fileURLWithPath: folder + "/adapter_config.json"))
        let weights = URL(fileURLWithPath: folder + "/adapter_model.safetensors")
        let bytes = RandomModel.safetensors(changes)
        try Data(bytes).write(to: weights)
        let engine = try Self.engine(random.serialized())
        try await engine.add(Adapter(contentsOf: folder), as: "peft")
        let file = try GGUFFile(bytes: RandomModel.adapter(changes, alpha: 16), named: "a.gguf")
        try await engine.add(Adapter(file), as: "gguf")
        let scores = try await Self.scores(engine.adapted(by: "peft"))
        #expect(try await Self.scores(engine.adapted(by: "gguf")) == scores)

        // Whatever is done to the file, it is read or refused with an error.
        var generator = SystemRandomNumberGenerator()
        var refused = 0
        for _ in 0..<500 {
            var damaged = bytes
            for _ in 0..<3 {
                let at = Int.random(in: 0..<1500, using: &generator)
                damaged[at] = UInt8.random(in: 0...255, using: &generator)
            }
            if Bool.random() { damaged.removeLast(Int.random(in: 1..<damaged.count)) }
            try Data(damaged).write(to: weights)
            do { _ = try Adapter(contentsOf: folder) } catch { refused += 1 }
        }
        #expect(refused > 250)
    }

    @Test("Calls with different adapters and without one are served in the same batches, each as alone")
    func together() async throws {
        var random = RandomModel(seed: 7)
        let engine = try Self.engine(random.serialized(), cache: .turbo8)
        var alone: [String?: [Double]] = [nil: try await Self.scores(engine)]
        for name in ["a", "b"] {
            let file = try GGUFFile(
                bytes: RandomModel.adapter(random.changes(rank: 4), alpha: 4),
                named: name
            )
            try await engine.add(Adapter(file), as: name)
            alone[name] = try await Self.scores(engine.adapted(by: name))
        }
        #expect(Set(alone.values).count == 3)
        let fresh = try Self.engine(random.serialized(), cache: .turbo8)
        var again = RandomModel(seed: 7)
        for name in ["a", "b"] {
            let file = try GGUFFile(bytes: RandomModel.adapter(again.changes(rank: 4), alpha: 4), named: name)
            try await fresh.add(Adapter(file), as: name)
        }
        try await withThrowingTaskGroup(of: (String?, [Double]).self) { group in
            for name in ["a", nil, "b", "a", nil] as [String?] {
                group.addTask { (name, try await Self.scores(fresh.adapted(by: name))) }
            }
            for try await (name, scores) in group { #expect(scores == alone[name], "\(name ?? "none")") }
        }
    }

    @Test("An adapter of another model is refused with the tensor and both shapes")
    func wrong() async throws {
        var random = RandomModel(seed: 8)
        let engine = try Self.engine(random.serialized())
        func code(_ bytes: [UInt8]) async throws -> (InferenceError.Code, String)? {
            do {
                try await engine.add(Adapter(GGUFFile(bytes: bytes, named: "other.gguf")), as: "x")
                return nil
            } catch let error as InferenceError { return (error.code, error.message) }
        }
        var changes = random.changes(rank: 4)
        changes[0].rows = 32
        changes[0].b.removeLast(32 * 4)
        let shape = try await code(RandomModel.adapter(changes, alpha: 4))
        #expect(shape?.0 == .wrongAdapter)
        for part in ["blk.0.attn_q.weight", "[64, 32]", "[64, 64]"] {
            #expect(shape?.1.contains(part) == true, "\(shape?.1 ?? "accepted")")
        }
        let other = try await code(
            RandomModel.adapter(random.changes(rank: 4), alpha: 4, architecture: "qwen2")
        )
        #expect(other?.0 == .wrongAdapter && other?.1.contains("qwen2") == true)
        var deep = random.changes(rank: 4)
        deep[3].name = "blk.9.attn_output.weight"
        #expect(try await code(RandomModel.adapter(deep, alpha: 4))?.1.contains("blk.9") == true)

        var broken = random.changes(rank: 4)
        broken[2].a[5] = .infinity
        let bytes = RandomModel.adapter(broken, alpha: 4)
        #expect(throws: ModelError.self) { try Adapter(GGUFFile(bytes: bytes, named: "b.gguf")) }
        await #expect(throws: InferenceError.self) { try await Self.scores(engine.adapted(by: "missing")) }
    }
}

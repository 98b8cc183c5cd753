import Core
import Foundation
import Inference
import ModelTestSupport
import Models
import Testing

@Suite("The beginning of prompts outlives the process", .serialized)
struct PrefixTests {
    private static let openings = ["a", "0"].map {
        Prompt.raw(String(repeating: "You operate a desktop. ", count: 16) + $0)
    }
    private static let prompt = Prompt.raw(
        String(repeating: "You operate a desktop. ", count: 16) + "The window has a button."
    )

    private static func engine(_ options: EngineOptions = .init(contextLength: 512)) throws -> Engine {
        try Engine.load(.small, options)
    }

    @Test("A second engine reads nothing of it again and answers the same; damage is found and mended")
    func restored() async throws {
        let folder = NSTemporaryDirectory() + "lam-prefix-\(getpid())/kv"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cold = try Self.engine()
        let expected = try await cold.score([" Click", " Close it"], after: Self.prompt, closed: false)

        let first = try Self.engine()
        try await first.prepare(prefixOf: Self.openings, in: folder)
        #expect(first.counters.tokensRead > 60 && first.counters.prefixesRestored == 0)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(files.count == 1)
        let path = folder + "/" + (files.first ?? "")

        func second() async throws -> EngineCounters {
            let engine = try Self.engine()
            try await engine.prepare(prefixOf: Self.openings, in: folder)
            let scores = try await engine.score([" Click", " Close it"], after: Self.prompt, closed: false)
            #expect(scores == expected)
            return engine.counters
        }
        let warm = try await second()
        #expect(warm.prefixesRestored == 1 && warm.prefixesRefused == 0)
        #expect(warm.tokensRead < 12 && warm.tokensReused > 60, "\(warm)")

        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for at in [0, 9, 40, 48, 70, whole.count / 2, whole.count - 1] {
            var damaged = whole
            damaged[at] ^= 0x10
            try damaged.write(to: URL(fileURLWithPath: path))
            let engine = try Self.engine()
            try await engine.prepare(prefixOf: Self.openings, in: folder)
            #expect(
                engine.counters.prefixesRefused == 1 && engine.counters.prefixesRestored == 0,
                "byte \(at)"
            )
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == whole.count)
        }
        try whole.prefix(whole.count / 3).write(to: URL(fileURLWithPath: path))
        #expect(try await second().prefixesRefused == 1)
        #expect(try await second().prefixesRestored == 1)

        // Another mode's numbers are not taken for these.
        let other = try Self.engine(.init(contextLength: 512, cache: .f16))
        try await other.prepare(prefixOf: Self.openings, in: folder)
        #expect(other.counters.prefixesRestored == 0)
        // A folder that cannot be made costs nothing.
        let blind = try Self.engine()
        try await blind.prepare(prefixOf: Self.openings, in: "/proc/nowhere")
        #expect(blind.counters.tokensRead > 60)
    }

    @Test("Of packed keys and values whole pages are kept")
    func packed() async throws {
        let folder = NSTemporaryDirectory() + "lam-prefix-packed-\(getpid())/kv"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var scores: [[Score]] = []
        for _ in 0..<2 {
            let engine = try Self.engine(.init(contextLength: 512, cache: .turbo4))
            try await engine.prepare(prefixOf: Self.openings, in: folder)
            scores.append(try await engine.score([" Click", " Close it"], after: Self.prompt, closed: false))
            #expect(engine.counters.prefixesRestored == scores.count - 1)
            #expect(engine.counters.prefixesRefused == 0)
        }
        #expect(scores[0] == scores[1])
    }

    @Test("Weights that are no numbers are refused with the tensor's name")
    func notANumber() throws {
        let random = RandomModel(seed: 3)
        for name in ["blk.1.ffn_up.weight", "token_embd.weight", "blk.0.attn_norm.weight"] {
            let model = try Model(GGUFFile(bytes: random.serialized(broken: name), named: "nan.gguf"))
            do {
                _ = try Engine(model: model)
                Issue.record("\(name) was accepted")
            } catch {
                #expect(error.code == .brokenModel && error.message.contains(name), "\(error)")
            }
        }
    }
}

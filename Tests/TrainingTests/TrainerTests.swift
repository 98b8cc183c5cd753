import Core
import Foundation
import Inference
import Models
import Testing

@testable import Training

@Suite("Runs", .serialized)
struct TrainerTests {
    private static let lines: [String] = {
        let words = ["red", "green", "blue", "black", "white", "brown"]
        return words.enumerated().flatMap { index, word in
            (0..<3).map { row in
                """
                {"id":"\(word)\(row)","prefix":"screen \(word) window\\n","prompt":"goal \(row):",\
                "target":"\(words[(index + row) % words.count])"}
                """
            }
        }
    }()

    private func folder(_ name: String) throws -> String {
        let path = NSTemporaryDirectory() + "lam-training-\(getpid())-\(name)"
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    private func examples(_ lines: [String], in folder: String) throws -> ExampleFiles {
        let file = folder + "/examples.jsonl"
        try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
        return try ExampleFiles(at: file)
    }

    private var options: TrainingOptions {
        var options = TrainingOptions()
        options.rank = 4
        options.alpha = 8
        options.rate = 5e-3
        options.epochs = 3
        options.passTokens = 128
        options.passesPerStep = 2
        options.dropout = 0.1
        options.holdBack = 0.2
        options.evaluateEvery = 3
        options.checkpointEvery = 2
        options.seed = 7
        return options
    }

    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

    @Test("Two runs give the same adapter, and so does one that was killed at any step and went on")
    func resumes() throws {
        let model = try TrainableModel("llama").model
        let base = try folder("resume")
        let data = try examples(Self.lines, in: base)
        func trainer(_ name: String) throws -> Trainer {
            try Trainer(model, on: data, options: options, folder: base + "/" + name)
        }
        let first = try trainer("first")
        #expect(first.plan.heldBack == 3 && first.plan.examples == 15)
        // What a kill leaves behind: the folder as it is at that moment.
        var left: [String] = []
        var evaluated: [Int] = []
        let result = try first.run { event in
            if case .evaluated(let result) = event { evaluated.append(result.step) }
            guard case .step(let step, _, _) = event else { return }
            let copy = base + "/killed-\(step.step)"
            try? FileManager.default.copyItem(atPath: base + "/first", toPath: copy)
            left.append(copy)
        }
        #expect(left.count == first.plan.steps && left.count > 4)
        let adapter = try bytes(result.adapter)
        for copy in left {
            let name = String(copy.split(separator: "/").last ?? "")
            let again = try trainer(name).run { _ in }
            #expect(try bytes(again.adapter) == adapter, "\(name)")
        }
        // Another number of threads and no room for states change nothing.
        var limits = Trainer.Limits()
        limits.threads = 1
        limits.stateBytes = 0
        let other = try Trainer(model, on: data, options: options, limits: limits, folder: base + "/one")
        #expect(try bytes(try other.run { _ in }.adapter) == adapter)
        // Cancelled before any pass, of a step or of an evaluation, it saves what is done, and misses neither.
        var evaluations: [Int] = []
        for place in 1... {
            let name = "cancelled-\(place)"
            var passes = 0
            evaluations = []
            func note(_ event: TrainingEvent) {
                if case .evaluated(let result) = event { evaluations.append(result.step) }
            }
            do {
                _ = try trainer(name).run(note) {
                    passes += 1
                    return passes == place
                }
                #expect(place > 2 * first.plan.steps)
                break
            } catch is CancellationError {
                #expect(try bytes(try trainer(name).run(note).adapter) == adapter, "before pass \(place)")
                #expect(evaluations == evaluated, "before pass \(place)")
            }
        }
    }

    @Test("It learns what the engine then says with the adapter, read from either form")
    func learns() async throws {
        let model = try TrainableModel("llama").model
        let base = try folder("learn")
        let lines = ["a", "b", "c", "d"].enumerated().map {
            "{\"id\":\"\($0)\",\"prefix\":\"The letter\",\"prompt\":\" after \($1): \",\"target\":\"x\($1)y\"}"
        }
        var options = options
        options.holdBack = 0
        options.dropout = 0
        options.epochs = 80
        options.rate = 1e-2
        options.passesPerStep = 1
        let result = try Trainer(model, on: examples(lines, in: base), options: options, folder: base).run {
            _ in
        }
        #expect(result.loss < 0.1, "\(result.loss)")
        let report = try String(contentsOfFile: result.report, encoding: .utf8)
        #expect(report.contains("<polyline class=\"mean\""))
        for path in [result.adapter, result.folder] {
            let engine = try Engine(model: model, options: .init(contextLength: 128, cache: .f16))
            try await engine.add(try Adapter(contentsOf: path), as: "trained")
            let adapted = engine.adapted(by: "trained")
            for letter in ["a", "b", "c", "d"] {
                var reply = ""
                let prompt = Prompt.raw("The letter after \(letter): ")
                for try await piece in adapted.generate(prompt, under: nil, sampling: .greedy, limit: 8) {
                    reply += piece.text
                }
                #expect(reply == "x\(letter)y")
            }
        }
    }

    @Test("A loss that is no number ends the run and leaves the checkpoint")
    func notANumber() throws {
        let model = try TrainableModel("qwen2").model
        let base = try folder("nan")
        var options = options
        options.alpha = 1e30
        options.holdBack = 0
        let trainer = try Trainer(model, on: examples(Self.lines, in: base), options: options, folder: base)
        let error = #expect(throws: TrainingError.self) { try trainer.run { _ in } }
        #expect(error?.code == .notANumber)
        #expect(!FileManager.default.fileExists(atPath: base + "/adapter.gguf"))
    }

    @Test("A checkpoint of another run is refused, a damaged one is not used")
    func otherRun() throws {
        let model = try TrainableModel("llama").model
        let base = try folder("other")
        let data = try examples(Self.lines, in: base)
        let result = try Trainer(model, on: data, options: options, folder: base).run { _ in }
        let adapter = try bytes(result.adapter)
        var changed = options
        changed.seed = 8
        let error = #expect(throws: TrainingError.self) {
            _ = try Trainer(model, on: data, options: changed, folder: base)
        }
        #expect(error?.code == .otherRun)
        let checkpoint = base + "/checkpoint"
        let whole = try bytes(checkpoint)
        for place in [0, 9, 200, whole.count / 2, whole.count - 1] {
            var damaged = whole
            damaged[place] ^= 0x10
            try damaged.write(to: URL(fileURLWithPath: checkpoint))
            let again = try? Trainer(model, on: data, options: options, folder: base).run { _ in }
            if let again { #expect(try bytes(again.adapter) == adapter) }
        }
        try whole.prefix(100).write(to: URL(fileURLWithPath: checkpoint))
        let begun = try Trainer(model, on: data, options: options, folder: base)
        #expect(begun.header.step == 0)
    }

    @Test("A file of examples is read line by line, and what is none is told")
    func hostileLines() throws {
        let base = try folder("lines")
        let good =
            "{\"id\":\"1\",\"prefix\":\"\",\"prompt\":\"p\",\"target\":\"t\",\"provenance\":{\"x\":[1]}}"
        let data = try examples(
            [
                good, "", "not json", "[1,2]", "{\"id\":\"2\",\"prefix\":\"\",\"prompt\":\"p\"}", good,
                "{\"id\":3,\"prefix\":\"\",\"prompt\":\"p\",\"target\":\"t\"}",
                "{\"id\":\"4\",\"prefix\":\"\",\"prompt\":\"p\",\"target\":\"\"}",
                "{\"id\":\"5\",\"prefix\":\"\",\"prompt\":\"p\",\"target\":\"t\",\"weight\":-1}",
                "{\"id\":\"6\",\"prefix\":\"\",\"prompt\":\"\",\"target\":\"t\"}", "\u{0}\u{1}",
            ],
            in: base
        )
        #expect(data.examples == [TrainingExample(id: "1", prefix: "", prompt: "p", target: "t")])
        #expect(
            data.skipped.map(\.reason) == [
                "is not JSON", "is no object", "has no \"target\"", "the id 1 was there before",
                "\"id\" has the wrong type", "the target is empty",
                "the weight is -1.0, expected a number above 0", "there is no text before the target",
                "is not JSON",
            ]
        )
        #expect(data.skipped.first?.place.hasSuffix("examples.jsonl:3") == true)
        for lines in [[], ["x"], [" "]] {
            let error = #expect(throws: TrainingError.self) { _ = try examples(lines, in: base) }
            #expect(error?.code == .noExamples)
        }
        let missing = #expect(throws: TrainingError.self) { _ = try ExampleFiles(at: base + "/none") }
        #expect(missing?.code == .unreadable)
    }

    @Test("Texts of one prefix share the tokens they have in common, and long groups are split")
    func packing() throws {
        let tokenizer = try TrainableModel("llama").model.tokenizer
        let examples = (0..<9).map {
            TrainingExample(id: "\($0)", prefix: "shared words ", prompt: "own \($0)", target: "yes")
        }
        let encoded = TokenGroups(examples, tokenizer, longest: 64)
        let group = try #require(encoded.groups.first)
        #expect(encoded.groups.count == 1 && group.prefix == tokenizer.encode("shared words own "))
        #expect(group.branches.allSatisfy { $0.targets == 4 && $0.tokens.count == 5 })
        #expect(group.branches.first?.tokens.last == tokenizer.endOfTurn)
        let capacity = group.prefix.count + 10
        let batches = PackedBatch.pack([group], capacity: capacity)
        #expect(batches.count == 5 && batches.allSatisfy { $0.tokens.count <= capacity })
        #expect(batches.reduce(0) { $0 + $1.examples.count } == 9)
        #expect(batches.reduce(0) { $0 + $1.targets.count } == 36)
        let short = TokenGroups(examples, tokenizer, longest: 20)
        #expect(short.groups.isEmpty && short.skipped.count == 9)
    }

    @Test("Training goes on from an adapter as it was left, and refuses one of another rank, shape or form")
    func goesOn() throws {
        let model = try TrainableModel("llama").model
        let base = try folder("goes-on")
        let data = try examples(Self.lines, in: base)
        let first = try Trainer(model, on: data, options: options, folder: base + "/first").run { _ in }
        let adapter = try Adapter(contentsOf: first.adapter)
        var other = options
        other.dropout = 0
        other.alpha = 4
        func losses(_ from: Adapter?, _ name: String) throws -> [Double] {
            var found: [Double] = []
            _ = try Trainer(model, on: data, from: from, options: other, folder: base + "/" + name).run {
                event in
                if case .evaluated(let result) = event { found.append(result.loss) }
            }
            return found
        }
        let last = try #require(first.evaluation?.loss)
        // What it left, rounded to halves, is where the next begins, though alpha is another; the PEFT folder says it
        // in 32 bits.
        let longer = try losses(adapter, "longer")
        #expect(abs(try #require(longer.first) - last) < 1e-3)
        let again = try losses(try Adapter(contentsOf: base + "/first"), "again")
        #expect(abs(try #require(again.first) - last) < 1e-5)
        #expect(try #require(try losses(nil, "anew").first) > last)
        func refused(_ data: ExampleFiles, _ change: (inout TrainingOptions) -> Void) -> TrainingError.Code? {
            var changed = options
            change(&changed)
            do {
                _ = try Trainer(model, on: data, from: adapter, options: changed, folder: base + "/refused")
                return nil
            } catch { return error.code }
        }
        #expect(refused(data) { $0.rank = 8 } == .otherAdapter)
        #expect(refused(data) { $0.matrices = [.query] } == .otherAdapter)
        let formed = Self.lines.map {
            $0.replacingOccurrences(of: "{\"id\"", with: "{\"form\":\"goal-9\",\"id\"")
        }
        let others = try examples(formed, in: base)
        #expect(refused(others) { _ in } == .otherAdapter)
        let allowed = refused(others) { $0.acrossForms = true }
        #expect(allowed == nil)
    }

    @Test("So many branches stay with their prefix as it is worth, at most six; none is lost")
    func parts() {
        func group(prefix: Int, branches: Int) -> TokenGroup {
            let branch = TokenGroup.Branch(tokens: [Int32](repeating: 1, count: 11), targets: 1, weight: 1)
            return TokenGroup(
                prefix: [Int32](repeating: 0, count: prefix),
                branches: [TokenGroup.Branch](repeating: branch, count: branches)
            )
        }
        #expect(group(prefix: 0, branches: 3).parts().map(\.branches.count) == [1, 1, 1])
        #expect(group(prefix: 16, branches: 7).parts().map(\.branches.count) == [3, 3, 1])
        #expect(group(prefix: 400, branches: 13).parts().map(\.branches.count) == [6, 6, 1])
        #expect(group(prefix: 400, branches: 2).parts().map(\.prefix.count) == [400])
    }
}

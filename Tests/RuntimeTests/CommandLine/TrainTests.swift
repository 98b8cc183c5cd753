import Foundation
import ModelTestSupport
import Testing

@Suite("Training from the command line", .serialized)
struct TrainTests {
    private let lam = Program("lam")

    private static let lines: String = (0..<10).map { screen in
        (0..<2).map { row in
            """
            {"id":"\(screen)-\(row)","prefix":"<|im_start|>user\\nButton \(screen) and button \(screen + row)\\n",\
            "prompt":"Press \(screen + row)<|im_end|>\\n<|im_start|>assistant\\n","target":"press \(screen + row)",\
            "form":"goal-1"}
            """
        }.joined(separator: "\n")
    }.joined(separator: "\n")

    private func arguments(_ data: String, _ output: String) -> [String] {
        [
            "train", data, "--output", output, "--json", "--rank", "4", "--matrices", "q_proj,v_proj",
            "--epochs", "1", "--pass-tokens", "64", "--passes-per-step", "1", "--checkpoint-every", "1",
            "--hold-back", "0.2", "--seed", "3", "--dropout", "0.1",
        ]
    }

    @Test("A run that was killed goes on and ends with the same adapter", .timeLimit(.minutes(5)))
    func killed() async throws {
        #expect(ModelFile.small.isPresent, "\(ModelFile.small.hint)")
        let folder = try Folder()
        let data = try folder.write(Self.lines, to: "examples.jsonl")
        let whole = try await lam.run(arguments(data, folder.path + "/whole"))
        #expect(whole.status == 0, "\(whole.errors)")
        #expect(whole.output.contains("\"kind\":\"plan\"") && whole.output.contains("\"kind\":\"result\""))

        let process = Process()
        process.executableURL = URL(fileURLWithPath: lam.path)
        process.arguments = arguments(data, folder.path + "/killed")
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        // The line of a step is printed before its checkpoint is written: any moment will do.
        var said = Data()
        while said.split(separator: 0x0A).count(where: { $0.starts(with: Data("{\"gradient\"".utf8)) }) < 3 {
            let part = output.fileHandleForReading.availableData
            guard !part.isEmpty else { break }
            said += part
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        let rest = try await lam.run(arguments(data, folder.path + "/killed"))
        #expect(rest.status == 0, "\(rest.errors)")
        let plan = try #require(rest.output.split(separator: "\n").first)
        #expect(plan.contains("\"kind\":\"plan\"") && !plan.contains("\"done\":0,"), "\(plan)")
        for file in ["adapter.gguf", "adapter_model.safetensors"] {
            let one = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/whole/" + file))
            let other = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/killed/" + file))
            #expect(one == other && one.count > 100_000)
        }
        let used = try await lam.run([
            "model", "generate", "Press 3", "--adapter", folder.path + "/whole", "--limit", "4",
        ])
        #expect(used.status == 0, "\(used.errors)")
        // It has learnt texts that nobody asks with any more.
        let refused = try await lam.run(["run", "Press 3", "--adapter", folder.path + "/whole"])
        #expect(refused.status == 2 && refused.errors.contains("the form goal-1"), "\(refused.errors)")
    }

    @Test("The shipped adapter fits the default model, is asked as it was trained, and is small enough")
    func shipped() async throws {
        #expect(ModelFile.small.isPresent, "\(ModelFile.small.hint)")
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let adapter = root.path + "/Agents/Adapters/desktop.gguf"
        let size = try #require(try FileManager.default.attributesOfItem(atPath: adapter)[.size] as? Int)
        #expect(size < 20_000_000)
        let folder = try Folder()
        let result = try await lam.run([
            "run", "--json", "--steps", "2", "--adapter", adapter, "--trajectories", folder.path,
            "Tidy galculator up",
        ])
        // The rules open what is named; that there is nothing to tidy up, or what, is for the model to say.
        #expect(result.output.contains(#""decidedBy":"model""#), "\(result.output) \(result.errors)")
        #expect([1, 3, 7, 8].contains(result.status), "\(result.errors)")
    }

    @Test("Empty data, unknown matrices and values out of range are usage errors that say so")
    func mistakes() async throws {
        let folder = try Folder()
        let empty = try folder.write("\nnot json\n", to: "empty.jsonl")
        let data = try folder.write(Self.lines, to: "examples.jsonl")
        let out = folder.path + "/out"
        for (arguments, word) in [
            (["train", empty, "--output", out], "is not JSON"),
            (["train", folder.path + "/none", "--output", out], "none"),
            (["train", data, "--output", out, "--matrices", "lm_head"], "lm_head"),
            (["train", data, "--output", out, "--rank", "0"], "rank"),
            (["train", data, "--output", out, "--dropout", "1"], "dropout"),
        ] {
            let result = try await lam.run(arguments)
            #expect(result.status == 2 && result.errors.contains(word), "\(result.errors)")
        }
    }
}

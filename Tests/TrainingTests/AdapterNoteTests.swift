import Foundation
import Models
import Testing

@testable import Training

@Suite("What an adapter says of itself")
struct AdapterNoteTests {
    private func run(_ forms: [String?], _ name: String) throws -> (TrainingResult, [TrainingEvaluation]) {
        let folder = NSTemporaryDirectory() + "lam-notes-\(getpid())-\(name)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let lines = (0..<30).map { index in
            let form = forms[index % forms.count].map { ",\"form\":\"\($0)\"" } ?? ""
            return
                "{\"id\":\"\(index)\",\"prefix\":\"screen \(index) \",\"prompt\":\"goal:\",\"target\":\"go\"\(form)}"
        }
        try lines.joined(separator: "\n")
            .write(toFile: folder + "/examples.jsonl", atomically: true, encoding: .utf8)
        var options = TrainingOptions()
        options.rank = 2
        options.rate = 2e-2
        options.passTokens = 64
        options.passesPerStep = 1
        options.holdBack = 0.7
        options.evaluateEvery = 2
        let trainer = try Trainer(
            TrainableModel("llama").model,
            on: ExampleFiles(at: folder + "/examples.jsonl"),
            options: options,
            folder: folder
        )
        var evaluations: [TrainingEvaluation] = []
        let result = try trainer.run { if case .evaluated(let one) = $0 { evaluations.append(one) } }
        return (result, evaluations)
    }

    @Test("The form of its examples and the temperature come back from both of its files")
    func notes() throws {
        let (result, evaluations) = try run(["goal-1"], "one")
        let best = try #require(
            evaluations.filter { $0.step > 0 }.max { ($0.exact, -$0.loss) < ($1.exact, -$1.loss) }
        )
        #expect(result.evaluation == best)
        let temperature = try #require(best.calibration?.temperature)
        for path in [result.adapter, result.folder] {
            let notes = try Adapter(contentsOf: path).notes
            #expect(notes == ["lam.form": "goal-1", "lam.temperature": "\(temperature)"], "\(path)")
        }
    }

    @Test("Examples of several forms, or of none, give an adapter of no form")
    func mixed() throws {
        let (result, _) = try run(["goal-1", nil], "two")
        #expect(try Adapter(contentsOf: result.adapter).notes["lam.form"] == nil)
    }
}

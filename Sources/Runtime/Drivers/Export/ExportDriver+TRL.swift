import Dataflow
import Foundation
import Models
import Training

extension ExportDriver {
    /// Writes a folder to train from elsewhere: examples as tokens, and a script for PEFT and TRL.
    ///
    /// Examples are held back as `lam train` holds them back.
    /// - Throws: As ``examples(of:to:)``.
    public func trl(of sources: [String], to folder: String) async throws -> Report {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw RuntimeError(
                .storage,
                "\(folder) cannot be made; check the folder above and its permissions"
            )
        }
        let text = folder + "/examples.jsonl"
        var report = try await examples(of: sources, to: text)
        let path = try modelPath()
        let (data, tokenizer) = try await blocking {
            (try ExampleFiles(at: text), try Model(contentsOf: path).tokenizer)
        }
        let options = TrainingOptions()
        var lines: [String: Data] = [:]
        var prefixes: [String] = []
        report.written = 0
        for example in data.examples {
            try Task.checkCancellation()
            do {
                let encoded = try EncodedExample(example, tokenizer, longest: options.longest)
                if lines[example.prefix] == nil { prefixes.append(example.prefix) }
                lines[example.prefix, default: Data()] += try TokenLine(encoded, weight: example.weight).line
                report.written += 1
            } catch let reason as EncodedExample.Unusable {
                report.skipped[reason.description, default: 0] += 1
            }
        }
        let held = options.heldBack(of: prefixes.count)
        var files = ["train": Data(), "eval": Data()]
        for (number, prefix) in prefixes.enumerated() {
            files[held.contains(number) ? "eval" : "train", default: Data()] += lines[prefix] ?? Data()
        }
        for (name, bytes) in files { try Self.write(bytes, to: "\(folder)/\(name).jsonl") }
        let notes = try JSONEncoder().encode(AdapterFile.notes(on: data.examples))
        try Self.write(notes, to: folder + "/notes.json")
        try Self.write(Data(TRLScript.script.utf8), to: folder + "/train.py")
        try Self.write(Data(TRLScript.requirements.utf8), to: folder + "/requirements.txt")
        try Self.write(Data(TRLScript.readme.utf8), to: folder + "/README.md")
        return report
    }

    private static func write(_ data: Data, to path: String) throws {
        do { try data.write(to: URL(filePath: path), options: .atomic) } catch {
            throw RuntimeError(.storage, "\(path) cannot be written; check the folder and the space left")
        }
    }
}

/// An example as tokens, one object a line.
private struct TokenLine: Encodable {
    let input_ids: [Int32]
    let targets: Int
    let weight: Double

    init(_ example: EncodedExample, weight: Double) {
        input_ids = example.prompt + example.target
        targets = example.target.count
        self.weight = weight
    }

    /// The line, ending in a line end.
    var line: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return try encoder.encode(self) + Data([0x0A])
        }
    }
}

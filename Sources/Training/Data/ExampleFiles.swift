import Foundation

/// Examples read from files, and what was left out and why.
public struct ExampleFiles: Sendable {
    /// Something that was not used.
    public struct Skipped: Sendable, Hashable, Codable {
        /// Where it stands: the file and the line.
        public var place: String
        /// Why it was not used.
        public var reason: String
    }

    /// The examples, file by file in the order of their names, line by line.
    public private(set) var examples: [TrainingExample] = []
    /// The lines that hold none.
    public private(set) var skipped: [Skipped] = []
    /// The files.
    public let files: [String]

    /// The longest line that is read.
    static let longestLine = 4 << 20

    /// Reads a file of JSON lines, or every file ending in ".jsonl" of a folder.
    ///
    /// - Throws: ``TrainingError`` with code `unreadable`, or `noExamples` when nothing can be used.
    public init(at path: String) throws(TrainingError) {
        files = try Self.files(at: path)
        var seen: Set<String> = []
        for file in files {
            let data: Data
            do { data = try Data(contentsOf: URL(fileURLWithPath: file), options: .mappedIfSafe) } catch {
                throw TrainingError(
                    .unreadable,
                    "cannot read the examples of \(file); check the path and its permissions",
                    underlying: error
                )
            }
            let decoder = JSONDecoder()
            for (index, line) in data.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
                guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
                let place = "\(file):\(index + 1)"
                switch Self.example(line, decoder, &seen) {
                case .success(let example): examples.append(example)
                case .failure(let reason): skipped.append(Skipped(place: place, reason: reason.text))
                }
            }
        }
        guard !examples.isEmpty else {
            let why = skipped.first.map { "; the first of \(skipped.count) lines: \($0.reason)" } ?? ""
            throw TrainingError(.noExamples, "there are no examples in \(path)\(why)")
        }
    }

    private struct Reason: Error { let text: String }

    private static func example(_ line: Data, _ decoder: JSONDecoder, _ seen: inout Set<String>) -> Result<
        TrainingExample, Reason
    > {
        guard line.count <= longestLine else {
            return .failure(Reason(text: "is longer than \(longestLine) bytes"))
        }
        let example: TrainingExample
        do { example = try decoder.decode(TrainingExample.self, from: line) } catch {
            return .failure(Reason(text: reason(of: error)))
        }
        if example.target.isEmpty { return .failure(Reason(text: "the target is empty")) }
        if example.prefix.isEmpty && example.prompt.isEmpty {
            return .failure(Reason(text: "there is no text before the target"))
        }
        guard example.weight.isFinite, example.weight > 0, example.weight <= 1e6 else {
            return .failure(Reason(text: "the weight is \(example.weight), expected a number above 0"))
        }
        guard seen.insert(example.id).inserted else {
            return .failure(Reason(text: "the id \(example.id) was there before"))
        }
        return .success(example)
    }

    private static func reason(of error: any Error) -> String {
        switch error as? DecodingError {
        case .keyNotFound(let key, _): "has no \"\(key.stringValue)\""
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            context.codingPath.last.map { "\"\($0.stringValue)\" has the wrong type" } ?? "is no object"
        default: "is not JSON"
        }
    }

    private static func files(at path: String) throws(TrainingError) -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw TrainingError(.unreadable, "there is no file or folder \(path); name one of JSON lines")
        }
        guard isFolder.boolValue else { return [path] }
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
            throw TrainingError(.unreadable, "cannot list \(path)", underlying: error)
        }
        let files = names.filter { $0.hasSuffix(".jsonl") && !$0.hasPrefix(".") }.sorted()
        guard !files.isEmpty else {
            throw TrainingError(.noExamples, "there is no file ending in .jsonl in \(path)")
        }
        return files.map { path + "/" + $0 }
    }
}

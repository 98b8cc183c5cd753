import Foundation
public import Inference
import Models

/// Measures what each cache mode costs a model's predictions of a text (`lam bench quality`).
public struct QualityDriver: Sendable {
    private let path: String
    private let modes: [CacheMode]
    private let text: String
    private let lengths: [Int]
    private let threads: Int?

    /// Prepares a report.
    ///
    /// - Parameters:
    ///   - modes: Names of cache modes; `nil` for all.
    ///   - lengths: Tokens of the text at which results are taken.
    /// - Throws: ``RuntimeError`` for a mode that does not exist or a text that cannot be read,
    ///   `ModelStoreError`.
    public init(model: String?, text file: String, modes: [String]?, lengths: [Int], threads: Int?) throws {
        path = try ModelStore().resolve((model.map(ModelChoice.named) ?? .standard).modelName ?? "")
        self.modes = try (modes ?? CacheMode.allCases.map(\.rawValue)).map { name in
            guard let mode = CacheMode(rawValue: name) else {
                let known = CacheMode.allCases.map(\.rawValue).joined(separator: ", ")
                throw RuntimeError(.usage, "no cache mode is called \(name); there are \(known)")
            }
            return mode
        }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw RuntimeError(.badInput, "cannot read the text \(file); name another with --text")
        }
        text = String(decoding: data, as: UTF8.self)
        self.lengths = lengths
        self.threads = threads
    }

    /// Measures mode by mode; `row` is given each result, `note` what could not be measured.
    ///
    /// - Throws: `ModelError`, `InferenceError`.
    public func run(_ row: (CacheQuality.Row) -> Void, note: (String) -> Void) async throws {
        let model = try await blocking { [path] in try Model(contentsOf: path) }
        for mode in modes {
            try Task.checkCancellation()
            var bits: HeadBits?
            if mode == .turbo42 {
                do { bits = try await ModelStore().headBits(of: path) } catch {
                    note("turbo42: \(error)")
                    continue
                }
            }
            let rows = try await blocking { [text, lengths, threads, bits] in
                try CacheQuality(model, threads: threads).measure(
                    mode,
                    headBits: bits,
                    over: text,
                    lengths: lengths
                )
            }
            rows.forEach(row)
        }
    }
}

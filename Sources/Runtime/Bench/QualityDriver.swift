import Foundation
import Inference
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
        self.modes = try modes.map { try $0.map(CacheMode.init(named:)) } ?? CacheMode.allCases
        guard let data = FileManager.default.contents(atPath: file) else {
            throw RuntimeError(.badInput, "cannot read the text \(file); name another with --text")
        }
        text = String(decoding: data, as: UTF8.self)
        self.lengths = lengths
        self.threads = threads
    }

    /// Measures mode by mode; `line` is given each result, `note` what could not be measured.
    ///
    /// - Throws: `ModelError`, `InferenceError`.
    public func run(_ line: (QualityLine) -> Void, note: (String) -> Void) async throws {
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
            for row in rows { line(QualityLine(row)) }
        }
    }
}

/// One line of a quality report.
public struct QualityLine: Sendable, Codable {
    /// How keys and values were kept.
    public var mode: String
    /// Tokens of the text.
    public var tokens: Int
    /// Perplexity over these tokens.
    public var perplexity: Double
    /// How much higher it is than with the exact cache, as a share of it.
    public var perplexityRise: Double
    /// The divergence from the exact cache's predictions, in nats a token, over the last 512.
    public var divergence: Double
    /// The share of those predictions with the same likeliest token.
    public var agreement: Double

    init(_ row: CacheQuality.Row) {
        (mode, tokens, perplexity) = (row.mode, row.tokens, row.perplexity)
        (perplexityRise, divergence, agreement) = (row.perplexityRise, row.divergence, row.agreement)
    }

    /// The first two lines of a Markdown table of such lines.
    public static let tableHead =
        "| mode | tokens | perplexity | rise | divergence | same token |\n|---|---|---|---|---|---|"

    /// The line as a row of a Markdown table.
    public var tableRow: String {
        let numbers = String(
            format: "%d | %.3f | %+.2f %% | %.2e | %.1f %%",
            tokens,
            perplexity,
            perplexityRise * 100,
            divergence,
            agreement * 100
        )
        return "| \(mode) | \(numbers) |"
    }
}

import CKernels
import Foundation
public import Models

/// What a cache mode costs a model's predictions: it reads a text beside an exact cache.
public struct CacheQuality: Sendable {
    /// What was found over parts of the text of one length.
    public struct Row: Sendable, Hashable, Codable {
        /// How keys and values were kept.
        public var mode: String
        /// Tokens read at a time.
        public var tokens: Int
        /// Perplexity over these tokens.
        public var perplexity: Double
        /// How much higher the perplexity is than with the exact cache, as a share of it.
        public var perplexityRise: Double
        /// The divergence from the exact cache's predictions, in nats a token, over the last 512 of each part.
        public var divergence: Double
        /// The share of those positions with the same likeliest token.
        public var agreement: Double
    }

    private let model: Model
    private let threads: Int?

    /// Takes a model to measure with.
    public init(_ model: Model, threads: Int? = nil) {
        self.model = model
        self.threads = threads
    }

    /// Returns what a mode costs at some lengths; it blocks its thread while the model reads.
    ///
    /// Each length is read at up to four places of the text, from nothing each time: over 512 tokens the
    /// perplexity moves by two hundredths either way from rounding alone.
    ///
    /// - Parameters:
    ///   - mode: The mode; `f16` gives the divergence that rounding elsewhere makes of a difference in the
    ///     seventh digit, below which none can be.
    ///   - lengths: Tokens of the text that are read at a time; longer than the text or the model's context,
    ///     they are left out.
    /// - Throws: ``InferenceError``.
    public func measure(
        _ mode: CacheMode,
        headBits: HeadBits? = nil,
        over text: String,
        lengths: [Int],
        proceed: () -> Bool = { true }
    ) throws(InferenceError) -> [Row] {
        let tokens = model.tokenizer.encode(text)
        let lengths = lengths.filter { $0 < tokens.count && $0 <= model.configuration.contextLength }
        guard let longest = lengths.max() else {
            throw InferenceError(
                .invalidRequest,
                "a text of \(tokens.count) tokens and a context of \(model.configuration.contextLength) allow "
                    + "none of the lengths; give a longer text"
            )
        }
        var options = EngineOptions(contextLength: longest, cache: .f16, threads: threads)
        let exact = try Evaluator(model, options)
        options.cache = mode
        options.headBits = headBits
        if mode == .f16 { options.perturbation = 1e-6 }
        let other = try Evaluator(model, options)
        var rows: [Row] = []
        for length in lengths {
            // One token more than a window is known: what follows its last.
            let windows = min(4, (tokens.count - 1) / length)
            var read: [[Position]] = []
            for window in 0..<windows {
                let first = window * ((tokens.count - 1) / windows)
                read.append(try Self.positions(tokens[first...first + length], exact, other, proceed))
            }
            rows.append(Row(mode, read))
        }
        return rows
    }

    /// Reads all tokens but the last with both and compares what they predict.
    private static func positions(
        _ tokens: ArraySlice<Int32>,
        _ exact: Evaluator,
        _ other: Evaluator,
        _ proceed: () -> Bool
    ) throws(InferenceError) -> [Position] {
        var (sequence, otherSequence) = (TokenSequence(), TokenSequence())
        var positions: [Position] = []
        let read = tokens.dropLast()
        for first in stride(from: read.startIndex, to: read.endIndex, by: Pass.capacity) {
            let part = read[first..<min(read.endIndex, first + Pass.capacity)]
            var same = 0
            try exact.hidden(of: part, into: &sequence, proceed: proceed) { _, rows in same = rows }
            try other.hidden(of: part, into: &otherSequence, proceed: proceed) { _, _ in }
            for row in stride(from: 0, to: same, by: 16) {
                let some = Array(row..<min(same, row + 16))
                let (p, q) = (exact.logits(ofRows: some), other.logits(ofRows: some))
                let size = p.count / some.count
                for (index, row) in some.enumerated() {
                    let range = index * size..<(index + 1) * size
                    positions.append(
                        Position(
                            UnsafeBufferPointer(rebasing: p[range]),
                            UnsafeBufferPointer(rebasing: q[range]),
                            next: Int(tokens[first + row + 1])
                        )
                    )
                }
            }
        }
        return positions
    }
}

/// What two predictions of a token came to.
private struct Position {
    let divergence: Double
    let agrees: Bool
    let exactLoss: Double
    let loss: Double

    init(_ p: UnsafeBufferPointer<Float>, _ q: UnsafeBufferPointer<Float>, next: Int) {
        divergence = ck_divergence(p.baseAddress, q.baseAddress, p.count)
        agrees = ck_argmax(p.baseAddress, p.count) == ck_argmax(q.baseAddress, q.count)
        exactLoss = ck_log_sum_exp(p.baseAddress, p.count) - Double(p[next])
        loss = ck_log_sum_exp(q.baseAddress, q.count) - Double(q[next])
    }
}

extension CacheQuality.Row {
    fileprivate init(_ mode: CacheMode, _ windows: [[Position]]) {
        let positions = windows.joined()
        let count = Double(positions.count)
        let last = windows.flatMap { $0.suffix(512) }
        let loss = positions.reduce(0) { $0 + $1.loss } / count
        let exact = positions.reduce(0) { $0 + $1.exactLoss } / count
        self.init(
            mode: mode.rawValue,
            tokens: windows.first?.count ?? 0,
            perplexity: exp(loss),
            perplexityRise: exp(loss - exact) - 1,
            divergence: last.reduce(0) { $0 + $1.divergence } / Double(last.count),
            agreement: Double(last.count { $0.agrees }) / Double(last.count)
        )
    }
}

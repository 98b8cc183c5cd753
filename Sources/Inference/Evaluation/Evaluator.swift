import CKernels
import Models

/// Runs token sequences through a model and gives logits.
///
/// Results do not depend on how tokens are split into batches, nor on what was read before.
final class Evaluator {
    let configuration: ModelConfiguration
    /// Tokens of a sequence at most.
    let contextLength: Int
    let pages: PagePool
    /// The weights of the model's matrices.
    let packed: PackedWeights
    private let pass: Pass
    private let network: any Network
    /// Rows whose logits are computed at a time.
    private static let logitRows = 32
    private let gathered: FloatBuffer
    private var logits: FloatBuffer

    init(_ model: Model, _ options: EngineOptions) throws(InferenceError) {
        configuration = model.configuration
        contextLength = max(1, min(options.contextLength, configuration.contextLength))
        let pool = try ComputePool(threads: options.threads)
        packed = try PackedWeights(model, folder: options.packedFolder, pool)
        let weights = WeightLoader(model: model, pool: pool, packed: packed)
        pass = try Pass(configuration, options, contextLength: contextLength, weights)
        network = try configuration.architecture.network(configuration, weights)
        try packed.finish(pool)
        pages = PagePool(shape: pass.attentionShape, layers: configuration.layers)
        gathered = FloatBuffer(Self.logitRows * configuration.width)
        logits = FloatBuffer(configuration.vocabularySize)
    }

    /// Compute threads.
    var lanes: Int { pass.pool.lanes }

    /// Reads tokens at the end of a sequence and returns the logits after the last one.
    ///
    /// - Parameter proceed: Asked before each batch; reading stops, with an error, when it says no.
    /// - Throws: ``InferenceError`` with code `contextOverflow`, `cancelled` or `invalidRequest`.
    func read(
        _ tokens: some Collection<Int32>,
        into sequence: inout TokenSequence,
        proceed: () -> Bool = { true }
    )
        throws(InferenceError) -> UnsafeBufferPointer<Float>
    {
        try hidden(of: tokens, into: &sequence, proceed: proceed) { _, _ in }
        return logits(ofRows: [pass.rows - 1])
    }

    /// Reads tokens at the end of a sequence and calls `body` with the hidden states of each batch.
    func hidden(
        of tokens: some Collection<Int32>,
        into sequence: inout TokenSequence,
        proceed: () -> Bool,
        _ body: (_ states: UnsafePointer<Float>, _ rows: Int) -> Void
    ) throws(InferenceError) {
        guard !tokens.isEmpty else {
            throw InferenceError(.invalidRequest, "there is nothing to read; give a prompt that is not empty")
        }
        try check(tokens)
        let total = sequence.count + tokens.count
        guard total <= contextLength else { throw .overflow(total, of: contextLength) }
        var rest = Array(tokens)[...]
        while !rest.isEmpty {
            guard proceed() else { throw InferenceError(.cancelled, "the request was cancelled") }
            let part = rest.prefix(Pass.capacity)
            rest = rest.dropFirst(part.count)
            var batch = Batch()
            batch.append(part, to: &sequence, from: pages)
            pass.run(batch, through: network)
            body(pass.stream.pointer, pass.rows)
        }
    }

    /// Runs a batch whose rows and pages the caller has laid out.
    func run(_ batch: Batch) throws(InferenceError) {
        try check(batch.rows.map(\.token))
        pass.run(batch, through: network)
    }

    /// Returns the logits (rows, vocabulary) of at most 32 rows of the last batch, until the next call.
    func logits(ofRows rows: [Int]) -> UnsafeBufferPointer<Float> {
        let width = configuration.width
        let size = rows.count * configuration.vocabularySize
        if logits.count < size { logits = FloatBuffer(size) }
        for (index, row) in rows.enumerated() {
            (gathered.pointer + index * width).update(from: pass.stream.pointer + row * width, count: width)
        }
        pass.logits(
            of: gathered,
            count: rows.count,
            norm: network.outputNorm,
            output: network.output,
            into: logits
        )
        return UnsafeBufferPointer(start: logits.pointer, count: size)
    }

    /// Calls `body` with each row of the last batch, in order, and its logits.
    func forEachLogits(_ rows: Range<Int>, _ body: (_ row: Int, _ logits: UnsafeBufferPointer<Float>) -> Void)
    {
        let size = configuration.vocabularySize
        for first in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.logitRows) {
            let part = first..<min(rows.upperBound, first + Self.logitRows)
            let all = logits(ofRows: Array(part))
            for row in part {
                body(row, UnsafeBufferPointer(rebasing: all[(row - first) * size..<(row - first + 1) * size]))
            }
        }
    }

    /// Normalises a hidden state as the output layer does.
    func normalized(_ state: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>) {
        ck_rms_norm(
            state,
            network.outputNorm.pointer,
            configuration.rmsEpsilon,
            configuration.width,
            out
        )
    }

    private func check(_ tokens: some Collection<Int32>) throws(InferenceError) {
        for token in tokens where !(0..<Int32(configuration.vocabularySize)).contains(token) {
            throw InferenceError(
                .invalidRequest,
                "token \(token) is outside the vocabulary of \(configuration.vocabularySize)"
            )
        }
    }
}

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
    private let catalogue: MatrixCatalogue
    /// What else the bytes of a page depend on.
    private let cacheForm: String
    /// What memory there is for keys and values.
    let budget: MemoryBudget
    /// Rows whose logits are computed at a time.
    private static let logitRows = 32
    private let gathered: FloatBuffer
    private var logits: FloatBuffer

    init(_ model: Model, _ options: EngineOptions) throws(InferenceError) {
        configuration = model.configuration
        cacheForm = "\(options.cache) \(options.headBits?.bits ?? [])"
        contextLength = max(1, min(options.contextLength, configuration.contextLength))
        var budget = MemoryBudget(limit: options.memoryLimit)
        try budget.reserve(Self.weightBytes(model), for: "the weights of \(model.name)")
        self.budget = budget
        let pool = try ComputePool(threads: options.threads)
        if let instructions = options.instructions { try pool.select(instructions) }
        packed = try PackedWeights(model, folder: options.packedFolder, pool)
        let weights = WeightLoader(model: model, pool: pool, packed: packed)
        pass = try Pass(configuration, options, contextLength: contextLength, weights)
        network = try configuration.architecture.network(configuration, weights)
        try packed.finish(pool)
        catalogue = weights.catalogue
        pages = PagePool(pass.layout)
        gathered = FloatBuffer(Self.logitRows * configuration.width)
        logits = FloatBuffer(configuration.vocabularySize)
        ProgramPages.release()
    }

    /// The threads that compute.
    var pool: ComputePool { pass.pool }

    /// What a prefix on the disk must say of itself to be this engine's.
    func prefixFile(adapter: UInt64) -> PrefixFile {
        // The sums differ between instruction sets in their last bits.
        let form =
            "\(CK_PACKED_VERSION).\(CK_CACHE_VERSION) \(pass.attentionShape) \(cacheForm) \(ck_best_isa())"
        return PrefixFile(model: packed.key, adapter: adapter, form: form)
    }

    /// Bytes a second that the threads read of the packed weights when they do nothing else.
    func readRate() -> Double { packed.readRate(pool) }

    /// Compute threads.
    var lanes: Int { pass.pool.lanes }

    /// Reads tokens at the end of a sequence and returns the logits after the last one.
    ///
    /// - Parameter proceed: Asked before each batch; reading stops, with an error, when it says no.
    /// - Throws: ``InferenceError`` with code `contextOverflow`, `cancelled` or `invalidRequest`.
    func read(
        _ tokens: some Collection<Int32>,
        into sequence: inout TokenSequence,
        adapter: BoundAdapter? = nil,
        proceed: () -> Bool = { true }
    )
        throws(InferenceError) -> UnsafeBufferPointer<Float>
    {
        try hidden(of: tokens, into: &sequence, adapter: adapter, proceed: proceed) { _, _ in }
        return logits(ofRows: [pass.rows - 1])
    }

    /// Reads tokens at the end of a sequence and calls `body` with the hidden states of each batch.
    func hidden(
        of tokens: some Collection<Int32>,
        into sequence: inout TokenSequence,
        adapter: BoundAdapter? = nil,
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
            if let adapter { batch.adapt(0..<part.count, by: adapter) }
            pass.run(batch, through: network)
            body(pass.stream.pointer, pass.rows)
        }
    }

    /// Runs a batch whose tokens were checked and whose pages the caller has laid out.
    func run(_ batch: Batch) { pass.run(batch, through: network) }

    /// The rows of the last batch.
    var rows: Int { pass.rows }

    /// The hidden state of a row of the last batch, those of the next rows after it.
    func state(ofRow row: Int) -> UnsafePointer<Float> {
        UnsafePointer(pass.stream.pointer + row * configuration.width)
    }

    /// Has a probe watch attention, for as long as it is kept.
    func watchAttention(of model: Model) throws(InferenceError) -> AttentionProbe {
        let probe = try AttentionProbe(model, pass.attentionShape)
        pass.probe = probe
        return probe
    }

    /// Packs an adapter for the model.
    ///
    /// - Throws: ``InferenceError`` with code `wrongAdapter` or `outOfMemory`.
    func bind(_ adapter: Adapter) throws(InferenceError) -> BoundAdapter {
        try BoundAdapter(adapter, configuration, catalogue, pass.pool)
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

    /// Calls `body` with the logits of some rows of the last batch, in order.
    func forEachLogits(_ rows: [Int], _ body: (_ index: Int, _ logits: Logits) -> Void) {
        let size = configuration.vocabularySize
        var sums = [Double](repeating: 0, count: Self.logitRows)
        for first in stride(from: 0, to: rows.count, by: Self.logitRows) {
            let part = rows[first..<min(rows.count, first + Self.logitRows)]
            let all = logits(ofRows: Array(part))
            ck_log_sum_exp_rows(pass.pool.pointer, all.baseAddress, part.count, size, &sums)
            for index in 0..<part.count {
                let values = UnsafeBufferPointer(rebasing: all[index * size..<(index + 1) * size])
                body(first + index, Logits(values: values, logSum: sums[index]))
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

    /// The bytes of a model's weights, about what they take when they are packed.
    private static func weightBytes(_ model: Model) -> Int {
        model.file.tensorNames.reduce(0) { $0 + ((try? model.tensor($1))?.data.count ?? 0) }
    }

    /// Why logits are no numbers: a weight that is none, by the name of its tensor.
    func notFinite() -> InferenceError {
        InferenceError(
            .brokenModel,
            "the model gave logits that are no numbers; its weights are damaged, fetch it again"
        )
    }

    /// Refuses tokens outside the vocabulary.
    func check(_ tokens: some Collection<Int32>) throws(InferenceError) {
        for token in tokens where !(0..<Int32(configuration.vocabularySize)).contains(token) {
            throw InferenceError(
                .invalidRequest,
                "token \(token) is outside the vocabulary of \(configuration.vocabularySize)"
            )
        }
    }
}

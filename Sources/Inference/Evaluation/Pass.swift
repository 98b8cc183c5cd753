import CKernels
import Models

/// The working memory of a forward pass and the steps it is made of; allocated once.
///
/// Buffers are (rows, elements), a row for each token of the batch.
final class Pass {
    /// Tokens a pass takes at most.
    static let capacity = 256

    let configuration: ModelConfiguration
    let pool: ComputePool
    let attentionShape: ck_attention_shape
    private let layerStride: Int
    private let ropeFactors: FloatBuffer?
    private let activations: OpaquePointer
    private let attention: OpaquePointer
    private let cosines: FloatBuffer
    private let sines: FloatBuffer
    private let views: UnsafeMutablePointer<ck_view>
    private var writes: [ck_write] = []
    private var tables: [UnsafeMutableRawPointer?] = []
    private(set) var rows = 0
    private var tokens: [Int32] = []

    /// The residual stream.
    let stream: FloatBuffer
    private let query: FloatBuffer
    private let key: FloatBuffer
    private let value: FloatBuffer
    private let mixed: FloatBuffer
    private let gate: FloatBuffer
    private let up: FloatBuffer

    init(
        _ configuration: ModelConfiguration,
        _ options: EngineOptions,
        contextLength: Int,
        _ weights: WeightLoader
    )
        throws(InferenceError)
    {
        self.configuration = configuration
        pool = weights.pool
        attentionShape = ck_attention_shape(
            mode: options.cache.kernelMode,
            heads: Int32(configuration.heads),
            kv_heads: Int32(configuration.kvHeads),
            head: Int32(configuration.headDim),
            scale: 1 / Float(configuration.headDim).squareRoot(),
            threshold: max(-16, min(0, options.softmaxThreshold))
        )
        layerStride = configuration.kvHeads * ck_tile_bytes(attentionShape.mode, attentionShape.head)
        ropeFactors = weights.optionalVector("rope_freqs.weight")
        let capacity = Self.capacity
        let widest = max(configuration.width, configuration.feedForward, configuration.queryWidth)
        guard let activations = ck_activations_create(capacity, widest) else { throw Self.noMemory }
        guard
            let attention = ck_attention_create(
                pool.pointer,
                attentionShape,
                Int32(capacity),
                Int32(clamping: contextLength)
            )
        else {
            ck_activations_destroy(activations)
            throw InferenceError(
                .unsupportedModel,
                "heads of \(configuration.headDim) elements (\(configuration.heads) query, "
                    + "\(configuration.kvHeads) key-value) cannot be attended with; use another model"
            )
        }
        self.activations = activations
        self.attention = attention
        views = .allocate(capacity: capacity)
        cosines = FloatBuffer(capacity * configuration.ropeDimensions / 2)
        sines = FloatBuffer(capacity * configuration.ropeDimensions / 2)
        stream = FloatBuffer(capacity * configuration.width)
        query = FloatBuffer(capacity * configuration.queryWidth)
        key = FloatBuffer(capacity * configuration.kvWidth)
        value = FloatBuffer(capacity * configuration.kvWidth)
        mixed = FloatBuffer(capacity * configuration.queryWidth)
        gate = FloatBuffer(capacity * configuration.feedForward)
        up = FloatBuffer(capacity * configuration.feedForward)
    }

    deinit {
        ck_activations_destroy(activations)
        ck_attention_destroy(attention)
        views.deallocate()
    }

    private static var noMemory: InferenceError {
        InferenceError(.outOfMemory, "no memory for the engine's buffers; free some memory")
    }

    /// Runs a network over a batch; `stream` then holds its last hidden states.
    func run(_ batch: Batch, through network: some Network) {
        rows = batch.rows.count
        tokens = batch.rows.map(\.token)
        let longest = batch.sequences.map(\.count).max() ?? 0
        tables = []
        for sequence in batch.sequences {
            tables += sequence.map { Optional($0.memory) }
            tables += repeatElement(nil, count: longest - sequence.count)
        }
        writes = batch.writes.map { write in
            let position = batch.rows[write.row].position
            return ck_write(
                page: batch.sequences[write.sequence][position / Page.tokens].memory,
                row: Int32(write.row),
                slot: Int32(position % Page.tokens)
            )
        }
        let half = configuration.ropeDimensions / 2
        for (index, row) in batch.rows.enumerated() {
            ck_rope_angles(
                row.position,
                configuration.ropeDimensions,
                Double(configuration.ropeBase),
                ropeFactors?.pointer,
                cosines.pointer + index * half,
                sines.pointer + index * half
            )
        }
        tables.withUnsafeBufferPointer { tables in
            for (index, row) in batch.rows.enumerated() {
                views[index] = ck_view(
                    pages: tables.baseAddress.map { $0 + row.sequence * longest },
                    first: 0,
                    length: Int32(row.position + 1)
                )
            }
            network.run(self)
        }
    }

    /// Sets the stream to the embeddings of the tokens.
    func embed(_ table: TensorView) {
        let width = configuration.width
        for (row, token) in tokens.enumerated() {
            ck_dequantize(
                table.type.rawValue,
                table.data.baseAddress?.advanced(by: Int(token) * table.bytesPerRow),
                width,
                stream.pointer + row * width
            )
        }
    }

    /// Sets query, key and value to the products of the normalised stream.
    func project(normalizedBy norm: FloatBuffer, query: Linear, key: Linear, value: Linear) {
        ck_activations_load_normed(
            pool.pointer,
            activations,
            stream.pointer,
            norm.pointer,
            configuration.rmsEpsilon,
            rows,
            configuration.width,
            wide(query, key, value)
        )
        multiply([
            product(query, self.query, configuration.queryWidth),
            product(key, self.key, configuration.kvWidth),
            product(value, self.value, configuration.kvWidth),
        ])
    }

    /// Turns query and key by their positions (RoPE).
    func rotate() {
        let rotation = ck_rotation(
            head: configuration.headDim,
            rotated: configuration.ropeDimensions,
            interleaved: configuration.ropeStyle == .interleaved
        )
        ck_rotate(
            pool.pointer,
            rotation,
            query.pointer,
            rows,
            configuration.heads,
            cosines.pointer,
            sines.pointer
        )
        ck_rotate(
            pool.pointer,
            rotation,
            key.pointer,
            rows,
            configuration.kvHeads,
            cosines.pointer,
            sines.pointer
        )
    }

    /// Stores key and value, and attends to all that is stored up to each row's position.
    func attend(layer: Int) {
        let offset = layer * layerStride
        ck_cache_write(
            pool.pointer,
            attentionShape,
            writes,
            Int32(writes.count),
            offset,
            key.pointer,
            value.pointer
        )
        ck_attend(pool.pointer, attention, views, Int32(rows), offset, query.pointer, mixed.pointer)
    }

    /// Adds the product of what attention gave to the stream.
    func addAttention(_ output: Linear) {
        ck_activations_load(
            pool.pointer,
            activations,
            mixed.pointer,
            rows,
            configuration.queryWidth,
            wide(output)
        )
        multiply([product(output, stream, configuration.width, accumulate: true)])
    }

    /// Adds the gated feed-forward network of the normalised stream (SwiGLU) to the stream.
    func addFeedForward(normalizedBy norm: FloatBuffer, gate: Linear, up: Linear, down: Linear) {
        ck_activations_load_normed(
            pool.pointer,
            activations,
            stream.pointer,
            norm.pointer,
            configuration.rmsEpsilon,
            rows,
            configuration.width,
            wide(gate, up)
        )
        let hidden = configuration.feedForward
        multiply([product(gate, self.gate, hidden), product(up, self.up, hidden)])
        ck_activations_load_gated(
            pool.pointer,
            activations,
            CK_GATE_SILU,
            self.gate.pointer,
            self.up.pointer,
            rows,
            hidden,
            wide(down)
        )
        multiply([product(down, stream, configuration.width, accumulate: true)])
    }

    /// Computes the logits of hidden states (count, width) into (count, vocabulary).
    func logits(
        of hidden: FloatBuffer,
        count: Int,
        norm: FloatBuffer,
        output: Linear,
        into logits: FloatBuffer
    ) {
        ck_activations_load_normed(
            pool.pointer,
            activations,
            hidden.pointer,
            norm.pointer,
            configuration.rmsEpsilon,
            count,
            configuration.width,
            wide(output)
        )
        multiply([product(output, logits, output.matrix.rows)])
    }

    private func wide(_ parts: Linear...) -> Bool { parts.allSatisfy(\.matrix.wantsWideScale) }

    private func product(_ linear: Linear, _ out: FloatBuffer, _ stride: Int, accumulate: Bool = false)
        -> ck_product
    {
        ck_product(
            matrix: linear.matrix.pointer,
            out: out.pointer,
            stride: stride,
            bias: linear.bias.map { UnsafePointer($0.pointer) },
            accumulate: accumulate
        )
    }

    private func multiply(_ products: [ck_product]) {
        ck_multiply(pool.pointer, activations, products, Int32(products.count))
    }
}

/// A matrix and perhaps a bias.
struct Linear {
    let matrix: PackedMatrix
    var bias: FloatBuffer?
}

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
    let layout: CacheLayout
    private let angles: RotaryAngles
    /// The angles of layers with a sliding window.
    private let localAngles: RotaryAngles?
    private let rotation: ck_rotation
    private let turns, localTurns: KeyTurns?
    private let activations: OpaquePointer
    /// What the gated layer's second product takes.
    private let hidden: OpaquePointer
    private let attention: OpaquePointer
    private let views: UnsafeMutablePointer<ck_view>
    /// The views of layers with a sliding window.
    private let localViews: UnsafeMutablePointer<ck_view>
    private var writes: [ck_write] = []
    private var packs: [ck_pack] = []
    private var tables: [UnsafeMutableRawPointer?] = []
    private var buffers: [UnsafeMutableRawPointer?] = []
    private(set) var rows = 0
    private var tokens: [Int32] = []
    /// Embeddings read since their pages were given back.
    private var looked = 0
    private let changes: LowRankChanges
    /// What watches attention, for a calibration.
    weak var probe: AttentionProbe?

    /// The residual stream.
    let stream: FloatBuffer
    let query: FloatBuffer
    private let key: FloatBuffer
    private let value: FloatBuffer
    /// What attention gave.
    let mixed: FloatBuffer
    /// Results of the gated layer's first products, where its width is no multiple of a block.
    private lazy var gate = FloatBuffer(Self.capacity * configuration.feedForward)
    private lazy var up = FloatBuffer(Self.capacity * configuration.feedForward)
    /// What is normalised before it is added to the stream.
    private let added: FloatBuffer

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
        changes = LowRankChanges(weights.pool)
        attentionShape = ck_attention_shape(
            mode: options.cache.kernelMode,
            heads: Int32(configuration.heads),
            kv_heads: Int32(configuration.kvHeads),
            head: Int32(configuration.headDim),
            scale: configuration.attentionScale * (1 + options.perturbation),
            threshold: max(-16, min(0, options.softmaxThreshold))
        )
        layout = try CacheLayout(attentionShape, layers: configuration.layers, options)
        let capacity = Self.capacity
        let rotated = configuration.ropeDimensions
        angles = RotaryAngles(
            rows: capacity,
            rotated: rotated,
            base: configuration.ropeBase,
            scale: configuration.ropeScale,
            factors: weights.optionalVector("rope_freqs.weight")
        )
        localAngles =
            configuration.window == nil
            ? nil : RotaryAngles(rows: capacity, rotated: rotated, base: configuration.localRopeBase)
        rotation = ck_rotation(
            head: configuration.headDim,
            rotated: rotated,
            interleaved: configuration.ropeStyle == .interleaved
        )
        turns = layout.packs ? angles.turns(of: rotation) : nil
        localTurns = layout.packs ? localAngles?.turns(of: rotation) : nil
        let widest = max(configuration.width, configuration.queryWidth)
        guard let activations = ck_activations_create(capacity, widest) else { throw Self.noMemory }
        guard let hidden = ck_activations_create(capacity, configuration.feedForward) else {
            ck_activations_destroy(activations)
            throw Self.noMemory
        }
        guard
            let attention = ck_attention_create(
                pool.pointer,
                attentionShape,
                Int32(capacity),
                Int32(clamping: contextLength)
            )
        else {
            ck_activations_destroy(activations)
            ck_activations_destroy(hidden)
            throw InferenceError(
                .unsupportedModel,
                "heads of \(configuration.headDim) elements (\(configuration.heads) query, "
                    + "\(configuration.kvHeads) key-value) cannot be attended with; use another model"
            )
        }
        self.activations = activations
        self.hidden = hidden
        self.attention = attention
        views = .allocate(capacity: capacity)
        localViews = .allocate(capacity: capacity)
        stream = FloatBuffer(capacity * configuration.width)
        query = FloatBuffer(capacity * configuration.queryWidth)
        key = FloatBuffer(capacity * configuration.kvWidth)
        value = FloatBuffer(capacity * configuration.kvWidth)
        mixed = FloatBuffer(capacity * configuration.queryWidth)
        added = FloatBuffer(configuration.postNorms ? capacity * configuration.width : 0)
    }

    deinit {
        ck_activations_destroy(activations)
        ck_activations_destroy(hidden)
        ck_attention_destroy(attention)
        views.deallocate()
        localViews.deallocate()
    }

    private static var noMemory: InferenceError {
        InferenceError(.outOfMemory, "no memory for the engine's buffers; free some memory")
    }

    /// Runs a network over a batch; `stream` then holds its last hidden states.
    func run(_ batch: Batch, through network: some Network) {
        rows = batch.rows.count
        tokens = batch.rows.map(\.token)
        changes.parts = batch.adapted
        let longest = batch.sequences.map(\.count).max() ?? 0
        tables = []
        buffers = []
        for sequence in batch.sequences {
            tables += sequence.map { Optional($0.memory) }
            tables += repeatElement(nil, count: longest - sequence.count)
            guard layout.packs else { continue }
            buffers += sequence.map(\.buffer)
            buffers += repeatElement(nil, count: longest - sequence.count)
        }
        writes = []
        packs = []
        for write in batch.writes {
            let (page, slot) = batch.rows[write.row].position.quotientAndRemainder(dividingBy: Page.tokens)
            let target = batch.sequences[write.sequence][page]
            writes.append(ck_write(page: target.writable, row: Int32(write.row), slot: Int32(slot)))
            if layout.packs, slot == Page.tokens - 1 {
                packs.append(ck_pack(page: target.memory, buffer: target.writable))
            }
        }
        for (index, row) in batch.rows.enumerated() {
            angles.set(row: index, position: row.position)
            localAngles?.set(row: index, position: row.position)
        }
        withExtendedLifetime(batch) {
            attendable(batch, longest) { network.run(self) }
        }
        // A page that another follows is full, and packed now.
        for sequence in batch.sequences { for page in sequence.dropLast() { page.seal() } }
    }

    /// Sets the views of a batch's rows for as long as `body` runs.
    private func attendable(_ batch: Batch, _ longest: Int, _ body: () -> Void) {
        tables.withUnsafeBufferPointer { tables in
            buffers.withUnsafeBufferPointer { buffers in
                for (index, row) in batch.rows.enumerated() {
                    views[index] = ck_view(
                        pages: tables.baseAddress.map { $0 + row.sequence * longest },
                        buffers: layout.packs ? buffers.baseAddress.map { $0 + row.sequence * longest } : nil,
                        first: 0,
                        length: Int32(row.position + 1)
                    )
                    localViews[index] = views[index]
                    if let window = configuration.window {
                        localViews[index].first = Int32(max(0, row.position + 1 - window))
                    }
                }
                body()
            }
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
            looked += 1
            // The system maps the pages around one that is read, too: 64 KiB for each token.
            guard looked == 4 else { continue }
            table.release()
            looked = 0
        }
        guard configuration.embeddingScale != 1 else { return }
        for index in 0..<rows * width { stream.pointer[index] *= configuration.embeddingScale }
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

    /// Normalises the heads of query and key.
    func normalizeHeads(_ norms: HeadNorms) {
        for (x, norm, heads) in [
            (query, norms.query, configuration.heads), (key, norms.key, configuration.kvHeads),
        ] {
            ck_norm_heads(
                pool.pointer,
                x.pointer,
                norm.pointer,
                configuration.rmsEpsilon,
                rows,
                heads,
                configuration.headDim
            )
        }
    }

    /// Turns query and key by their positions (RoPE).
    func rotate(layer: Int) {
        let angles = configuration.isLocal(layer) ? localAngles ?? angles : angles
        ck_rotate(
            pool.pointer,
            rotation,
            query.pointer,
            rows,
            configuration.heads,
            angles.cosines.pointer,
            angles.sines.pointer
        )
        ck_rotate(
            pool.pointer,
            rotation,
            key.pointer,
            rows,
            configuration.kvHeads,
            angles.cosines.pointer,
            angles.sines.pointer
        )
    }

    /// Stores key and value, and attends to what is stored up to each row's position, in the layer's window.
    func attend(layer: Int) {
        let isLocal = configuration.isLocal(layer)
        let turns = isLocal ? localTurns ?? turns : turns
        let place = layout.layer(layer, turns: turns)
        ck_cache_write(
            pool.pointer,
            attentionShape,
            writes,
            Int32(writes.count),
            layout.packs ? place.buffer : place.offset,
            key.pointer,
            value.pointer
        )
        ck_cache_pack(pool.pointer, attentionShape, place, packs, Int32(packs.count))
        let seen = isLocal ? localViews : views
        ck_attend(pool.pointer, attention, seen, Int32(rows), place, query.pointer, mixed.pointer)
        probe?.look(at: self, attention, layer: layer, turns: turns, packs: packs, views: seen)
    }

    /// Adds the product of what attention gave, normalised if there is a norm, to the stream.
    func addAttention(_ output: Linear, normalizedBy norm: FloatBuffer? = nil) {
        ck_activations_load(
            pool.pointer,
            activations,
            mixed.pointer,
            rows,
            configuration.queryWidth,
            wide(output)
        )
        add(output, of: activations, normalizedBy: norm)
    }

    /// Adds the gated feed-forward network of the normalised stream to the stream.
    ///
    /// - Parameter outputNorm: What the network's result is normalised by before it is added.
    func addFeedForward(
        normalizedBy norm: FloatBuffer,
        gate: Linear,
        up: Linear,
        down: Linear,
        outputNorm: FloatBuffer? = nil
    ) {
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
        gated(gate, up, for: down)
        add(down, of: hidden, normalizedBy: outputNorm)
    }

    /// Loads gate(G·x) * (U·x) of the loaded activations, to be multiplied by `down`.
    private func gated(_ gate: Linear, _ up: Linear, for down: Linear) {
        let size = configuration.feedForward
        let kind = configuration.gate == .gelu ? CK_GATE_GELU : CK_GATE_SILU
        if size % 32 == 0 {
            changes.gate(
                activations,
                kind,
                gate.matrix,
                up.matrix,
                for: down.matrix,
                into: hidden,
                tokens: rows
            )
            return
        }
        multiply([product(gate, self.gate, size), product(up, self.up, size)])
        ck_activations_load_gated(
            pool.pointer,
            hidden,
            kind,
            self.gate.pointer,
            self.up.pointer,
            rows,
            size,
            wide(down)
        )
    }

    /// Adds the product of the loaded activations to the stream.
    private func add(_ linear: Linear, of loaded: OpaquePointer, normalizedBy norm: FloatBuffer?) {
        let width = configuration.width
        guard let norm else {
            multiply([product(linear, stream, width, accumulate: true)], of: loaded)
            return
        }
        multiply([product(linear, added, width)], of: loaded)
        ck_add_normed(
            pool.pointer,
            stream.pointer,
            added.pointer,
            norm.pointer,
            configuration.rmsEpsilon,
            rows,
            width
        )
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
        // No adapter changes the output, and these rows are not the batch's.
        changes.parts = []
        multiply([product(output, logits, output.matrix.rows)], tokens: count)
    }

    private func wide(_ parts: Linear...) -> Bool { parts.allSatisfy(\.matrix.wantsWideScale) }

    private func product(_ linear: Linear, _ out: FloatBuffer, _ stride: Int, accumulate: Bool = false)
        -> (PackedMatrix, ck_product)
    {
        let product = ck_product(
            matrix: linear.matrix.pointer,
            out: out.pointer,
            stride: stride,
            bias: linear.bias.map { UnsafePointer($0.pointer) },
            accumulate: accumulate
        )
        return (linear.matrix, product)
    }

    private func multiply(
        _ products: [(PackedMatrix, ck_product)],
        of loaded: OpaquePointer? = nil,
        tokens: Int? = nil
    ) {
        changes.multiply(loaded ?? activations, products, tokens: tokens ?? rows)
    }
}

/// A matrix and perhaps a bias.
struct Linear {
    let matrix: PackedMatrix
    var bias: FloatBuffer?
}

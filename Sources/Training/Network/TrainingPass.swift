import CKernels
import Models

/// A way forward and back through a frozen model and an adapter; its memory is allocated once.
///
/// The state of every block is kept where it fits `memory`; else only the streams between blocks are, and each
/// block is gone through again on the way back. Both give the same numbers, bit for bit.
final class TrainingPass {
    let model: FrozenModel
    let layout: LowRankLayout
    let lanes: Lanes
    /// Rows of a batch at most.
    let capacity: Int
    /// Rows of the batch at hand.
    var rows = 0
    var sights: [ck_sight] = []
    var groups: [ck_relatives] = []
    /// The parameters of the adapter.
    let parameters: FloatMemory
    /// How inputs of the adapter are dropped; `nil` keeps all.
    var dropout: Dropout?

    /// Of each block one, or one for all.
    let states: [LayerState]
    /// The streams: into each block, and out of the last.
    let streams: [FloatMemory]
    let cosines: FloatMemory
    let sines: FloatMemory
    let negativeSines: FloatMemory
    /// (rows, the widest) four times, for what is needed only for a moment.
    let scratch: [FloatMemory]
    /// The gradient of the stream, and of what attention gave.
    let dStream: FloatMemory
    let dMixed: FloatMemory
    /// Room of attention's way back, and for the gradients of A·x.
    let shares: FloatMemory
    let dInner: [FloatMemory]
    /// Rows of logits that are there at a time.
    let logits: FloatMemory
    let logitRows: Int
    /// The floats from one to the next: an odd number of cache lines, so that rows do not displace each other.
    let logitStride: Int

    /// Which elements of an adapter's inputs are left out.
    struct Dropout {
        /// The probability, 0 up to but not 1.
        let rate: Float
        /// The seed of this batch.
        let seed: UInt64
    }

    var keepsStates: Bool { states.count == model.blocks.count }

    /// Makes the memory.
    ///
    /// - Parameter memory: The bytes that states may take; below what all blocks need, one is kept.
    init(
        _ model: FrozenModel,
        _ layout: LowRankLayout,
        _ lanes: Lanes,
        parameters: FloatMemory,
        capacity: Int,
        memory: Int
    ) {
        let shape = model.configuration
        self.model = model
        self.layout = layout
        self.lanes = lanes
        self.capacity = capacity
        self.parameters = parameters
        let needed = LayerState.floatsPerRow(model, layout) * 4 * capacity * model.blocks.count
        states = (0..<(needed <= memory ? model.blocks.count : 1)).map { _ in
            LayerState(model, layout, rows: capacity)
        }
        streams = (0...model.blocks.count).map { _ in FloatMemory(capacity * shape.width) }
        cosines = FloatMemory(capacity * shape.ropeDimensions / 2)
        sines = FloatMemory(capacity * shape.ropeDimensions / 2)
        negativeSines = FloatMemory(capacity * shape.ropeDimensions / 2)
        let widest = max(shape.width, shape.feedForward, shape.queryWidth)
        scratch = (0..<4).map { _ in FloatMemory(capacity * widest) }
        dStream = FloatMemory(capacity * shape.width)
        dMixed = FloatMemory(capacity * shape.queryWidth)
        shares = FloatMemory(2 * capacity * max(shape.queryWidth, shape.feedForward))
        dInner = TrainedMatrix.allCases.map { _ in FloatMemory(capacity * layout.paddedRank) }
        // More rows share the cost of readying the matrix, fewer take less memory: 64 MiB at most.
        logitRows = max(64, min(256, (1 << 24) / shape.vocabularySize))
        logitStride = ((shape.vocabularySize + 15) / 16 | 1) * 16
        logits = FloatMemory(logitRows * logitStride)
    }

    /// Takes a batch: its embeddings become the first stream.
    func load(_ batch: PackedBatch) {
        let shape = model.configuration
        rows = batch.tokens.count
        precondition(rows <= capacity, "a batch of \(rows) rows for a pass of \(capacity)")
        sights = batch.sights
        groups = batch.groups
        let half = shape.ropeDimensions / 2
        for row in 0..<rows {
            ck_dequantize(
                model.embedding.type.rawValue,
                model.embedding.data.baseAddress?
                    .advanced(by: Int(batch.tokens[row]) * model.embedding.bytesPerRow),
                shape.width,
                streams[0].pointer + row * shape.width
            )
            ck_rope_angles(
                batch.positions[row],
                shape.ropeDimensions,
                Double(shape.ropeBase),
                model.frequencyFactors?.pointer,
                cosines.pointer + row * half,
                sines.pointer + row * half
            )
        }
        for index in 0..<rows * half { negativeSines.pointer[index] = -sines.pointer[index] }
    }

    /// The state that a block's way forward writes to.
    func state(of layer: Int) -> LayerState { keepsStates ? states[layer] : states[0] }

    /// Normalises rows of the stream's width.
    func normalize(_ x: FloatMemory, _ norm: FloatMemory, into out: FloatMemory) {
        ck_norm_rows(
            lanes.pool,
            x.pointer,
            norm.pointer,
            model.configuration.rmsEpsilon,
            rows,
            model.configuration.width,
            out.pointer
        )
    }

    /// Turns heads by their positions, or back.
    func rotate(_ x: FloatMemory, heads: Int, back: Bool) {
        let shape = model.configuration
        let rotation = ck_rotation(
            head: shape.headDim,
            rotated: shape.ropeDimensions,
            interleaved: shape.ropeStyle == .interleaved
        )
        ck_rotate(
            lanes.pool,
            rotation,
            x.pointer,
            rows,
            heads,
            cosines.pointer,
            back ? negativeSines.pointer : sines.pointer
        )
    }

    /// Calls `body` with the attention of a block's queries, keys and values.
    func withAttention(of state: LayerState, _ body: (ck_grouped) -> Void) {
        let shape = model.configuration
        groups.withUnsafeBufferPointer { groups in
            sights.withUnsafeBufferPointer { sights in
                body(
                    ck_grouped(
                        heads: shape.heads,
                        kv_heads: shape.kvHeads,
                        head: shape.headDim,
                        scale: shape.attentionScale,
                        groups: groups.baseAddress,
                        count: Int32(groups.count),
                        sights: sights.baseAddress,
                        queries: state.query.pointer,
                        keys: state.key.pointer,
                        values: state.value.pointer
                    )
                )
            }
        }
    }

    /// Where a block's inputs to the adapter are dropped: of attention, its way out, the network, its way out.
    enum Site: UInt64 { case attention, output, feedForward, down }

    /// Returns the adapter's input: `x` itself, or with elements dropped in `room`.
    func dropped(
        _ x: FloatMemory,
        columns: Int,
        layer: Int,
        _ site: Site,
        room: FloatMemory
    ) -> FloatMemory {
        guard let dropout else { return x }
        ck_dropout_rows(
            lanes.pool,
            x.pointer,
            rows,
            columns,
            dropout.rate,
            seed(dropout, layer, site),
            false,
            room.pointer
        )
        return room
    }

    func seed(_ dropout: Dropout, _ layer: Int, _ site: Site) -> UInt64 {
        SplitMix.mix(dropout.seed &+ UInt64(layer) &* 4 &+ site.rawValue &+ 1)
    }
}

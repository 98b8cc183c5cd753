import CKernels
import Models

extension TrainingPass {
    /// Goes through all blocks; the last stream then holds the last hidden states.
    func forward() {
        for layer in model.blocks.indices { forward(layer, isAgain: false) }
    }

    /// Goes through a block.
    ///
    /// - Parameter isAgain: Whether only its state is needed and not what comes out.
    func forward(_ layer: Int, isAgain: Bool) {
        let block = model.blocks[layer]
        let state = state(of: layer)
        let shape = model.configuration
        let (normed, room) = (scratch[0], scratch[1])
        normalize(streams[layer], block.attentionNorm, into: normed)
        multiply(
            layer,
            [(.query, state.query), (.key, state.key), (.value, state.value)],
            normed,
            dropped(normed, columns: shape.width, layer: layer, .attention, room: room),
            state
        )
        rotate(state.query, heads: shape.heads, back: false)
        rotate(state.key, heads: shape.kvHeads, back: false)
        withAttention(of: state) { attention in
            withUnsafePointer(to: attention) {
                ck_attend_groups(lanes.training, $0, state.mixed.pointer, state.logs.pointer)
            }
        }
        multiply(
            layer,
            [(.output, state.middle)],
            state.mixed,
            dropped(state.mixed, columns: shape.queryWidth, layer: layer, .output, room: room),
            state,
            base: streams[layer]
        )
        normalize(state.middle, block.feedForwardNorm, into: normed)
        multiply(
            layer,
            [(.gate, state.gate), (.up, state.up)],
            normed,
            dropped(normed, columns: shape.width, layer: layer, .feedForward, room: room),
            state
        )
        let hidden = scratch[0]
        ck_silu_rows(
            lanes.pool,
            state.gate.pointer,
            state.up.pointer,
            rows,
            shape.feedForward,
            hidden.pointer
        )
        let input = dropped(hidden, columns: shape.feedForward, layer: layer, .down, room: room)
        if isAgain {
            multiplyInner(layer, [.down], input, state)
        } else {
            multiply(layer, [(.down, streams[layer + 1])], hidden, input, state, base: state.middle)
        }
    }

    /// Computes A·x of matrices.
    private func multiplyInner(
        _ layer: Int,
        _ matrices: [TrainedMatrix],
        _ input: FloatMemory,
        _ state: LayerState
    ) {
        var sums = SumList()
        for matrix in matrices {
            guard let slot = layout[layer, matrix] else { continue }
            sums.add(
                to: state.inner[matrix.index].pointer,
                columns: layout.paddedRank,
                [first(slot, input.pointer, backward: false)]
            )
        }
        sums.run(lanes, tokens: rows)
    }

    /// Computes the products of one input with matrices and what the adapter adds.
    ///
    /// - Parameter input: The adapter's input, which differs where elements are dropped.
    private func multiply(
        _ layer: Int,
        _ products: [(matrix: TrainedMatrix, out: FloatMemory)],
        _ x: FloatMemory,
        _ input: FloatMemory,
        _ state: LayerState,
        base: FloatMemory? = nil
    ) {
        multiplyInner(layer, products.map(\.matrix), input, state)
        var sums = SumList()
        for (matrix, out) in products {
            let frozen = model.blocks[layer][matrix]
            var terms = [frozen.forward(x.pointer)]
            if let slot = layout[layer, matrix] {
                terms.append(second(slot, state.inner[matrix.index].pointer, backward: true))
            }
            sums.add(
                to: out.pointer,
                columns: frozen.rows,
                base: base.map { UnsafePointer($0.pointer) },
                bias: frozen.bias.map { UnsafePointer($0.pointer) },
                terms
            )
        }
        sums.run(lanes, tokens: rows)
    }

    /// The product with A, or of a gradient with A on its way back.
    func first(_ slot: LowRankLayout.Slot, _ x: UnsafePointer<Float>, backward: Bool) -> ck_term {
        ck_term(
            x: x,
            stride: backward ? layout.paddedRank : slot.columns,
            type: 0,
            data: parameters.pointer + slot.a,
            rows: layout.paddedRank,
            columns: slot.columns,
            backward: backward,
            scale: 1,
            rounded: false
        )
    }

    /// The product with B transposed, which on the way forward is gone through backward.
    func second(_ slot: LowRankLayout.Slot, _ x: UnsafePointer<Float>, backward: Bool) -> ck_term {
        ck_term(
            x: x,
            stride: backward ? layout.paddedRank : slot.rows,
            type: 0,
            data: parameters.pointer + slot.b,
            rows: layout.paddedRank,
            columns: slot.rows,
            backward: backward,
            scale: layout.scale,
            rounded: false
        )
    }
}

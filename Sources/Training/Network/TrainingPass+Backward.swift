import CKernels
import Models

extension TrainingPass {
    /// The gradient of what a matrix gives.
    typealias Gradient = (matrix: TrainedMatrix, gradient: FloatMemory)

    /// Goes back through all blocks from the gradient of the last stream in `dStream`, and adds the gradients
    /// of the parameters to `gradients`.
    func backward(into gradients: UnsafeMutablePointer<Float>) {
        for layer in model.blocks.indices.reversed() {
            // The last block's state is still there.
            if !keepsStates, layer != model.blocks.count - 1 { forward(layer, isAgain: true) }
            feedForwardBackward(layer, gradients)
            attentionBackward(layer, gradients)
        }
    }

    private func feedForwardBackward(_ layer: Int, _ gradients: UnsafeMutablePointer<Float>) {
        let (block, state, shape) = (model.blocks[layer], state(of: layer), model.configuration)
        let (hidden, normed, room) = (scratch[0], scratch[1], scratch[2])
        let down: [Gradient] = [(.down, dStream)]
        setInnerGradients(layer, down)
        flow(layer, down, to: hidden, width: shape.feedForward, .down)
        // Gate and up become their gradients; where the hidden states' gradient was are the states again.
        ck_silu_rows_backward(
            lanes.pool,
            state.gate.pointer,
            state.up.pointer,
            hidden.pointer,
            rows,
            shape.feedForward
        )
        let input = dropped(hidden, columns: shape.feedForward, layer: layer, .down, room: room)
        addGradients(layer, down, input, state, gradients)

        let gates: [Gradient] = [(.gate, state.gate), (.up, state.up)]
        setInnerGradients(layer, gates)
        normalize(state.middle, block.feedForwardNorm, into: normed)
        let adapted = dropped(normed, columns: shape.width, layer: layer, .feedForward, room: room)
        addGradients(layer, gates, adapted, state, gradients)
        flow(layer, gates, to: normed, width: shape.width, .feedForward)
        normalizeBackward(state.middle, block.feedForwardNorm, normed)
    }

    private func attentionBackward(_ layer: Int, _ gradients: UnsafeMutablePointer<Float>) {
        let (block, state, shape) = (model.blocks[layer], state(of: layer), model.configuration)
        let output: [Gradient] = [(.output, dStream)]
        setInnerGradients(layer, output)
        let room = scratch[2]
        let input = dropped(state.mixed, columns: shape.queryWidth, layer: layer, .output, room: room)
        addGradients(layer, output, input, state, gradients)
        flow(layer, output, to: dMixed, width: shape.queryWidth, .output)

        let (dQuery, dKey, dValue, normed) = (scratch[0], scratch[1], scratch[2], scratch[3])
        withAttention(of: state) { attention in
            withUnsafePointer(to: attention) {
                ck_attend_groups_backward(
                    lanes.training,
                    $0,
                    state.mixed.pointer,
                    state.logs.pointer,
                    dMixed.pointer,
                    dQuery.pointer,
                    dKey.pointer,
                    dValue.pointer,
                    shares.pointer
                )
            }
        }
        rotate(dQuery, heads: shape.heads, back: true)
        rotate(dKey, heads: shape.kvHeads, back: true)
        let made: [Gradient] = [(.query, dQuery), (.key, dKey), (.value, dValue)]
        setInnerGradients(layer, made)
        normalize(streams[layer], block.attentionNorm, into: normed)
        let adapted = dropped(normed, columns: shape.width, layer: layer, .attention, room: shares)
        addGradients(layer, made, adapted, state, gradients)
        // Nothing before the first block is trained.
        guard layer > 0 else { return }
        flow(layer, made, to: normed, width: shape.width, .attention)
        normalizeBackward(streams[layer], block.attentionNorm, normed)
    }

    /// Computes the gradients of A·x.
    private func setInnerGradients(_ layer: Int, _ products: [Gradient]) {
        var sums = SumList()
        for (matrix, gradient) in products {
            guard let slot = layout[layer, matrix] else { continue }
            sums.add(
                to: dInner[matrix.index].pointer,
                columns: layout.paddedRank,
                [second(slot, gradient.pointer, backward: false)]
            )
        }
        sums.run(lanes, tokens: rows)
    }

    /// Computes the gradient of the matrices' common input, once those of A·x are there.
    private func flow(_ layer: Int, _ products: [Gradient], to out: FloatMemory, width: Int, _ site: Site) {
        var frozen: [ck_term] = []
        var trained: [ck_term] = []
        for (matrix, gradient) in products {
            frozen.append(model.blocks[layer][matrix].backward(gradient.pointer))
            guard let slot = layout[layer, matrix] else { continue }
            trained.append(first(slot, dInner[matrix.index].pointer, backward: true))
        }
        var sums = SumList()
        guard let dropout, !trained.isEmpty else {
            sums.add(to: out.pointer, columns: width, frozen + trained)
            sums.run(lanes, tokens: rows)
            return
        }
        sums.add(to: out.pointer, columns: width, frozen)
        sums.add(to: shares.pointer, columns: width, trained)
        sums.run(lanes, tokens: rows)
        ck_dropout_rows(
            lanes.pool,
            shares.pointer,
            rows,
            width,
            dropout.rate,
            seed(dropout, layer, site),
            true,
            out.pointer
        )
    }

    /// Adds the gradients of the factors, from those of A·x.
    private func addGradients(
        _ layer: Int,
        _ products: [Gradient],
        _ input: FloatMemory,
        _ state: LayerState,
        _ gradients: UnsafeMutablePointer<Float>
    ) {
        var outers: [ck_outer] = []
        for (matrix, gradient) in products {
            guard let slot = layout[layer, matrix] else { continue }
            outers.append(
                ck_outer(
                    left: dInner[matrix.index].pointer,
                    rank: layout.paddedRank,
                    right: input.pointer,
                    columns: slot.columns,
                    scale: 1,
                    out: gradients + slot.a
                )
            )
            outers.append(
                ck_outer(
                    left: state.inner[matrix.index].pointer,
                    rank: layout.paddedRank,
                    right: gradient.pointer,
                    columns: slot.rows,
                    scale: layout.scale,
                    out: gradients + slot.b
                )
            )
        }
        guard !outers.isEmpty else { return }
        ck_sum_outer(lanes.training, outers, Int32(outers.count), rows)
    }

    /// Adds the gradient that goes through a norm to that of the stream.
    private func normalizeBackward(_ x: FloatMemory, _ norm: FloatMemory, _ gradient: FloatMemory) {
        ck_norm_rows_backward(
            lanes.pool,
            x.pointer,
            norm.pointer,
            model.configuration.rmsEpsilon,
            gradient.pointer,
            rows,
            model.configuration.width,
            dStream.pointer
        )
    }
}

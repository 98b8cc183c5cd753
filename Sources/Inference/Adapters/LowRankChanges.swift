import CKernels

/// The changes that the adapters of a batch make to products, and the room for A·x.
final class LowRankChanges {
    /// The rows of a batch that run with an adapter.
    struct Part {
        let adapter: BoundAdapter
        let rows: Range<Int>
    }

    /// Who changes what in the batch at hand.
    var parts: [Part] = []
    private let pool: ComputePool
    private var inner = FloatBuffer(0)

    init(_ pool: ComputePool) { self.pool = pool }

    /// A change of one matrix to the rows of a part, and where its A·x goes.
    private struct Placed {
        let factor: BoundAdapter.Factor
        let rows: Range<Int>
        /// Which of the matrices asked for.
        let matrix: Int
        let inner: UnsafeMutablePointer<Float>

        /// A·x of all tokens of the batch.
        var first: ck_product {
            ck_product(matrix: factor.first, out: inner, stride: factor.rank, bias: nil, accumulate: false)
        }
        /// A·x of the part's first row.
        var own: UnsafeMutablePointer<Float> { inner + rows.lowerBound * factor.rank }
    }

    /// Finds what changes some matrices, with room for A·x of `tokens` tokens.
    private func changes(of matrices: [PackedMatrix], tokens: Int) -> [Placed] {
        guard !parts.isEmpty else { return [] }
        var found: [(factor: BoundAdapter.Factor, rows: Range<Int>, matrix: Int)] = []
        var needed = 0
        for part in parts {
            for (index, matrix) in matrices.enumerated() {
                guard let factor = part.adapter[matrix] else { continue }
                found.append((factor, part.rows, index))
                needed += tokens * factor.rank
            }
        }
        if inner.count < needed { inner = FloatBuffer(needed) }
        var next = inner.pointer
        return found.map { factor, rows, matrix in
            defer { next += tokens * factor.rank }
            return Placed(factor: factor, rows: rows, matrix: matrix, inner: next)
        }
    }

    /// Computes products of loaded activations of `tokens` tokens and what adapters add to them.
    ///
    /// The products with A join the region of the matrices'; B follows in a region of its own. A part
    /// of a batch that has an adapter costs the others only its products with A.
    func multiply(_ activations: OpaquePointer, _ products: [(PackedMatrix, ck_product)], tokens: Int) {
        guard !parts.isEmpty else {
            ck_multiply(pool.pointer, activations, products.map(\.1), Int32(products.count))
            return
        }
        let placed = changes(of: products.map(\.0), tokens: tokens)
        let all = products.map(\.1) + placed.map(\.first)
        // One lane adds B to a single token, so what it reads comes in while all work on the products before.
        if tokens == 1 { for change in placed { ck_lowrank_fetch(change.factor.second) } }
        ck_multiply(pool.pointer, activations, all, Int32(all.count))
        guard !placed.isEmpty else { return }
        let added = placed.map { change in
            let product = products[change.matrix].1
            return ck_change(
                factor: change.factor.second,
                inner: change.own,
                out: product.out + change.rows.lowerBound * product.stride,
                stride: product.stride,
                tokens: change.rows.count
            )
        }
        ck_lowrank_add(pool.pointer, added, Int32(added.count))
    }

    /// Loads `kind`(G·x) * (U·x) of loaded activations of `tokens` tokens, G and U as adapters change them.
    ///
    /// The products with A have a region of their own before the fused one, which adds B.
    func gate(
        _ activations: OpaquePointer,
        _ kind: ck_gate,
        _ gate: PackedMatrix,
        _ up: PackedMatrix,
        for down: PackedMatrix,
        into hidden: OpaquePointer,
        tokens: Int
    ) {
        let placed = changes(of: [gate, up], tokens: tokens)
        if !placed.isEmpty {
            ck_multiply(pool.pointer, activations, placed.map(\.first), Int32(placed.count))
        }
        let added = placed.map { change in
            ck_gated_change(
                factor: change.factor.second,
                inner: change.own,
                first: change.rows.lowerBound,
                tokens: change.rows.count,
                up: change.matrix == 1
            )
        }
        ck_multiply_gated(
            pool.pointer,
            activations,
            kind,
            gate.pointer,
            up.pointer,
            down.pointer,
            added,
            Int32(added.count),
            !parts.isEmpty,
            hidden
        )
    }
}

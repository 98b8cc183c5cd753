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
    private var changes: [ck_change] = []

    init(_ pool: ComputePool) { self.pool = pool }

    /// Computes products of loaded activations of `tokens` tokens and what adapters add to them.
    ///
    /// The products with A join the region of the matrices'; B follows in a region of its own. A part
    /// of a batch that has an adapter costs the others only its products with A.
    func multiply(_ activations: OpaquePointer, _ products: [(PackedMatrix, ck_product)], tokens: Int) {
        var all = products.map(\.1)
        guard !parts.isEmpty else {
            ck_multiply(pool.pointer, activations, all, Int32(all.count))
            return
        }
        changes.removeAll(keepingCapacity: true)
        var needed = 0
        var placed: [(factor: BoundAdapter.Factor, part: Part, product: ck_product, at: Int)] = []
        for part in parts {
            for (matrix, product) in products {
                guard let factor = part.adapter[matrix] else { continue }
                placed.append((factor, part, product, needed))
                needed += tokens * factor.rank
            }
        }
        if inner.count < needed { inner = FloatBuffer(needed) }
        for (factor, part, product, at) in placed {
            let result = inner.pointer + at
            all.append(
                ck_product(
                    matrix: factor.first,
                    out: result,
                    stride: factor.rank,
                    bias: nil,
                    accumulate: false
                )
            )
            changes.append(
                ck_change(
                    factor: factor.second,
                    inner: result + part.rows.lowerBound * factor.rank,
                    out: product.out + part.rows.lowerBound * product.stride,
                    stride: product.stride,
                    tokens: part.rows.count
                )
            )
        }
        ck_multiply(pool.pointer, activations, all, Int32(all.count))
        if !changes.isEmpty { ck_lowrank_add(pool.pointer, changes, Int32(changes.count)) }
    }
}

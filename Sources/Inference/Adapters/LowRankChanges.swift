import CKernels

/// The changes that the adapters of a batch make to products, and the room for A·x.
///
/// A token passes here a hundred times and more, so what a call needs is kept for the next one.
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
    /// Floats of `inner` that the changes of this call take.
    private var needed = 0
    private var placed: [Placed] = []
    private var products: [ck_product] = []
    private var added: [ck_change] = []
    private var gated: [ck_gated_change] = []

    init(_ pool: ComputePool) { self.pool = pool }

    /// A change of one matrix to the rows of a part, and where its A·x goes.
    ///
    /// `parts` keeps the factors alive.
    private struct Placed {
        let first, second: OpaquePointer
        let rank: Int
        let rows: Range<Int>
        /// Which of the matrices asked for.
        let matrix: Int
        /// Of A·x of the batch's first row, in `inner`.
        let offset: Int
    }

    /// Forgets the changes of the call before.
    private func begin() {
        placed.removeAll(keepingCapacity: true)
        products.removeAll(keepingCapacity: true)
        added.removeAll(keepingCapacity: true)
        gated.removeAll(keepingCapacity: true)
        needed = 0
    }

    /// Finds what changes a matrix, for `tokens` tokens.
    private func place(_ matrix: PackedMatrix, as index: Int, tokens: Int) {
        for part in parts {
            guard let factor = part.adapter[matrix] else { continue }
            placed.append(
                Placed(
                    first: factor.first,
                    second: factor.second,
                    rank: factor.rank,
                    rows: part.rows,
                    matrix: index,
                    offset: needed
                )
            )
            needed += tokens * factor.rank
        }
    }

    /// Adds the products with A of what was placed to the products of this call, and makes room for them.
    private func addFirstProducts() {
        if inner.count < needed { inner = FloatBuffer(needed) }
        for change in placed {
            let out = inner.pointer + change.offset
            products.append(
                ck_product(matrix: change.first, out: out, stride: change.rank, bias: nil, accumulate: false)
            )
        }
    }

    /// A·x of the first row of a change's part.
    private func own(_ change: Placed) -> UnsafeMutablePointer<Float> {
        inner.pointer + change.offset + change.rows.lowerBound * change.rank
    }

    /// Computes products of loaded activations of `tokens` tokens and what adapters add to them.
    ///
    /// The products with A join the region of the matrices'; B follows in a region of its own. A part
    /// of a batch that has an adapter costs the others only its products with A.
    func multiply(_ activations: OpaquePointer, _ targets: [(PackedMatrix, ck_product)], tokens: Int) {
        begin()
        for (index, target) in targets.enumerated() {
            products.append(target.1)
            place(target.0, as: index, tokens: tokens)
        }
        addFirstProducts()
        // One lane adds B to a single token, so what it reads comes in while all work on the products before.
        if tokens == 1 { for change in placed { ck_lowrank_fetch(change.second) } }
        ck_multiply(pool.pointer, activations, products, Int32(products.count))
        guard !placed.isEmpty else { return }
        for change in placed {
            let product = products[change.matrix]
            added.append(
                ck_change(
                    factor: change.second,
                    inner: own(change),
                    out: product.out + change.rows.lowerBound * product.stride,
                    stride: product.stride,
                    tokens: change.rows.count
                )
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
        begin()
        place(gate, as: 0, tokens: tokens)
        place(up, as: 1, tokens: tokens)
        addFirstProducts()
        if !placed.isEmpty { ck_multiply(pool.pointer, activations, products, Int32(products.count)) }
        for change in placed {
            gated.append(
                ck_gated_change(
                    factor: change.second,
                    inner: own(change),
                    first: change.rows.lowerBound,
                    tokens: change.rows.count,
                    up: change.matrix == 1
                )
            )
        }
        ck_multiply_gated(
            pool.pointer,
            activations,
            kind,
            gate.pointer,
            up.pointer,
            down.pointer,
            gated,
            Int32(gated.count),
            !parts.isEmpty,
            hidden
        )
    }
}

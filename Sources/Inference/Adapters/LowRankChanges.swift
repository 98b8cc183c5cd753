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

    /// Who changes what in the batch at hand; keeps the factors alive.
    var parts: [Part] = []
    private let pool: ComputePool
    private var inner = FloatBuffer(0)
    private var products: [ck_product] = []
    private var changes: [ck_change] = []
    /// The padded rank of each change.
    private var ranks: [Int] = []

    init(_ pool: ComputePool) { self.pool = pool }

    /// Forgets the call before.
    private func begin() {
        products.removeAll(keepingCapacity: true)
        changes.removeAll(keepingCapacity: true)
        ranks.removeAll(keepingCapacity: true)
    }

    /// Finds what changes the matrix of product `index`.
    private func find(_ matrix: PackedMatrix, of index: Int) {
        for part in parts {
            guard let factor = part.adapter[matrix] else { continue }
            ranks.append(factor.rank)
            changes.append(
                ck_change(
                    a: factor.first,
                    b: factor.second,
                    inner: nil,
                    product: Int32(index),
                    first: part.rows.lowerBound,
                    tokens: part.rows.count
                )
            )
        }
    }

    /// Gives each change that was found its room for A·x of `tokens` tokens.
    private func makeRoom(for tokens: Int) {
        let needed = tokens * ranks.reduce(0, +)
        if inner.count < needed { inner = FloatBuffer(needed) }
        var next = inner.pointer
        for index in changes.indices {
            changes[index].inner = next
            next += tokens * ranks[index]
        }
    }

    /// Computes products of loaded activations of `tokens` tokens and what adapters add to them.
    ///
    /// A part of a batch that has an adapter costs the others only its products with A.
    func multiply(_ activations: OpaquePointer, _ targets: [(PackedMatrix, ck_product)], tokens: Int) {
        begin()
        for (index, target) in targets.enumerated() {
            products.append(target.1)
            find(target.0, of: index)
        }
        makeRoom(for: tokens)
        ck_multiply_changed(
            pool.pointer,
            activations,
            products,
            Int32(products.count),
            changes,
            Int32(changes.count)
        )
    }

    /// Loads `kind`(G·x) * (U·x) of loaded activations of `tokens` tokens, G and U as adapters change them.
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
        find(gate, of: 0)
        find(up, of: 1)
        makeRoom(for: tokens)
        ck_multiply_gated(
            pool.pointer,
            activations,
            kind,
            gate.pointer,
            up.pointer,
            down.pointer,
            changes,
            Int32(changes.count),
            !parts.isEmpty,
            hidden
        )
    }
}

import CKernels
import Models

/// An adapter packed for a model: the factors of each matrix it changes, in 8 bits.
///
/// A batch may hold rows with different adapters and rows without one; the model's own weights stay
/// as they are and are shared.
final class BoundAdapter {
    /// The two factors of one matrix.
    final class Factor {
        /// A, with rows of zero up to the padded rank.
        let first: OpaquePointer
        /// B, times the adapter's scale.
        let second: OpaquePointer
        /// The padded rank.
        let rank: Int

        fileprivate init?(_ factors: LowRankFactors, rows b: [Float], _ pool: ComputePool) {
            guard let first = ck_lowrank_first(pool.pointer, factors.a, factors.rank, factors.columns) else {
                return nil
            }
            guard let second = ck_lowrank_create(b, factors.rows, factors.rank, factors.scale) else {
                ck_matrix_destroy(first)
                return nil
            }
            self.first = first
            self.second = second
            rank = ck_lowrank_padded(factors.rank)
        }

        deinit {
            ck_matrix_destroy(first)
            ck_lowrank_destroy(second)
        }
    }

    /// What the adapter was read from and holds, as 64 bits; 0 stands for no adapter.
    let fingerprint: UInt64
    private let factors: [ObjectIdentifier: Factor]

    /// Packs an adapter for a model.
    ///
    /// - Throws: ``InferenceError`` with code `wrongAdapter` that names the tensor and both shapes, or
    ///   `outOfMemory`.
    init(
        _ adapter: Adapter,
        _ configuration: ModelConfiguration,
        _ catalogue: MatrixCatalogue,
        _ pool: ComputePool
    ) throws(InferenceError) {
        if let architecture = adapter.architecture, architecture != configuration.architecture.rawValue {
            throw InferenceError(
                .wrongAdapter,
                "\(adapter.path) is for the architecture \(architecture), the model is "
                    + "\(configuration.architecture.rawValue); use an adapter made for this model"
            )
        }
        var factors: [ObjectIdentifier: Factor] = [:]
        // In a fixed order, so that of several mistakes the same one is told each time.
        for (name, factor) in adapter.factors.sorted(by: { $0.key < $1.key }) {
            guard let matrix = catalogue[name], name.hasPrefix("blk.") else {
                throw InferenceError(
                    .wrongAdapter,
                    "\(adapter.path) changes \(name), which is no matrix of a block of this model; "
                        + "use an adapter made for this model, of its blocks' matrices alone"
                )
            }
            guard factor.columns == matrix.columns, factor.rows == matrix.rows else {
                throw InferenceError(
                    .wrongAdapter,
                    "\(adapter.path) changes \(name) as a matrix of [\(factor.columns), \(factor.rows)], "
                        + "the model's is [\(matrix.columns), \(matrix.rows)]; use an adapter made for this model"
                )
            }
            let rows = adapter.rows(of: name, for: configuration)
            guard let packed = Factor(factor, rows: rows, pool) else {
                throw InferenceError(
                    .outOfMemory,
                    "no memory to pack \(name) of \(adapter.path), rank \(factor.rank); free some memory"
                )
            }
            factors[ObjectIdentifier(matrix)] = packed
        }
        self.factors = factors
        fingerprint = max(1, adapter.fingerprint)
    }

    /// The factors of a matrix, if the adapter changes it.
    subscript(matrix: PackedMatrix) -> Factor? { factors[ObjectIdentifier(matrix)] }

    /// The bytes it takes.
    var bytes: Int {
        factors.values.reduce(0) { $0 + ck_matrix_bytes($1.first) + ck_lowrank_bytes($1.second) }
    }
}

/// The matrices of a model by the names of their tensors.
final class MatrixCatalogue {
    private var matrices: [String: PackedMatrix] = [:]

    subscript(name: String) -> PackedMatrix? {
        get { matrices[name] }
        set { matrices[name] = newValue }
    }
}

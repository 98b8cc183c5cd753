import CKernels

/// The compute threads of a run and the memory that products and attention work in.
final class Lanes {
    let pool: OpaquePointer
    let training: OpaquePointer

    /// Starts threads.
    ///
    /// - Parameters:
    ///   - threads: How many, at most one for each processor; `nil` takes all.
    ///   - head: Elements of a head.
    ///   - rows: Rows of a group at most.
    init(threads: Int?, head: Int, rows: Int) throws(TrainingError) {
        guard let pool = ck_pool_create(Int32(clamping: threads ?? 0)) else {
            throw TrainingError(.outOfMemory, "the compute threads could not be started; free some memory")
        }
        guard let training = ck_training_create(pool, head, rows) else {
            ck_pool_destroy(pool)
            throw TrainingError(.outOfMemory, "no memory for groups of \(rows) tokens; allow fewer tokens")
        }
        self.pool = pool
        self.training = training
    }

    deinit {
        ck_training_destroy(training)
        ck_pool_destroy(pool)
    }
}

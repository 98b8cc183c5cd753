import CKernels

/// The compute threads of an engine.
final class ComputePool {
    let pointer: OpaquePointer

    /// Starts threads.
    ///
    /// - Parameter threads: How many, at most one for each processor the process may use; `nil` takes all.
    init(threads: Int?) throws(InferenceError) {
        guard let pointer = ck_pool_create(Int32(clamping: threads ?? 0)) else {
            throw InferenceError(.outOfMemory, "the compute threads could not be started; free some memory")
        }
        self.pointer = pointer
    }

    deinit { ck_pool_destroy(pointer) }

    /// The threads that compute, the caller's included.
    var lanes: Int { Int(ck_pool_lanes(pointer)) }
}

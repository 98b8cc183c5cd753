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

    /// Computes with the named instruction set rather than the best there is.
    ///
    /// - Throws: ``InferenceError`` with code `invalidRequest` when there is none of that name here.
    func select(_ instructions: String) throws(InferenceError) {
        let sets = [CK_ISA_GENERIC, CK_ISA_AVX2, CK_ISA_AVXVNNI, CK_ISA_AVX512]
        let chosen = sets.first { String(cString: ck_isa_name($0)) == instructions }
        guard let chosen, ck_pool_select(pointer, chosen) else {
            let there = sets.filter(ck_isa_available).map { String(cString: ck_isa_name($0)) }
            throw InferenceError(
                .invalidRequest,
                "this processor cannot compute with \(instructions); it has \(there.joined(separator: ", "))"
            )
        }
    }

    deinit { ck_pool_destroy(pointer) }

    /// The threads that compute, the caller's included.
    var lanes: Int { Int(ck_pool_lanes(pointer)) }
}

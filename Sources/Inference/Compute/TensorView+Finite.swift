import CKernels
import Models

extension TensorView {
    /// Refuses weights that are no numbers.
    ///
    /// Products in 8 bits would turn them into plausible ones.
    ///
    /// - Throws: ``InferenceError`` with code `brokenModel` that names the tensor.
    func requireFinite(_ pool: ComputePool) throws(InferenceError) {
        guard !ck_is_finite(pool.pointer, type.rawValue, data.baseAddress, count) else { return }
        throw InferenceError(
            .brokenModel,
            "tensor \(name) holds values that are infinite or no numbers; the file is damaged, fetch it again"
        )
    }
}

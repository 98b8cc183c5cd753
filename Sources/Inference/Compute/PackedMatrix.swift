import CKernels
import Models

/// A weight matrix in the layout the kernels read.
final class PackedMatrix {
    let pointer: OpaquePointer
    /// Outputs.
    let rows: Int
    /// Inputs.
    let columns: Int

    /// Packs a tensor of shape [columns, rows].
    init(_ tensor: TensorView, _ pool: ComputePool) throws(InferenceError) {
        guard tensor.shape.count == 2, let data = tensor.data.baseAddress else {
            throw InferenceError(.brokenModel, "tensor \(tensor.name) is no matrix; fetch the model again")
        }
        columns = tensor.shape[0]
        rows = tensor.shape[1]
        guard
            let pointer = ck_matrix_create(pool.pointer, tensor.type.rawValue, data, rows, columns)
        else {
            throw InferenceError(
                .outOfMemory,
                "no memory to pack tensor \(tensor.name), \(tensor.data.count) bytes of "
                    + "\(tensor.type.traits.name); free some memory or use a smaller model"
            )
        }
        self.pointer = pointer
    }

    deinit { ck_matrix_destroy(pointer) }

    /// The bytes it takes.
    var bytes: Int { ck_matrix_bytes(pointer) }

    /// Whether its activations share a scale over 256 elements.
    var wantsWideScale: Bool { ck_matrix_wide_scale(pointer) }
}

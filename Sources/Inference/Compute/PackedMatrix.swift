import CKernels
import Models

/// A weight matrix in the layout the kernels read.
final class PackedMatrix {
    let pointer: OpaquePointer
    /// Outputs.
    let rows: Int
    /// Inputs.
    let columns: Int
    private let owner: PackedWeights?

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
        owner = nil
    }

    /// Packs a tensor into a place among a model's packed weights, or takes it as it is there.
    init(
        _ tensor: TensorView,
        _ pool: ComputePool,
        at place: UnsafeMutableRawPointer,
        isPacked: Bool,
        of owner: PackedWeights
    ) throws(InferenceError) {
        let type = tensor.type.rawValue
        columns = tensor.shape[0]
        rows = tensor.shape[1]
        let pointer =
            isPacked
            ? ck_matrix_view(type, rows, columns, place)
            : ck_matrix_create_in(pool.pointer, type, tensor.data.baseAddress, rows, columns, place)
        guard let pointer else {
            throw InferenceError(.outOfMemory, "no memory for tensor \(tensor.name); free some memory")
        }
        self.pointer = pointer
        self.owner = owner
        // The file's own copy is not read again soon.
        if !isPacked { tensor.release() }
    }

    deinit { ck_matrix_destroy(pointer) }

    /// The bytes it takes.
    var bytes: Int { ck_matrix_bytes(pointer) }

    /// Whether its activations share a scale over 256 elements.
    var wantsWideScale: Bool { ck_matrix_wide_scale(pointer) }
}

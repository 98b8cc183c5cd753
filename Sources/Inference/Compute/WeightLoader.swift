import CKernels
import Models

/// Reads the weights of a model into the forms the passes use.
struct WeightLoader {
    let model: Model
    let pool: ComputePool
    let packed: PackedWeights
    /// The matrices that were packed.
    let catalogue = MatrixCatalogue()

    /// Packs a matrix.
    func matrix(_ name: String) throws(InferenceError) -> PackedMatrix {
        let matrix = try packed.matrix(try tensor(name), pool)
        catalogue[name] = matrix
        return matrix
    }

    /// Copies a vector of norms or biases.
    func vector(_ name: String) throws(InferenceError) -> FloatBuffer {
        let tensor = try tensor(name)
        try tensor.requireFinite(pool)
        let buffer = FloatBuffer(tensor.count)
        ck_dequantize(tensor.type.rawValue, tensor.data.baseAddress, tensor.count, buffer.pointer)
        return buffer
    }

    /// Copies a vector that not every model has.
    func optionalVector(_ name: String) -> FloatBuffer? { try? vector(name) }

    /// Returns a tensor as it lies in the file.
    func tensor(_ name: String) throws(InferenceError) -> TensorView { try model.tensor(required: name) }
}

extension Model {
    /// Returns a tensor the model cannot do without.
    func tensor(required name: String) throws(InferenceError) -> TensorView {
        do {
            return try tensor(name)
        } catch {
            throw InferenceError(
                .brokenModel,
                "a weight is missing; fetch the model again",
                underlying: error
            )
        }
    }
}

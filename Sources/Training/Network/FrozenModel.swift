import CKernels
import Models

/// A matrix of the base model as it lies in the file.
struct FrozenMatrix {
    let tensor: TensorView
    /// Whether products are of numbers rounded to 16 bits.
    let isRounded: Bool
    let columns: Int
    let rows: Int
    var bias: FloatMemory?

    /// x·Wᵀ.
    func forward(_ x: UnsafePointer<Float>) -> ck_term {
        ck_term(
            x: x,
            stride: columns,
            type: tensor.type.rawValue,
            data: tensor.data.baseAddress,
            rows: rows,
            columns: columns,
            backward: false,
            scale: 1,
            rounded: isRounded
        )
    }

    /// y·W, as gradients flow back; vectors lie `stride` floats apart where they are not dense.
    func backward(_ y: UnsafePointer<Float>, stride: Int? = nil) -> ck_term {
        ck_term(
            x: y,
            stride: stride ?? rows,
            type: tensor.type.rawValue,
            data: tensor.data.baseAddress,
            rows: rows,
            columns: columns,
            backward: true,
            scale: 1,
            rounded: isRounded
        )
    }
}

/// The weights of one block.
struct FrozenBlock {
    let attentionNorm: FloatMemory
    let feedForwardNorm: FloatMemory
    /// By ``TrainedMatrix/index``.
    let matrices: [FrozenMatrix]

    subscript(matrix: TrainedMatrix) -> FrozenMatrix { matrices[matrix.index] }
}

/// The weights of a base model, mapped and never changed.
final class FrozenModel {
    let model: Model
    let configuration: ModelConfiguration
    let embedding: TensorView
    let blocks: [FrozenBlock]
    let outputNorm: FloatMemory
    let output: FrozenMatrix
    /// What rotary frequencies are divided by.
    let frequencyFactors: FloatMemory?

    /// Looks up the weights.
    ///
    /// - Throws: ``TrainingError`` with code `unsupportedModel` or `brokenModel`.
    init(_ model: Model, products: TrainingProducts, pool: OpaquePointer) throws(TrainingError) {
        self.model = model
        let shape = model.configuration
        configuration = shape
        try Self.check(shape)
        func tensor(_ name: String) throws(TrainingError) -> TensorView {
            do {
                let tensor = try model.tensor(name)
                guard ck_is_finite(pool, tensor.type.rawValue, tensor.data.baseAddress, tensor.count) else {
                    throw TrainingError(
                        .brokenModel,
                        "tensor \(name) of \(model.file.path) holds values that are no numbers; "
                            + "fetch the model again"
                    )
                }
                return tensor
            } catch let error as TrainingError { throw error } catch {
                throw TrainingError(
                    .brokenModel,
                    "a weight is missing; fetch the model again",
                    underlying: error
                )
            }
        }
        func vector(_ name: String) throws(TrainingError) -> FloatMemory {
            let tensor = try tensor(name)
            let memory = FloatMemory(tensor.count)
            ck_dequantize(tensor.type.rawValue, tensor.data.baseAddress, tensor.count, memory.pointer)
            return memory
        }
        func matrix(_ name: String, biased: Bool = false) throws(TrainingError) -> FrozenMatrix {
            let tensor = try tensor(name + ".weight")
            return FrozenMatrix(
                tensor: tensor,
                isRounded: products == .int16,
                columns: tensor.shape[0],
                rows: tensor.shape[1],
                bias: biased ? try vector(name + ".bias") : nil
            )
        }
        embedding = try tensor("token_embd.weight")
        var blocks: [FrozenBlock] = []
        for layer in 0..<shape.layers {
            let name = "blk.\(layer)."
            var matrices: [FrozenMatrix] = []
            for kind in TrainedMatrix.allCases {
                let biased = shape.attentionBias && [.query, .key, .value].contains(kind)
                matrices.append(try matrix(name + kind.rawValue, biased: biased))
            }
            blocks.append(
                FrozenBlock(
                    attentionNorm: try vector(name + "attn_norm.weight"),
                    feedForwardNorm: try vector(name + "ffn_norm.weight"),
                    matrices: matrices
                )
            )
        }
        self.blocks = blocks
        outputNorm = try vector("output_norm.weight")
        output = try matrix(shape.tiedEmbeddings ? "token_embd" : "output")
        if model.file.tensorNames.contains("rope_freqs.weight") {
            frequencyFactors = try vector("rope_freqs.weight")
        } else if shape.ropeScale != 1 {
            let uniform = FloatMemory(shape.ropeDimensions / 2)
            uniform.pointer.update(repeating: shape.ropeScale, count: uniform.count)
            frequencyFactors = uniform
        } else {
            frequencyFactors = nil
        }
    }

    private static func check(_ shape: ModelConfiguration) throws(TrainingError) {
        guard shape.architecture == .llama || shape.architecture == .qwen2, !shape.headNorms,
            !shape.postNorms, shape.window == nil, shape.gate == .silu
        else {
            throw TrainingError(
                .unsupportedModel,
                "models of the architecture \(shape.architecture.rawValue) cannot be trained; "
                    + "use one of the llama or qwen2 family"
            )
        }
        guard shape.headDim % 16 == 0 else {
            throw TrainingError(
                .unsupportedModel,
                "heads of \(shape.headDim) elements cannot be trained, a multiple of 16 is needed; "
                    + "use another model"
            )
        }
    }
}

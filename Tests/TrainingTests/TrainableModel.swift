import Foundation
import ModelTestSupport
import Models

@testable import Training

/// A small random model and factors, drawn as Scripts/training-fixtures.py draws them.
struct TrainableModel {
    static let (width, inner, heads, kv, head, layers, vocabulary) = (64, 96, 2, 1, 32, 2, 259)
    static let rank = 5
    static let alpha: Float = 10

    let model: Model
    /// A and B of each matrix, block by block.
    let factors: [(name: String, a: [Float], b: [Float])]

    init(_ family: String) throws {
        var state: UInt64 = family == "llama" ? 11 : 12
        func draw(_ count: Int, _ scale: Float, around: Float = 0) -> [Float] {
            (0..<count).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return around + (Float(state >> 40) / Float(1 << 24) - 0.5) * (2 * scale)
            }
        }
        var writer = tinyVocabulary(
            (0...255).map { [UInt8($0)] },
            control: ["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
            pre: family == "llama" ? "smollm" : "qwen2"
        )
        writer.set("general.architecture", .string(family))
        writer.set("tokenizer.ggml.eos_token_id", .uint32(258))
        writer.set("\(family).block_count", .uint32(UInt32(Self.layers)))
        writer.set("\(family).embedding_length", .uint32(UInt32(Self.width)))
        writer.set("\(family).feed_forward_length", .uint32(UInt32(Self.inner)))
        writer.set("\(family).attention.head_count", .uint32(UInt32(Self.heads)))
        writer.set("\(family).attention.head_count_kv", .uint32(UInt32(Self.kv)))
        writer.set("\(family).attention.layer_norm_rms_epsilon", .float32(1e-5))
        writer.set("\(family).rope.freq_base", .float32(10_000))
        writer.set("\(family).context_length", .uint32(512))
        func add(_ name: String, _ shape: [Int], _ values: [Float]) {
            writer.add(name, .f32, shape: shape, bytes: values.withUnsafeBytes { Array($0) })
        }
        let (width, inner) = (Self.width, Self.inner)
        let matrices = [
            ("attn_q", width, Self.heads * Self.head), ("attn_k", width, Self.kv * Self.head),
            ("attn_v", width, Self.kv * Self.head), ("attn_output", Self.heads * Self.head, width),
            ("ffn_gate", width, inner), ("ffn_up", width, inner), ("ffn_down", inner, width),
        ]
        add("token_embd.weight", [width, Self.vocabulary], draw(width * Self.vocabulary, 1))
        add("output_norm.weight", [width], draw(width, 0.3, around: 1))
        for layer in 0..<Self.layers {
            add("blk.\(layer).attn_norm.weight", [width], draw(width, 0.3, around: 1))
            add("blk.\(layer).ffn_norm.weight", [width], draw(width, 0.3, around: 1))
            for (index, (name, columns, rows)) in matrices.enumerated() {
                add("blk.\(layer).\(name).weight", [columns, rows], draw(columns * rows, 0.2))
                guard family == "qwen2", index < 3 else { continue }
                add("blk.\(layer).\(name).bias", [rows], draw(rows, 0.2))
            }
        }
        var factors: [(String, [Float], [Float])] = []
        for layer in 0..<Self.layers {
            for (name, columns, rows) in matrices {
                let a = draw(Self.rank * columns, 0.2)
                factors.append(("blk.\(layer).\(name).weight", a, draw(rows * Self.rank, 0.2)))
            }
        }
        self.factors = factors
        model = try Model(GGUFFile(bytes: writer.serialized(), named: "trainable-\(family).gguf"))
    }

    /// A pass over the model with these factors, and its parameters.
    func pass(
        rows: Int,
        products: TrainingProducts = .f32,
        threads: Int = 2,
        memory: Int = 1 << 30
    ) throws -> (TrainingPass, FloatMemory) {
        let lanes = try Lanes(threads: threads, head: Self.head, rows: rows)
        let frozen = try FrozenModel(model, products: products, pool: lanes.pool)
        let layout = LowRankLayout(
            frozen,
            rank: Self.rank,
            alpha: Self.alpha,
            matrices: Set(TrainedMatrix.allCases)
        )
        let parameters = FloatMemory(layout.count)
        for (slot, factor) in zip(layout.slots, factors) {
            for (index, value) in factor.a.enumerated() { parameters.pointer[slot.a + index] = value }
            for row in 0..<slot.rows {
                for r in 0..<Self.rank {
                    parameters.pointer[slot.b + r * slot.rows + row] = factor.b[row * Self.rank + r]
                }
            }
        }
        let pass = TrainingPass(
            frozen,
            layout,
            lanes,
            parameters: parameters,
            capacity: rows,
            memory: memory
        )
        return (pass, parameters)
    }
}

/// What PyTorch made of the same model.
struct GradientFixture: Decodable {
    struct Branch: Decodable {
        let tokens: [Int32]
        let targets: Int
        let weight: Float
    }

    struct Group: Decodable {
        let prefix: [Int32]
        let branches: [Branch]
    }

    struct Gradient: Decodable {
        let size: Double
        let places: [Int]
        let values: [Double]
    }

    let groups: [Group]
    let losses: [Double]
    let loss: Double
    let gradients: [String: Gradient]

    init(_ family: String) throws {
        let url = Bundle.module.url(
            forResource: "gradients-\(family)",
            withExtension: "json",
            subdirectory: "Fixtures"
        )
        guard let url else { throw CocoaError(.fileNoSuchFile) }
        self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: url))
    }

    /// The fixture's groups in one batch.
    var batch: PackedBatch {
        var batch = PackedBatch()
        for group in groups {
            batch.add(
                TokenGroup(
                    prefix: group.prefix,
                    branches: group.branches.map {
                        TokenGroup.Branch(tokens: $0.tokens, targets: $0.targets, weight: $0.weight)
                    }
                )
            )
        }
        return batch
    }
}

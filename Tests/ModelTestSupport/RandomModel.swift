import Models

/// A small llama model of random weights, and low-rank changes of it, as files in memory.
public struct RandomModel: Sendable {
    /// A low-rank change of one matrix: A (rank, columns), B (rows, rank).
    public struct Change: Sendable {
        /// The matrix in GGUF's words.
        public var name: String
        /// The matrix in PyTorch's words.
        public var module: String
        /// The extents of the matrix.
        public var columns: Int, rows: Int
        /// The factors.
        public var a: [Float], b: [Float]
    }

    private static let matrices: [(gguf: String, module: String, columns: Int, rows: Int)] = [
        ("attn_q", "self_attn.q_proj", 64, 64), ("attn_k", "self_attn.k_proj", 64, 32),
        ("attn_v", "self_attn.v_proj", 64, 32), ("attn_output", "self_attn.o_proj", 64, 64),
        ("ffn_gate", "mlp.gate_proj", 64, 96), ("ffn_up", "mlp.up_proj", 64, 96),
        ("ffn_down", "mlp.down_proj", 96, 64),
    ]
    /// Query heads; there is one key-value head.
    public static let heads = 2

    private var state: UInt64
    private var weights: [(name: String, shape: [Int], values: [Float])] = []

    /// Draws the weights.
    public init(seed: UInt64) {
        state = seed
        weights.append(("token_embd.weight", [64, 256], random(64 * 256, scale: 1)))
        weights.append(("output_norm.weight", [64], Array(repeating: 1, count: 64)))
        for layer in 0..<2 {
            for norm in ["attn_norm", "ffn_norm"] {
                weights.append(("blk.\(layer).\(norm).weight", [64], Array(repeating: 1, count: 64)))
            }
            for matrix in Self.matrices {
                let values = random(matrix.columns * matrix.rows, scale: 0.2)
                weights.append(
                    ("blk.\(layer).\(matrix.gguf).weight", [matrix.columns, matrix.rows], values)
                )
            }
        }
    }

    private mutating func random(_ count: Int, scale: Float) -> [Float] {
        (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (Float(state >> 40) / Float(1 << 24) - 0.5) * 2 * scale
        }
    }

    /// Draws a change of every matrix of the blocks.
    public mutating func changes(rank: Int, scale: Float = 0.2) -> [Change] {
        var result: [Change] = []
        for layer in 0..<2 {
            for matrix in Self.matrices {
                result.append(
                    Change(
                        name: "blk.\(layer).\(matrix.gguf).weight",
                        module: "model.layers.\(layer).\(matrix.module)",
                        columns: matrix.columns,
                        rows: matrix.rows,
                        a: random(rank * matrix.columns, scale: scale),
                        b: random(matrix.rows * rank, scale: scale)
                    )
                )
            }
        }
        return result
    }

    /// Returns the model's file, with changes added to its weights.
    ///
    /// - Parameter broken: A tensor whose first number is not a number.
    public func serialized(merging changes: [Change] = [], scale: Float = 1, broken: String? = nil) -> [UInt8]
    {
        var writer = tinyVocabulary((0...255).map { [UInt8($0)] }, pre: "smollm")
        writer.set("llama.block_count", .uint32(2))
        writer.set("llama.embedding_length", .uint32(64))
        writer.set("llama.feed_forward_length", .uint32(96))
        writer.set("llama.attention.head_count", .uint32(UInt32(Self.heads)))
        writer.set("llama.attention.head_count_kv", .uint32(1))
        writer.set("llama.attention.layer_norm_rms_epsilon", .float32(1e-5))
        writer.set("llama.context_length", .uint32(512))
        for (name, shape, values) in weights {
            var values = values
            if let change = changes.first(where: { $0.name == name }) {
                let rank = change.a.count / change.columns
                for row in 0..<change.rows {
                    for column in 0..<change.columns {
                        var sum: Float = 0
                        for k in 0..<rank {
                            sum += change.b[row * rank + k] * change.a[k * change.columns + column]
                        }
                        values[row * change.columns + column] += scale * sum
                    }
                }
            }
            if name == broken { values[0] = .nan }
            writer.add(name, .f32, shape: shape, bytes: values.withUnsafeBytes { Array($0) })
        }
        return writer.serialized()
    }

    /// Returns a GGUF adapter file.
    public static func adapter(_ changes: [Change], alpha: Float, architecture: String = "llama") -> [UInt8] {
        var writer = GGUFWriter()
        writer.set("general.type", .string("adapter"))
        writer.set("general.architecture", .string(architecture))
        writer.set("adapter.type", .string("lora"))
        writer.set("adapter.lora.alpha", .float32(alpha))
        for change in changes {
            let rank = change.a.count / change.columns
            writer.add(
                change.name + ".lora_a",
                .f32,
                shape: [change.columns, rank],
                bytes: change.a.withUnsafeBytes { Array($0) }
            )
            writer.add(
                change.name + ".lora_b",
                .f32,
                shape: [rank, change.rows],
                bytes: change.b.withUnsafeBytes { Array($0) }
            )
        }
        return writer.serialized()
    }

    /// Returns the safetensors file that PEFT would write for changes given in GGUF's order of rows.
    public static func safetensors(_ changes: [Change]) -> [UInt8] {
        var header: [String] = ["\"__metadata__\":{\"format\":\"pt\"}"]
        var data: [UInt8] = []
        func add(_ name: String, _ shape: [Int], _ values: [Float]) {
            let begin = data.count
            values.withUnsafeBytes { data += $0 }
            header.append(
                "\"\(name)\":{\"dtype\":\"F32\",\"shape\":[\(shape[0]),\(shape[1])],"
                    + "\"data_offsets\":[\(begin),\(data.count)]}"
            )
        }
        for change in changes {
            let rank = change.a.count / change.columns
            var b = change.b
            if change.module.hasSuffix("q_proj") || change.module.hasSuffix("k_proj") {
                // PyTorch has the halves of a head one after the other, GGUF interleaves them.
                for row in 0..<change.rows {
                    let (head, offset) = (row / 32, row % 32)
                    let source = head * 32 + offset % 16 * 2 + offset / 16
                    for k in 0..<rank { b[row * rank + k] = change.b[source * rank + k] }
                }
            }
            add("base_model.model.\(change.module).lora_A.weight", [rank, change.columns], change.a)
            add("base_model.model.\(change.module).lora_B.weight", [change.rows, rank], b)
        }
        let text = Array("{\(header.joined(separator: ","))}".utf8)
        return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text + data
    }
}

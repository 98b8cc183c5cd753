import CKernels
import Testing

@Suite("Gated products")
struct GatedTests {
    /// The inputs, the gated elements and the outputs of a small network.
    struct Shape {
        var inputs = 64
        var gated: Int
        var outputs = 17
        var tokens: Int
        /// The type of the matrix that takes what was gated.
        var next: UInt32
    }

    private func results(_ shape: Shape, _ kind: ck_gate, fused: Bool, _ pool: Pool) throws -> [Float] {
        var noise = Noise(UInt64(shape.gated + shape.tokens))
        func matrix(_ type: UInt32, _ rows: Int, _ columns: Int) throws -> OpaquePointer {
            let weights = Weights(type, rows: rows, columns: columns, &noise)
            return try #require(ck_matrix_create(pool.pointer, type, weights.bytes, rows, columns))
        }
        let gate = try matrix(3, shape.gated, shape.inputs)
        let up = try matrix(8, shape.gated, shape.inputs)
        let down = try matrix(shape.next, shape.outputs, shape.gated)
        let x = try #require(ck_activations_create(shape.tokens, shape.inputs))
        let hidden = try #require(ck_activations_create(shape.tokens, shape.gated))
        defer {
            for matrix in [gate, up, down] { ck_matrix_destroy(matrix) }
            for activations in [x, hidden] { ck_activations_destroy(activations) }
        }
        let input = noise.numbers(shape.tokens * shape.inputs, scale: 2)
        let room = shape.tokens * shape.gated
        var (first, second) = ([Float](repeating: .nan, count: room), [Float](repeating: .nan, count: room))
        var out = [Float](repeating: .nan, count: shape.tokens * shape.outputs)
        input.withUnsafeBufferPointer { input in
            ck_activations_load(pool.pointer, x, input.baseAddress, shape.tokens, shape.inputs, false)
            if fused {
                ck_multiply_gated(pool.pointer, x, kind, gate, up, down, hidden)
                multiply(hidden, down, &out, shape.outputs, pool)
                return
            }
            multiply(x, gate, &first, shape.gated, pool)
            multiply(x, up, &second, shape.gated, pool)
            let wide = ck_matrix_wide_scale(down)
            ck_activations_load_gated(
                pool.pointer,
                hidden,
                kind,
                first,
                second,
                shape.tokens,
                shape.gated,
                wide
            )
            multiply(hidden, down, &out, shape.outputs, pool)
        }
        return out
    }

    private func multiply(
        _ x: OpaquePointer,
        _ matrix: OpaquePointer,
        _ out: inout [Float],
        _ stride: Int,
        _ pool: Pool
    ) {
        out.withUnsafeMutableBufferPointer { out in
            let product = ck_product(
                matrix: matrix,
                out: out.baseAddress,
                stride: stride,
                bias: nil,
                accumulate: false
            )
            ck_multiply(pool.pointer, x, [product], 1)
        }
    }

    @Test("One region gives the bits of three, for every form the next matrix takes, few tokens and many")
    func fused() throws {
        let shapes = [
            Shape(gated: 96, tokens: 1, next: 3), Shape(gated: 96, tokens: 2, next: 1),
            Shape(gated: 128, tokens: 3, next: 3), Shape(gated: 160, tokens: 7, next: 8),
            Shape(gated: 96, tokens: 5, next: 1), Shape(gated: 512, tokens: 1, next: 12),
            Shape(gated: 512, tokens: 4, next: 14), Shape(gated: 64, tokens: 300, next: 3),
            Shape(inputs: 32, gated: 4512, outputs: 1, tokens: 2, next: 3),
        ]
        for kernels in Pool.available {
            let pool = try #require(Pool(kernels))
            for shape in shapes {
                for kind in [CK_GATE_SILU, CK_GATE_GELU] {
                    let expected = try results(shape, kind, fused: false, pool)
                    let found = try results(shape, kind, fused: true, pool)
                    #expect(found == expected, "\(kernels), \(shape)")
                }
            }
        }
    }
}

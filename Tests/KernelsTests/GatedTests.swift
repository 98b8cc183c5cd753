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
        /// Whether adapters change both products, each for some of the tokens.
        var changed = false
    }

    /// A low-rank change of some of the tokens.
    private final class Change {
        let call: ck_change

        init(_ rank: Int, _ tokens: Range<Int>, up: Bool, _ shape: Shape, _ noise: inout Noise, _ pool: Pool)
            throws
        {
            let a = noise.numbers(rank * shape.inputs, scale: 1)
            let b = noise.numbers(shape.gated * rank, scale: 1)
            let first = try #require(ck_lowrank_first(pool.pointer, a, rank, shape.inputs))
            let second = try #require(ck_lowrank_create(b, shape.gated, rank, 2))
            call = ck_change(
                a: first,
                b: second,
                inner: .allocate(capacity: shape.tokens * ck_lowrank_padded(rank)),
                product: up ? 1 : 0,
                first: tokens.lowerBound,
                tokens: tokens.count
            )
        }

        deinit {
            ck_matrix_destroy(call.a)
            ck_lowrank_destroy(call.b)
            call.inner.deallocate()
        }
    }

    private func changes(_ shape: Shape, _ noise: inout Noise, _ pool: Pool) throws -> [Change] {
        guard shape.changed else { return [] }
        let third = (shape.tokens + 2) / 3
        return [
            try Change(16, 0..<shape.tokens, up: false, shape, &noise, pool),
            try Change(3, 0..<third, up: true, shape, &noise, pool),
            try Change(40, third..<shape.tokens, up: true, shape, &noise, pool),
        ]
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
        let byteMatrix = try matrix(8, 16, shape.gated)
        let x = try #require(ck_activations_create(shape.tokens, shape.inputs))
        let hidden = try #require(ck_activations_create(shape.tokens, shape.gated))
        let changes = try changes(shape, &noise, pool)
        defer {
            for matrix in [gate, up, down, byteMatrix] { ck_matrix_destroy(matrix) }
            for activations in [x, hidden] { ck_activations_destroy(activations) }
        }
        let input = noise.numbers(shape.tokens * shape.inputs, scale: 2)
        let room = shape.tokens * shape.gated
        var (first, second) = ([Float](repeating: .nan, count: room), [Float](repeating: .nan, count: room))
        var out = [Float](repeating: .nan, count: shape.tokens * shape.outputs)
        var bytes = [Float](repeating: .nan, count: shape.tokens * 16)
        input.withUnsafeBufferPointer { input in
            ck_activations_load(pool.pointer, x, input.baseAddress, shape.tokens, shape.inputs, false)
            defer {
                multiply(hidden, down, &out, shape.outputs, pool)
                if shape.changed { multiply(hidden, byteMatrix, &bytes, 16, pool) }
            }
            if fused {
                ck_multiply_gated(
                    pool.pointer,
                    x,
                    kind,
                    gate,
                    up,
                    down,
                    changes.map(\.call),
                    Int32(changes.count),
                    shape.changed,
                    hidden
                )
                return
            }
            multiply(x, gate, &first, shape.gated, pool, changes.filter { $0.call.product == 0 })
            multiply(x, up, &second, shape.gated, pool, changes.filter { $0.call.product == 1 })
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
        }
        return shape.changed ? out + bytes : out
    }

    private func multiply(
        _ x: OpaquePointer,
        _ matrix: OpaquePointer,
        _ out: inout [Float],
        _ stride: Int,
        _ pool: Pool,
        _ changes: [Change] = []
    ) {
        out.withUnsafeMutableBufferPointer { out in
            let product = ck_product(
                matrix: matrix,
                out: out.baseAddress,
                stride: stride,
                bias: nil,
                accumulate: false
            )
            let calls = changes.map(\.call).map { call in
                var call = call
                call.product = 0
                return call
            }
            ck_multiply_changed(pool.pointer, x, [product], 1, calls, Int32(calls.count))
        }
    }

    @Test(
        "One region gives the bits of the calls alone, in every form, of few tokens and many, with adapters or not"
    )
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
            for plain in shapes {
                for changed in [false, true] {
                    var shape = plain
                    shape.changed = changed
                    for kind in [CK_GATE_SILU, CK_GATE_GELU] {
                        let expected = try results(shape, kind, fused: false, pool)
                        let found = try results(shape, kind, fused: true, pool)
                        #expect(found == expected, "\(kernels), \(shape)")
                    }
                }
            }
        }
    }
}

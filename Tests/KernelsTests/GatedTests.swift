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
    private struct Change {
        let factor: OpaquePointer
        let inner: [Float]
        let first: Int
        let tokens: Int
        let up: Bool
    }

    private func changes(_ shape: Shape, _ noise: inout Noise) throws -> [Change] {
        guard shape.changed else { return [] }
        let third = (shape.tokens + 2) / 3
        let parts = [
            (tokens: 0..<shape.tokens, rank: 16, up: false), (tokens: 0..<third, rank: 3, up: true),
            (tokens: third..<shape.tokens, rank: 40, up: true),
        ]
        return try parts.map { part in
            let b = noise.numbers(shape.gated * part.rank, scale: 1)
            return Change(
                factor: try #require(ck_lowrank_create(b, shape.gated, part.rank, 2)),
                inner: noise.numbers(max(1, part.tokens.count) * ck_lowrank_padded(part.rank), scale: 1),
                first: part.tokens.lowerBound,
                tokens: part.tokens.count,
                up: part.up
            )
        }
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
        let changes = try changes(shape, &noise)
        defer {
            for change in changes { ck_lowrank_destroy(change.factor) }
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
                fuse(x, kind, gate, up, down, changes, hidden, pool)
                return
            }
            multiply(x, gate, &first, shape.gated, pool)
            multiply(x, up, &second, shape.gated, pool)
            for change in changes {
                if change.up {
                    add(change, to: &second, shape, pool)
                } else {
                    add(change, to: &first, shape, pool)
                }
            }
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

    private func add(_ change: Change, to out: inout [Float], _ shape: Shape, _ pool: Pool) {
        out.withUnsafeMutableBufferPointer { out in
            change.inner.withUnsafeBufferPointer { inner in
                let one = ck_change(
                    factor: change.factor,
                    inner: inner.baseAddress,
                    out: out.baseAddress.map { $0 + change.first * shape.gated },
                    stride: shape.gated,
                    tokens: change.tokens
                )
                ck_lowrank_add(pool.pointer, [one], 1)
            }
        }
    }

    private func fuse(
        _ x: OpaquePointer,
        _ kind: ck_gate,
        _ gate: OpaquePointer,
        _ up: OpaquePointer,
        _ down: OpaquePointer,
        _ changes: [Change],
        _ hidden: OpaquePointer,
        _ pool: Pool,
        _ found: [ck_gated_change] = []
    ) {
        guard let change = changes.first else {
            ck_multiply_gated(
                pool.pointer,
                x,
                kind,
                gate,
                up,
                down,
                found,
                Int32(found.count),
                !found.isEmpty,
                hidden
            )
            return
        }
        // Each array's memory is lent for as long as the rest runs.
        change.inner.withUnsafeBufferPointer { inner in
            let one = ck_gated_change(
                factor: change.factor,
                inner: inner.baseAddress,
                first: change.first,
                tokens: change.tokens,
                up: change.up
            )
            fuse(x, kind, gate, up, down, Array(changes.dropFirst()), hidden, pool, found + [one])
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

import CKernels
import Testing

@Suite("Products of packed matrices")
struct MatrixTests {
    static let types: [UInt32] = [0, 1, 30, 2, 3, 6, 7, 8, 10, 11, 12, 13, 14, 20]

    /// Multiplies (tokens, columns) by a matrix.
    static func multiply(_ weights: Weights, _ x: [Float], tokens: Int, _ pool: Pool, bias: [Float]? = nil)
        throws
        -> [Float]
    {
        let matrix = try #require(
            ck_matrix_create(pool.pointer, weights.type, weights.bytes, weights.rows, weights.columns)
        )
        defer { ck_matrix_destroy(matrix) }
        let activations = try #require(ck_activations_create(tokens, weights.columns))
        defer { ck_activations_destroy(activations) }
        var out = [Float](repeating: .nan, count: tokens * weights.rows)
        x.withUnsafeBufferPointer { x in
            ck_activations_load(
                pool.pointer,
                activations,
                x.baseAddress,
                tokens,
                weights.columns,
                ck_matrix_wide_scale(matrix)
            )
            out.withUnsafeMutableBufferPointer { out in
                bias.withPointer { bias in
                    let product = ck_product(
                        matrix: matrix,
                        out: out.baseAddress,
                        stride: weights.rows,
                        bias: bias,
                        accumulate: false
                    )
                    ck_multiply(pool.pointer, activations, [product], 1)
                }
            }
        }
        return out
    }

    @Test(
        "Every type on every instruction set gives the exact product, but for 8-bit rounding",
        arguments: types
    )
    func exact(_ type: UInt32) throws {
        var noise = Noise(UInt64(type) + 1)
        let block = max(32, ck_type_block(type))
        for (rows, blocks, tokens) in [
            (1, 1, 1), (15, 2, 2), (16, 3, 3), (17, 5, 4), (40, 9, 7), (33, 4, 13),
        ] {
            let weights = Weights(type, rows: rows, columns: blocks * block, &noise)
            let x = noise.numbers(tokens * weights.columns, scale: 3)
            for isa in Pool.available {
                let out = try Self.multiply(weights, x, tokens: tokens, try #require(Pool(isa)))
                for token in 0..<tokens {
                    let vector = x[token * weights.columns..<(token + 1) * weights.columns]
                    for row in 0..<rows {
                        let (sum, size) = weights.product(row, vector)
                        // Half a step of 3/127 for each element at most; floats are not rounded.
                        let tolerance = type <= 1 || type == 30 ? 1e-5 * size + 1e-6 : 0.01 * size + 1e-6
                        let difference = abs(Double(out[token * rows + row]) - sum)
                        #expect(
                            difference <= tolerance,
                            "\(rows)x\(weights.columns), token \(token), row \(row)"
                        )
                    }
                }
            }
        }
    }

    @Test("All instruction sets give the same bits", arguments: types)
    func same(_ type: UInt32) throws {
        var noise = Noise(UInt64(type) + 100)
        // Few tokens of many rows are read in streams, and what is left over in others.
        for (rows, tokens) in [(50, 11), (275, 1), (275, 2)] {
            let weights = Weights(type, rows: rows, columns: max(32, ck_type_block(type)) * 6, &noise)
            let x = noise.numbers(tokens * weights.columns)
            let bias = noise.numbers(rows)
            let generic = try #require(Pool(CK_ISA_GENERIC))
            let reference = try Self.multiply(weights, x, tokens: tokens, generic, bias: bias)
            for isa in Pool.available {
                let out = try Self.multiply(weights, x, tokens: tokens, try #require(Pool(isa)), bias: bias)
                #expect(out == reference, "\(isa), \(rows) rows, \(tokens) tokens")
            }
        }
    }

    @Test("One token at a time gives the same bits as many at once", arguments: types)
    func batches(_ type: UInt32) throws {
        var noise = Noise(UInt64(type) + 200)
        let weights = Weights(type, rows: 47, columns: 256 * 9, &noise)
        let x = noise.numbers(9 * weights.columns)
        let bias = noise.numbers(weights.rows)
        for isa in Pool.available {
            let pool = try #require(Pool(isa))
            let all = try Self.multiply(weights, x, tokens: 9, pool, bias: bias)
            var single: [Float] = []
            for token in 0..<9 {
                let part = Array(x[token * weights.columns..<(token + 1) * weights.columns])
                single += try Self.multiply(weights, part, tokens: 1, pool, bias: bias)
            }
            #expect(all == single, "\(isa)")
        }
    }

    @Test("Blocks of every type are read as the reference reader reads them")
    func blocks() throws {
        for (type, blocks, values) in dequantizationFixture {
            let (bytes, bits) = (hexBytes(blocks), hexBytes(values))
            var out = [Float](repeating: .nan, count: bits.count / 4)
            ck_dequantize(type, bytes, out.count, &out)
            for (index, value) in out.enumerated() {
                let pattern = bits[4 * index..<4 * index + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                let expected = Float(bitPattern: pattern)
                // Some round d * scale first, some last.
                #expect(
                    abs(value - expected) <= 1e-6 * max(1, abs(expected)),
                    "type \(type), element \(index)"
                )
            }
        }
    }

    @Test("Several products of one region, one of them added to what is there")
    func fused() throws {
        var noise = Noise(7)
        let first = Weights(3, rows: 30, columns: 96, &noise)
        let second = Weights(8, rows: 5, columns: 96, &noise)
        let x = noise.numbers(96)
        let pool = try #require(Pool(ck_best_isa()))
        let a = try #require(ck_matrix_create(pool.pointer, 3, first.bytes, 30, 96))
        let b = try #require(ck_matrix_create(pool.pointer, 8, second.bytes, 5, 96))
        let activations = try #require(ck_activations_create(1, 96))
        var (out, sum) = ([Float](repeating: 0, count: 30), [Float](repeating: 10, count: 5))
        x.withUnsafeBufferPointer {
            ck_activations_load(pool.pointer, activations, $0.baseAddress, 1, 96, false)
        }
        out.withUnsafeMutableBufferPointer { out in
            sum.withUnsafeMutableBufferPointer { sum in
                let products = [
                    ck_product(matrix: a, out: out.baseAddress, stride: 30, bias: nil, accumulate: false),
                    ck_product(matrix: b, out: sum.baseAddress, stride: 5, bias: nil, accumulate: true),
                ]
                x.withUnsafeBufferPointer { _ in ck_multiply(pool.pointer, activations, products, 2) }
            }
        }
        #expect(try out == Self.multiply(first, x, tokens: 1, pool))
        let alone = try Self.multiply(second, x, tokens: 1, pool, bias: [10, 10, 10, 10, 10])
        #expect(sum == alone)
        ck_activations_destroy(activations)
        ck_matrix_destroy(a)
        ck_matrix_destroy(b)
    }

    @Test("A shape that does not fit its type, or an unknown type, gives no matrix")
    func refused() throws {
        let pool = try #require(Pool(ck_best_isa(), lanes: 1))
        let bytes = [UInt8](repeating: 0, count: 4096)
        #expect(ck_matrix_create(pool.pointer, 3, bytes, 2, 40) == nil)
        #expect(ck_matrix_create(pool.pointer, 12, bytes, 2, 128) == nil)
        #expect(ck_matrix_create(pool.pointer, 99, bytes, 2, 32) == nil)
        #expect(ck_matrix_create(pool.pointer, 0, bytes, 0, 32) == nil)
    }
}

/// Reads hexadecimal digits, whatever the lines they stand on.
func hexBytes(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

extension Optional<[Float]> {
    /// Calls `body` with a pointer to the elements, or with `nil`.
    func withPointer(_ body: (UnsafePointer<Float>?) -> Void) {
        switch self {
        case .none: body(nil)
        case .some(let values): values.withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }
}

import CKernels
import Testing

@Suite("Low-rank changes and the search for what is no number")
struct LowRankTests {
    private static func random(_ count: Int, _ seed: inout UInt64) -> [Float] {
        (0..<count).map { _ in
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(seed >> 40) / Float(1 << 24) - 0.5
        }
    }

    @Test(
        "B(A·x) is near exact arithmetic on every instruction set, and no tokens change others' results",
        arguments: [(7, 192, 576, 16), (1, 37, 96, 4), (66, 300, 64, 8), (2, 16, 20, 3), (130, 1, 32, 40)]
    )
    func add(_ tokens: Int, _ rows: Int, _ columns: Int, _ rank: Int) throws {
        let pool = try #require(ck_pool_create(2))
        defer { ck_pool_destroy(pool) }
        var seed = UInt64(rows)
        let a = Self.random(rank * columns, &seed)
        let b = Self.random(rows * rank, &seed)
        let x = Self.random(tokens * columns, &seed)
        let first = try #require(ck_lowrank_first(pool, a, rank, columns))
        let second = try #require(ck_lowrank_create(b, rows, rank, 2))
        let zeros = [Float](repeating: 0, count: rows * columns)
        let zero = try #require(ck_matrix_create(pool, 0, zeros, rows, columns))
        let activations = try #require(ck_activations_create(tokens, columns))
        defer {
            ck_matrix_destroy(first)
            ck_matrix_destroy(zero)
            ck_lowrank_destroy(second)
            ck_activations_destroy(activations)
        }
        let padded = ck_lowrank_padded(rank)
        func run(_ pool: Pool, _ x: [Float], _ count: Int) -> [Float] {
            var inner = [Float](repeating: .nan, count: count * padded)
            var out = [Float](repeating: 1, count: count * (rows + 3))
            x.withUnsafeBufferPointer { x in
                ck_activations_load(pool.pointer, activations, x.baseAddress, count, columns, false)
                inner.withUnsafeMutableBufferPointer { inner in
                    out.withUnsafeMutableBufferPointer { out in
                        let product = ck_product(
                            matrix: zero,
                            out: out.baseAddress,
                            stride: rows + 3,
                            bias: nil,
                            accumulate: true
                        )
                        let change = ck_change(
                            a: first,
                            b: second,
                            inner: inner.baseAddress,
                            product: 0,
                            first: 0,
                            tokens: count
                        )
                        ck_multiply_changed(pool.pointer, activations, [product], 1, [change], 1)
                    }
                }
            }
            return out
        }
        for kernels in Pool.available {
            let pool = try #require(Pool(kernels, lanes: 2))
            let out = run(pool, x, tokens)
            var error = 0.0
            var total = 0.0
            for token in 0..<tokens {
                var inner = [Double](repeating: 0, count: rank)
                // What sums of such products are large as, whether or not they happen to cancel out.
                var size = inner
                for k in 0..<rank {
                    for column in 0..<columns {
                        let product: Double =
                            Double(a[k * columns + column]) * Double(x[token * columns + column])
                        inner[k] += product
                        size[k] += product * product
                    }
                }
                for row in 0..<rows {
                    var exact = 0.0
                    for k in 0..<rank {
                        let factor = 2 * Double(b[row * rank + k])
                        exact += factor * inner[k]
                        total += factor * factor * size[k]
                    }
                    let off: Double = Double(out[token * (rows + 3) + row]) - 1 - exact
                    error += off * off
                }
                // What lies between the results of two tokens is not touched.
                #expect(out[(token + 1) * (rows + 3) - 1] == 1)
            }
            #expect((error / total).squareRoot() < 0.025, "\(kernels)")
            let alone = run(pool, Array(x.suffix(columns)), 1)
            #expect(Array(out.suffix(rows + 3)) == alone, "\(kernels)")
        }
    }

    @Test("Changes of several products, each for some tokens, give the same bits for few tokens as for many")
    func fewAndMany() throws {
        let columns = 192
        let sizes = [4800, 37, 160]
        var noise = Noise(11)
        let packer = try #require(Pool(CK_ISA_GENERIC))
        let matrices = try sizes.map { rows in
            let weights = Weights(3, rows: rows, columns: columns, &noise)
            return try #require(ck_matrix_create(packer.pointer, 3, weights.bytes, rows, columns))
        }
        // The product, the rank and the tokens of each.
        let shapes = [(0, 16, 0..<2), (1, 3, 0..<1), (1, 40, 1..<2), (2, 16, 1..<2)]
        let factors = try shapes.map { product, rank, _ in
            let a = noise.numbers(rank * columns)
            let b = noise.numbers(rank * sizes[product])
            return (
                a: try #require(ck_lowrank_first(packer.pointer, a, rank, columns)),
                b: try #require(ck_lowrank_create(b, sizes[product], rank, 2))
            )
        }
        let x = noise.numbers(5 * columns)
        let activations = try #require(ck_activations_create(5, columns))
        let total = sizes.reduce(0, +)
        let inner = UnsafeMutablePointer<Float>.allocate(capacity: 4 * 5 * 48)
        let out = UnsafeMutablePointer<Float>.allocate(capacity: 5 * total)
        defer {
            for matrix in matrices { ck_matrix_destroy(matrix) }
            for factor in factors {
                ck_matrix_destroy(factor.a)
                ck_lowrank_destroy(factor.b)
            }
            ck_activations_destroy(activations)
            inner.deallocate()
            out.deallocate()
        }
        func run(_ pool: Pool, tokens: Int) -> [Float] {
            for index in 0..<5 * total { out[index] = 1 }
            var row = 0
            var products: [ck_product] = []
            for (matrix, rows) in zip(matrices, sizes) {
                products.append(
                    ck_product(matrix: matrix, out: out + row, stride: total, bias: nil, accumulate: row > 0)
                )
                row += rows
            }
            let changes = shapes.indices.map { index in
                ck_change(
                    a: factors[index].a,
                    b: factors[index].b,
                    inner: inner + index * 5 * 48,
                    product: Int32(shapes[index].0),
                    first: shapes[index].2.lowerBound,
                    tokens: shapes[index].2.count
                )
            }
            x.withUnsafeBufferPointer { x in
                ck_activations_load(pool.pointer, activations, x.baseAddress, tokens, columns, false)
                ck_multiply_changed(pool.pointer, activations, products, 3, changes, 4)
            }
            return (0..<2 * total).map { out[$0] }
        }
        for kernels in Pool.available {
            for lanes: Int32 in [1, 2] {
                let pool = try #require(Pool(kernels, lanes: lanes))
                let (few, many) = (run(pool, tokens: 2), run(pool, tokens: 5))
                #expect(few == many, "\(kernels), \(lanes) lanes")
            }
        }
    }

    @Test("Infinite scales and values are found, whatever the type")
    func finite() throws {
        let pool = try #require(ck_pool_create(2))
        defer { ck_pool_destroy(pool) }
        let halves: [(type: UInt32, places: [Int])] = [
            (1, [0]), (2, [0]), (3, [0, 2]), (6, [0]), (8, [0]), (12, [0, 2]), (14, [208]),
        ]
        for (type, places) in halves {
            let (block, size) = (ck_type_block(type), ck_type_bytes(type))
            var data = [UInt8](repeating: 0x11, count: size * 40_000)
            #expect(ck_is_finite(pool, type, data, block * 40_000), "type \(type)")
            for place in places {
                data[size * 39_999 + place + 1] = 0x7C
                #expect(!ck_is_finite(pool, type, data, block * 40_000), "type \(type) at \(place)")
                data[size * 39_999 + place + 1] = 0x11
            }
        }
        var floats = [Float](repeating: 1, count: 1000)
        #expect(ck_is_finite(pool, 0, floats, 1000))
        floats[777] = .nan
        #expect(!ck_is_finite(pool, 0, floats, 1000))
    }
}

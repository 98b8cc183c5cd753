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
        let activations = try #require(ck_activations_create(tokens, columns))
        defer {
            ck_matrix_destroy(first)
            ck_lowrank_destroy(second)
            ck_activations_destroy(activations)
        }
        let padded = ck_lowrank_padded(rank)
        func run(_ isa: ck_isa, _ x: [Float], _ count: Int) throws -> [Float] {
            try #require(ck_pool_select(pool, isa))
            var inner = [Float](repeating: .nan, count: count * padded)
            var out = [Float](repeating: 1, count: count * (rows + 3))
            x.withUnsafeBufferPointer { x in
                inner.withUnsafeMutableBufferPointer { inner in
                    ck_activations_load(pool, activations, x.baseAddress, count, columns, false)
                    var product = ck_product(
                        matrix: first,
                        out: inner.baseAddress,
                        stride: padded,
                        bias: nil,
                        accumulate: false
                    )
                    ck_multiply(pool, activations, &product, 1)
                    out.withUnsafeMutableBufferPointer { out in
                        var change = ck_change(
                            factor: second,
                            inner: inner.baseAddress,
                            out: out.baseAddress,
                            stride: rows + 3,
                            tokens: count
                        )
                        ck_lowrank_add(pool, &change, 1)
                    }
                }
            }
            return out
        }
        for isa in [CK_ISA_GENERIC, CK_ISA_AVX2] where ck_pool_select(pool, isa) {
            let out = try run(isa, x, tokens)
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
            #expect((error / total).squareRoot() < 0.025, "\(isa)")
            let alone = try run(isa, Array(x.suffix(columns)), 1)
            #expect(Array(out.suffix(rows + 3)) == alone, "\(isa)")
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

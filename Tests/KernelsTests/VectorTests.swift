import CKernels
import CSimulatedKernels
import Glibc
import Testing

@Suite("Vectors, halves and the pool")
struct VectorTests {
    @Test("All halves are read as the language reads them")
    func halves() {
        let bits = (0...UInt16.max).map { $0 }
        var out = [Float](repeating: 0, count: bits.count)
        ck_dequantize(1, bits, bits.count, &out)
        for (pattern, value) in zip(bits, out) {
            let expected = Float(Float16(bitPattern: pattern))
            #expect(expected.isNaN ? value.isNaN : value == expected)
        }
    }

    @Test("Normalisation, gate and 8-bit rounding come out through a product with the unit matrix")
    func loads() throws {
        var noise = Noise(5)
        let n = 96
        let x = noise.numbers(3 * n, scale: 4)
        let (weight, up) = (noise.numbers(n), noise.numbers(3 * n))
        let unit = (0..<n * n).map { Float($0 / n == $0 % n ? 1 : 0) }
        // Squares are added up in one order by vectors of eight numbers and of sixteen.
        var vectors: [Float]?
        for isa in Pool.available {
            let pool = try #require(Pool(isa))
            let matrix = try #require(ck_matrix_create(pool.pointer, 0, unit, n, n))
            defer { ck_matrix_destroy(matrix) }
            let activations = try #require(ck_activations_create(3, n))
            defer { ck_activations_destroy(activations) }
            var out = [Float](repeating: 0, count: 3 * n)
            func run() {
                out.withUnsafeMutableBufferPointer { out in
                    let product = ck_product(
                        matrix: matrix,
                        out: out.baseAddress,
                        stride: n,
                        bias: nil,
                        accumulate: false
                    )
                    ck_multiply(pool.pointer, activations, [product], 1)
                }
            }
            ck_activations_load_normed(pool.pointer, activations, x, weight, 1e-5, 3, n, false)
            run()
            if isa != .native(CK_ISA_GENERIC.rawValue) {
                #expect(out == vectors ?? out, "\(isa)")
                vectors = out
            }
            for token in 0..<3 {
                let part = x[token * n..<(token + 1) * n]
                let mean = part.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(n)
                for (index, value) in part.enumerated() {
                    let expected = Double(value) / (mean + 1e-5).squareRoot() * Double(weight[index])
                    #expect(abs(Double(out[token * n + index]) - expected) < 1e-5)
                }
            }
            ck_activations_load_gated(pool.pointer, activations, CK_GATE_SILU, x, up, 3, n, false)
            run()
            for index in 0..<3 * n {
                let g = Double(x[index])
                #expect(abs(Double(out[index]) - g / (1 + exp(-g)) * Double(up[index])) < 1e-5)
            }
            ck_activations_load_gated(pool.pointer, activations, CK_GATE_GELU, x, up, 3, n, false)
            run()
            for index in 0..<3 * n {
                let g = Double(x[index])
                let inner = (2 / Double.pi).squareRoot() * (g + 0.044715 * g * g * g)
                #expect(abs(Double(out[index]) - 0.5 * g * (1 + tanh(inner)) * Double(up[index])) < 1e-5)
            }
        }
    }

    @Test("Heads are normalised one by one, and a normalised vector is added to the stream")
    func heads() throws {
        var noise = Noise(6)
        let (rows, heads, head) = (3, 5, 40)
        let x = noise.numbers(rows * heads * head, scale: 3)
        let (weight, wide) = (noise.numbers(head), noise.numbers(heads * head))
        let stream = noise.numbers(x.count)
        func normalised(_ part: ArraySlice<Float>, _ weight: [Float]) -> [Double] {
            let mean = part.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(part.count)
            return zip(part, weight).map { Double($0) * Double($1) / (mean + 1e-6).squareRoot() }
        }
        for isa in Pool.available {
            let pool = try #require(Pool(isa))
            var y = x
            ck_norm_heads(pool.pointer, &y, weight, 1e-6, rows, heads, head)
            for at in stride(from: 0, to: x.count, by: head) {
                let expected = normalised(x[at..<at + head], weight)
                #expect(zip(y[at...], expected).allSatisfy { abs(Double($0) - $1) < 1e-5 })
            }
            var (sum, scratch) = (stream, x)
            ck_add_normed(pool.pointer, &sum, &scratch, wide, 1e-6, rows, heads * head)
            for row in 0..<rows {
                let range = row * heads * head..<(row + 1) * heads * head
                let expected = zip(stream[range], normalised(x[range], wide)).map { Double($0) + $1 }
                #expect(zip(sum[range], expected).allSatisfy { abs(Double($0) - $1) < 1e-5 })
            }
        }
    }

    @Test("The sum of exponentials and the largest of some numbers")
    func sums() {
        var noise = Noise(9)
        for count in [1, 7, 8, 9, 1000] {
            let x = noise.numbers(count, scale: 20)
            let exact = log(x.reduce(0.0) { $0 + exp(Double($1)) })
            #expect(abs(ck_log_sum_exp(x, count) - exact) < 1e-6)
            var shifted = x
            let sum = ck_simulated_exp_shifted(&shifted, count, 20)
            #expect(abs(log(sum) + 20 - exact) < 1e-6)
            #expect(abs(shifted.reduce(0.0) { $0 + Double($1) } - sum) < 1e-5 * sum)
            #expect(x[ck_argmax(x, count)] == x.max())
        }
        #expect(ck_argmax([.nan, 1, 2, .nan], 4) == 2)
        #expect(ck_log_sum_exp([-.infinity, -.infinity], 2) == -.infinity)
    }

    @Test("The AVX-512 kernels can be tested here, natively or simulated")
    func wide() {
        #expect(
            Pool(KernelSet.simulatedAVX512, lanes: 1) != nil,
            "libsimde-dev is missing: run Scripts/bootstrap --tests and build again"
        )
    }

    @Test("No instruction set lacks a kernel, not even one this CPU does not have")
    func complete() { #expect(ck_incomplete_table().map { String(cString: $0) } == nil) }

    @Test("Rotation turns pairs by the angle of their position", arguments: [true, false])
    func rotation(_ interleaved: Bool) throws {
        var noise = Noise(11)
        let pool = try #require(Pool(ck_best_isa(), lanes: 1))
        // Two heads of 8, of which 6 elements are rotated.
        let x = noise.numbers(16)
        var (turned, cosines, sines) = (x, [Float](repeating: 0, count: 3), [Float](repeating: 0, count: 3))
        ck_rope_angles(5, 6, 10_000, nil, &cosines, &sines)
        let shape = ck_rotation(head: 8, rotated: 6, interleaved: interleaved)
        ck_rotate(pool.pointer, shape, &turned, 1, 2, cosines, sines)
        for head in 0..<2 {
            for i in 0..<3 {
                let angle = 5 * pow(10_000, -2 * Double(i) / 6)
                let (a, b) = interleaved ? (2 * i, 2 * i + 1) : (i, i + 3)
                let (p, q) = (Double(x[8 * head + a]), Double(x[8 * head + b]))
                #expect(abs(Double(turned[8 * head + a]) - (p * cos(angle) - q * sin(angle))) < 1e-6)
                #expect(abs(Double(turned[8 * head + b]) - (p * sin(angle) + q * cos(angle))) < 1e-6)
            }
            #expect(turned[8 * head + 6...8 * head + 7] == x[8 * head + 6...8 * head + 7])
        }
    }

    @Test("Heads of every width are rotated alike on all instruction sets", arguments: [true, false])
    func rotateEverywhere(interleaved: Bool) throws {
        var noise = Noise(9)
        for (head, rotated) in [(8, 6), (16, 16), (24, 16), (64, 64), (128, 96)] {
            let (rows, heads) = (3, 5)
            let x = noise.numbers(rows * heads * head)
            let (cosines, sines) = (noise.numbers(rows * rotated / 2), noise.numbers(rows * rotated / 2))
            let shape = ck_rotation(head: head, rotated: rotated, interleaved: interleaved)
            func turned(_ kernels: KernelSet) throws -> [Float] {
                let pool = try #require(Pool(kernels))
                var turned = x
                withExtendedLifetime(pool) {
                    ck_rotate(pool.pointer, shape, &turned, rows, heads, cosines, sines)
                }
                return turned
            }
            let reference = try turned(.native(CK_ISA_GENERIC.rawValue))
            for kernels in Pool.available {
                for (a, b) in zip(try turned(kernels), reference) { #expect(abs(a - b) < 1e-6) }
            }
        }
    }

    @Test("The pool does each item once, however many there are and however often it is asked")
    func pool() throws {
        let pool = try #require(ck_pool_create(0))
        defer { ck_pool_destroy(pool) }
        #expect(ck_pool_lanes(pool) <= ck_pool_available())
        for round in 0..<2000 {
            let count = [0, 1, 2, 3, 17, 100][round % 6]
            var hits = [UInt8](repeating: 0, count: count + 1)
            hits.withUnsafeMutableBytes { hits in
                ck_pool_run(
                    pool,
                    Int32(count),
                    { context, _, index in
                        context?.assumingMemoryBound(to: UInt8.self)[Int(index)] += 1
                    },
                    hits.baseAddress
                )
            }
            #expect(hits.dropLast().allSatisfy { $0 == 1 } && hits.last == 0)
        }
    }

    @Test("Pools can be made and given back in a row")
    func pools() {
        for lanes in 0..<20 { ck_pool_destroy(ck_pool_create(Int32(lanes % 4))) }
        ck_pool_destroy(nil)
    }
}

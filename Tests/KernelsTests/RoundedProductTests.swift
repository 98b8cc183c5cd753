import CKernels
import Testing

@Suite("Products of training in 16-bit whole numbers")
struct RoundedProductTests {
    /// Numbers of one product; `x` is (tokens, elements), `stride` apart.
    private struct Work {
        let weights: Weights
        let backward: Bool
        let tokens: Int
        var x: [Float]

        var inner: Int { backward ? weights.rows : weights.columns }
        var outer: Int { backward ? weights.columns : weights.rows }
        var stride: Int { inner + 3 }

        func weight(_ inner: Int, _ outer: Int) -> Float {
            backward
                ? weights.values[inner * weights.columns + outer]
                : weights.values[outer * weights.columns + inner]
        }

        /// base + -0.5 · x·W with the kernels of an instruction set.
        func run(_ kernels: KernelSet, lanes: Int32, base: [Float]) throws -> [Float] {
            let pool = try #require(Pool(kernels, lanes: lanes))
            let training = try #require(ck_training_create(pool.pointer, 16, 16))
            defer { ck_training_destroy(training) }
            var out = base
            x.withUnsafeBufferPointer { x in
                weights.bytes.withUnsafeBytes { bytes in
                    out.withUnsafeMutableBufferPointer { out in
                        var term = ck_term(
                            x: x.baseAddress,
                            stride: stride,
                            type: weights.type,
                            data: bytes.baseAddress,
                            rows: weights.rows,
                            columns: weights.columns,
                            backward: backward,
                            scale: -0.5,
                            rounded: true
                        )
                        withUnsafePointer(to: &term) { term in
                            var sum = ck_sum(
                                out: out.baseAddress,
                                stride: outer,
                                columns: outer,
                                base: out.baseAddress,
                                bias: nil,
                                terms: term,
                                count: 1
                            )
                            ck_sum_products(training, &sum, 1, tokens)
                        }
                    }
                }
            }
            return out
        }

        /// The exact product of a token, and how far rounding may be from it: half a step of each element and of
        /// each weight, the steps being those of the largest of 256.
        func exact(_ token: Int, _ index: Int) -> (sum: Double, error: Double) {
            var (sum, error) = (0.0, 0.0)
            for first in Swift.stride(from: 0, to: inner, by: 256) {
                let range = first..<min(first + 256, inner)
                let vector = range.map { Double(x[token * stride + $0]) }
                let column = range.map { Double(weight($0, index)) }
                sum += zip(vector, column).reduce(0) { $0 + $1.0 * $1.1 }
                let most = (vector.map { abs($0) }.max() ?? 0) * (column.map { abs($0) }.max() ?? 0)
                error += Double(range.count) * most * (0.5 / 1023 + 0.5 / 8191 + 1e-6)
            }
            return (-0.5 * sum, 0.5 * error)
        }
    }

    @Test(
        "They are as near exact arithmetic as rounding allows, and alike on every instruction set",
        arguments: [0, 1, 3, 8, 12, 14] as [UInt32]
    )
    func products(_ type: UInt32) throws {
        var noise = Noise(UInt64(type) + 77)
        let block = ck_type_block(type)
        for (tokens, rows, blocks) in [(1, 3, 1), (7, 37, 3), (50, 16, 2), (131, 290, 1), (13, 521, 1)] {
            let columns = block == 1 ? 19 * blocks : block * blocks
            let weights = Weights(type, rows: rows, columns: columns, &noise)
            for backward in [false, true] {
                var work = Work(weights: weights, backward: backward, tokens: tokens, x: [])
                work.x = noise.numbers(tokens * work.stride)
                // Vectors of very different sizes, one that is zero, one with a single large element.
                for token in 0..<tokens {
                    let scale = [1, 1e-3, 1e12, 1e-38, 0, 1][token % 6] as Float
                    for i in 0..<work.stride { work.x[token * work.stride + i] *= scale }
                    if token % 6 == 5 { work.x[token * work.stride + work.inner / 2] = 1e4 }
                }
                let base = [Float](repeating: 0, count: tokens * work.outer)
                let plain = try work.run(.native(CK_ISA_GENERIC.rawValue), lanes: 1, base: base)
                let outs = try Pool.available.map { ($0, try work.run($0, lanes: 2, base: base)) }
                for token in Set([0, 1, 2, 3, 4, 5, tokens - 1]) where token < tokens {
                    for index in 0..<work.outer {
                        let (sum, error) = work.exact(token, index)
                        let place = token * work.outer + index
                        // What is below 1e-30 counts as nothing.
                        #expect(
                            abs(Double(plain[place]) - sum) <= error * 1.0001 + 1e-25,
                            "\(tokens) × \(rows) × \(columns)"
                        )
                        // The whole numbers are the same everywhere; only the last addition may be fused.
                        let size = max(abs(plain[place]), Float(error))
                        for (kernels, out) in outs {
                            #expect(abs(out[place] - plain[place]) <= 1e-5 * size, "\(kernels)")
                        }
                    }
                }
            }
        }
    }

    @Test("The largest sums fit, and what is no number stays none")
    func extremes() throws {
        var noise = Noise(5)
        let weights = Weights(0, rows: 33, columns: 256, &noise)
        let ones = Weights(floats: [Float](repeating: -1, count: 33 * 256), rows: 33, columns: 256)
        for kernels in Pool.available {
            for backward in [false, true] {
                var work = Work(weights: ones, backward: backward, tokens: 8, x: [])
                work.x = [Float](repeating: 2, count: 8 * work.stride)
                let base = [Float](repeating: 1, count: 8 * work.outer)
                let wanted = 1 + Float(work.inner)
                for value in try work.run(kernels, lanes: 2, base: base) {
                    #expect(abs(value - wanted) < 1e-3, "\(kernels)")
                }
                work = Work(weights: weights, backward: backward, tokens: 8, x: noise.numbers(8 * 300))
                work.x[work.stride] = .infinity
                work.x[3 * work.stride + work.inner - 1] = .nan
                let out = try work.run(kernels, lanes: 2, base: base)
                for token in 0..<8 {
                    let row = out[token * work.outer..<(token + 1) * work.outer]
                    let broken = token == 1 || token == 3
                    #expect(row.allSatisfy { broken ? $0.isNaN : $0.isFinite }, "\(kernels), token \(token)")
                }
            }
        }
    }
}

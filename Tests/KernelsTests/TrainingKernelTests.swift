import CKernels
import Foundation
import Testing

@Suite("The kernels of training are near exact arithmetic on every instruction set")
struct TrainingKernelTests {
    private func close(_ ours: Float, _ exact: Double, _ size: Double, _ what: @autoclosure () -> String) {
        #expect(abs(Double(ours) - exact) <= 2e-6 * size + 1e-6, "\(what()): \(ours) for \(exact)")
    }

    /// The sum of a row's or a column's products, and the sum of their magnitudes.
    private func product(_ weights: Weights, _ x: ArraySlice<Float>, _ index: Int, backward: Bool) -> (
        sum: Double, size: Double
    ) {
        if !backward { return weights.product(index, x) }
        var (sum, size) = (0.0, 0.0)
        for (row, value) in x.enumerated() {
            let term = Double(value) * Double(weights.values[row * weights.columns + index])
            sum += term
            size += abs(term)
        }
        return (sum, size)
    }

    @Test(
        "Sums of products with any type of weights, forward and back, on odd shapes",
        arguments: [0, 1, 30, 2, 3, 6, 7, 8, 10, 11, 12, 13, 14, 20] as [UInt32]
    )
    func sums(_ type: UInt32) throws {
        var noise = Noise(UInt64(type) + 1)
        let block = ck_type_block(type)
        for (tokens, rows, blocks) in [(1, 3, 1), (7, 37, 3), (50, 16, 2), (131, 290, 1)] {
            let columns = block == 1 ? 19 * blocks : block * blocks
            let weights = Weights(type, rows: rows, columns: columns, &noise)
            let extra = noise.numbers(5 * max(rows, columns))
            for backward in [false, true] {
                let (inner, outer) = backward ? (rows, columns) : (columns, rows)
                let x = noise.numbers(tokens * (inner + 2))
                let y = noise.numbers(tokens * 5)
                let base = noise.numbers(tokens * (outer + 3))
                for kernels in Pool.available {
                    let pool = try #require(Pool(kernels, lanes: 2))
                    let training = try #require(ck_training_create(pool.pointer, 16, 16))
                    defer { ck_training_destroy(training) }
                    var out = base
                    x.withUnsafeBufferPointer { x in
                        y.withUnsafeBufferPointer { y in
                            extra.withUnsafeBufferPointer { extra in
                                weights.bytes.withUnsafeBytes { bytes in
                                    out.withUnsafeMutableBufferPointer { out in
                                        let terms = [
                                            ck_term(
                                                x: x.baseAddress,
                                                stride: inner + 2,
                                                type: type,
                                                data: bytes.baseAddress,
                                                rows: rows,
                                                columns: columns,
                                                backward: backward,
                                                scale: 1,
                                                rounded: false
                                            ),
                                            ck_term(
                                                x: y.baseAddress,
                                                stride: 5,
                                                type: 0,
                                                data: extra.baseAddress,
                                                rows: 5,
                                                columns: outer,
                                                backward: true,
                                                scale: -0.5,
                                                rounded: false
                                            ),
                                        ]
                                        terms.withUnsafeBufferPointer { terms in
                                            var sum = ck_sum(
                                                out: out.baseAddress,
                                                stride: outer + 3,
                                                columns: outer,
                                                base: out.baseAddress,
                                                bias: nil,
                                                terms: terms.baseAddress,
                                                count: 2
                                            )
                                            ck_sum_products(training, &sum, 1, tokens)
                                        }
                                    }
                                }
                            }
                        }
                    }
                    for token in Set([0, tokens / 2, tokens - 1]) {
                        let input = x[token * (inner + 2)..<token * (inner + 2) + inner]
                        for index in 0..<outer {
                            var (sum, size) = product(weights, input, index, backward: backward)
                            let at = token * (outer + 3) + index
                            sum += Double(base[at])
                            size += abs(Double(base[at]))
                            for k in 0..<5 {
                                let term = -0.5 * Double(y[token * 5 + k]) * Double(extra[k * outer + index])
                                sum += term
                                size += abs(term)
                            }
                            close(out[at], sum, size, "\(kernels), \(tokens) × \(rows) × \(columns)")
                        }
                        // What lies between the results is left as it was.
                        for gap in outer..<outer + 3 {
                            #expect(out[token * (outer + 3) + gap] == base[token * (outer + 3) + gap])
                        }
                    }
                }
            }
        }
    }

    @Test("Sums of outer products", arguments: [(1, 16, 5), (300, 32, 33), (77, 16, 160)])
    func outer(_ tokens: Int, _ rank: Int, _ columns: Int) throws {
        var noise = Noise(UInt64(tokens))
        let left = noise.numbers(tokens * rank)
        let right = noise.numbers(tokens * columns)
        let begun = noise.numbers(rank * columns)
        for kernels in Pool.available {
            let pool = try #require(Pool(kernels, lanes: 2))
            let training = try #require(ck_training_create(pool.pointer, 16, 16))
            defer { ck_training_destroy(training) }
            var out = begun
            left.withUnsafeBufferPointer { left in
                right.withUnsafeBufferPointer { right in
                    out.withUnsafeMutableBufferPointer { out in
                        var outer = ck_outer(
                            left: left.baseAddress,
                            rank: rank,
                            right: right.baseAddress,
                            columns: columns,
                            scale: 2,
                            out: out.baseAddress
                        )
                        ck_sum_outer(training, &outer, 1, tokens)
                    }
                }
            }
            for place in stride(from: 0, to: rank * columns, by: 7) {
                let (r, c) = (place / columns, place % columns)
                var (sum, size) = (Double(begun[place]), abs(Double(begun[place])))
                for t in 0..<tokens {
                    let term = 2 * Double(left[t * rank + r]) * Double(right[t * columns + c])
                    sum += term
                    size += abs(term)
                }
                close(out[place], sum, size, "\(kernels)")
            }
        }
    }

    /// One head's attention of one group in double precision, and its gradients.
    private struct Exact {
        var out: [Double]
        var dQuery: [Double]
        var dKey: [Double]
        var dValue: [Double]
    }

    private func exact(
        _ sights: [ck_sight],
        _ head: Int,
        query: (Int, Int) -> Double,
        key: (Int, Int) -> Double,
        value: (Int, Int) -> Double,
        dOut: (Int, Int) -> Double
    ) -> Exact {
        let count = sights.count
        let scale = 1 / Double(head).squareRoot()
        let zero = [Double](repeating: 0, count: count * head)
        var result = Exact(out: zero, dQuery: zero, dKey: zero, dValue: zero)
        for i in 0..<count {
            let seen = (0...i).filter { $0 < sights[i].prefix || $0 >= sights[i].own }
            let scores = seen.map { j in (0..<head).reduce(0) { $0 + query(i, $1) * key(j, $1) } * scale }
            let most = scores.max() ?? 0
            let total = scores.reduce(0) { $0 + exp($1 - most) }
            let shares = scores.map { exp($0 - most) / total }
            let gains = seen.map { j in (0..<head).reduce(0) { $0 + dOut(i, $1) * value(j, $1) } }
            let mean = zip(shares, gains).reduce(0) { $0 + $1.0 * $1.1 }
            for (index, j) in seen.enumerated() {
                let gradient = shares[index] * (gains[index] - mean) * scale
                for e in 0..<head {
                    result.out[i * head + e] += shares[index] * value(j, e)
                    result.dValue[j * head + e] += shares[index] * dOut(i, e)
                    result.dQuery[i * head + e] += gradient * key(j, e)
                    result.dKey[j * head + e] += gradient * query(i, e)
                }
            }
        }
        return result
    }

    @Test(
        "Attention of branches that share a prefix, and its gradients",
        arguments: [(16, 3, 1), (64, 4, 2)]
    )
    func attention(_ head: Int, _ heads: Int, _ kvHeads: Int) throws {
        // Two groups: a prefix of 70 with branches of 1, 60 and 9 rows, and 5 rows alone.
        var sights = [ck_sight](repeating: ck_sight(prefix: 0, own: 0), count: 70)
        for (own, count) in [(70, 1), (71, 60), (131, 9)] {
            sights += [ck_sight](repeating: ck_sight(prefix: 70, own: Int32(own)), count: count)
        }
        sights += [ck_sight](repeating: ck_sight(prefix: 0, own: 0), count: 5)
        let groups = [ck_relatives(first: 0, count: 140), ck_relatives(first: 140, count: 5)]
        let (rows, stride, kvStride) = (145, heads * head, kvHeads * head)
        var noise = Noise(UInt64(head))
        let queries = noise.numbers(rows * stride, scale: 2)
        let keys = noise.numbers(rows * kvStride, scale: 2)
        let values = noise.numbers(rows * kvStride)
        let dOut = noise.numbers(rows * stride)
        for kernels in Pool.available {
            let pool = try #require(Pool(kernels, lanes: 2))
            let training = try #require(ck_training_create(pool.pointer, head, 140))
            defer { ck_training_destroy(training) }
            var out = [Float](repeating: .nan, count: rows * stride)
            var logs = [Float](repeating: .nan, count: rows * heads)
            var dQueries = out
            var dKeys = [Float](repeating: .nan, count: rows * kvStride)
            var dValues = dKeys
            var shares = [Float](repeating: .nan, count: 2 * rows * stride)
            groups.withUnsafeBufferPointer { groups in
                sights.withUnsafeBufferPointer { sights in
                    queries.withUnsafeBufferPointer { queries in
                        keys.withUnsafeBufferPointer { keys in
                            values.withUnsafeBufferPointer { values in
                                var shape = ck_grouped(
                                    heads: heads,
                                    kv_heads: kvHeads,
                                    head: head,
                                    scale: 1 / Float(head).squareRoot(),
                                    groups: groups.baseAddress,
                                    count: 2,
                                    sights: sights.baseAddress,
                                    queries: queries.baseAddress,
                                    keys: keys.baseAddress,
                                    values: values.baseAddress
                                )
                                ck_attend_groups(training, &shape, &out, &logs)
                                ck_attend_groups_backward(
                                    training,
                                    &shape,
                                    out,
                                    logs,
                                    dOut,
                                    &dQueries,
                                    &dKeys,
                                    &dValues,
                                    &shares
                                )
                            }
                        }
                    }
                }
            }
            for group in groups {
                let own = Array(sights[group.first..<group.first + group.count])
                var dKey = [Double](repeating: 0, count: group.count * kvStride)
                var dValue = dKey
                for h in 0..<heads {
                    let kv = h / (heads / kvHeads)
                    let exact = exact(
                        own,
                        head,
                        query: { Double(queries[(group.first + $0) * stride + h * head + $1]) },
                        key: { Double(keys[(group.first + $0) * kvStride + kv * head + $1]) },
                        value: { Double(values[(group.first + $0) * kvStride + kv * head + $1]) },
                        dOut: { Double(dOut[(group.first + $0) * stride + h * head + $1]) }
                    )
                    for i in 0..<group.count {
                        for e in 0..<head {
                            let at = (group.first + i) * stride + h * head + e
                            close(out[at], exact.out[i * head + e], 4, "\(kernels), out")
                            close(dQueries[at], exact.dQuery[i * head + e], 40, "\(kernels), queries")
                            dKey[i * kvStride + kv * head + e] += exact.dKey[i * head + e]
                            dValue[i * kvStride + kv * head + e] += exact.dValue[i * head + e]
                        }
                    }
                }
                for place in dKey.indices {
                    let at = group.first * kvStride + place
                    close(dKeys[at], dKey[place], 80, "\(kernels), keys")
                    close(dValues[at], dValue[place], 80, "\(kernels), values")
                }
            }
        }
    }

    @Test("Gates, norms and the cross entropy, back and forth", arguments: [1, 9, 300])
    func rows(_ n: Int) throws {
        var noise = Noise(UInt64(n))
        let (x, gate, up, d) = (
            noise.numbers(2 * n, scale: 3), noise.numbers(2 * n, scale: 6), noise.numbers(2 * n, scale: 2),
            noise.numbers(2 * n)
        )
        let weight = noise.numbers(n)
        for kernels in Pool.available {
            let pool = try #require(Pool(kernels, lanes: 2))
            var (dGate, dUp, hidden) = (gate, up, d)
            ck_silu_rows_backward(pool.pointer, &dGate, &dUp, &hidden, 2, n)
            for i in 0..<2 * n {
                let (g, u, slope) = (Double(gate[i]), Double(up[i]), Double(d[i]))
                let s = 1 / (1 + exp(-g))
                close(hidden[i], g * s * u, abs(g * u), "\(kernels), product")
                close(dUp[i], slope * g * s, abs(g), "\(kernels), up")
                close(dGate[i], slope * u * s * (1 + g * (1 - s)), abs(u) * 8, "\(kernels), gate")
            }
            var dX = [Float](repeating: 1, count: 2 * n)
            ck_norm_rows_backward(pool.pointer, x, weight, 1e-5, d, 2, n, &dX)
            for row in 0..<2 {
                let part = (0..<n).map { Double(x[row * n + $0]) }
                let gain = (0..<n).map { Double(weight[$0]) * Double(d[row * n + $0]) }
                let r = 1 / (part.reduce(0) { $0 + $1 * $1 } / Double(n) + 1e-5).squareRoot()
                let mean = zip(part, gain).reduce(0) { $0 + $1.0 * $1.1 } / Double(n)
                for i in 0..<n {
                    close(
                        dX[row * n + i],
                        1 + r * (gain[i] - part[i] * r * r * mean),
                        8 * r,
                        "\(kernels), norm"
                    )
                }
            }
            var logits = x
            var losses = [0.0, 0.0]
            var hits = [false, false]
            let targets = [Int32(n / 2), Int32(n - 1)]
            ck_cross_entropy(pool.pointer, &logits, n, 2, n, targets, [0.5, 2], true, &losses, &hits)
            for row in 0..<2 {
                let part = (0..<n).map { Double(x[row * n + $0]) }
                let total = part.reduce(0) { $0 + exp($1) }
                let target = Int(targets[row])
                #expect(abs(losses[row] - (log(total) - part[target])) < 1e-5)
                #expect(hits[row] == (part[target] == part.max()))
                for i in 0..<n {
                    let exact = [0.5, 2][row] * (exp(part[i]) / total - (i == target ? 1 : 0))
                    close(logits[row * n + i], exact, 2, "\(kernels), cross entropy")
                }
            }
        }
    }

    @Test("Dropout leaves out the share it is told, the same for the same seed, and keeps the mean")
    func dropout() throws {
        let pool = try #require(ck_pool_create(2))
        defer { ck_pool_destroy(pool) }
        let x = [Float](repeating: 1, count: 40 * 501)
        func drop(_ seed: UInt64, add: Bool = false) -> [Float] {
            var out = [Float](repeating: 3, count: x.count)
            ck_dropout_rows(pool, x, 40, 501, 0.25, seed, add, &out)
            return out
        }
        let first = drop(1)
        let share = Double(first.count { $0 == 0 }) / Double(x.count)
        #expect(abs(share - 0.25) < 0.015, "\(share)")
        #expect(first.allSatisfy { $0 == 0 || abs($0 - 4 / 3) < 1e-6 })
        #expect(drop(1) == first && drop(2) != first)
        #expect(zip(drop(1, add: true), first).allSatisfy { $0 == 3 + $1 })
    }

    @Test("AdamW changes parameters as its paper says")
    func adamW() throws {
        let pool = try #require(ck_pool_create(2))
        defer { ck_pool_destroy(pool) }
        var noise = Noise(3)
        let begun = noise.numbers(20_001)
        var parameters = begun
        var means = [Float](repeating: 0, count: begun.count)
        var squares = means
        var exact = begun.map(Double.init)
        var exactMeans = [Double](repeating: 0, count: begun.count)
        var exactSquares = exactMeans
        for step in 1...3 {
            let gradients = noise.numbers(begun.count)
            let sum = gradients.reduce(0) { $0 + Double($1) * Double($1) }
            #expect(abs(ck_sum_squares(pool, gradients, gradients.count) - sum) < 1e-6 * sum)
            let settings = ck_adamw(
                rate: 0.01,
                beta1: 0.9,
                beta2: 0.99,
                epsilon: 1e-8,
                decay: 0.1,
                scale: 0.5,
                step: Int32(step)
            )
            ck_adamw_step(pool, settings, gradients, begun.count, &parameters, &means, &squares)
            for i in begun.indices {
                let g = 0.5 * Double(gradients[i])
                exactMeans[i] = 0.9 * exactMeans[i] + 0.1 * g
                exactSquares[i] = 0.99 * exactSquares[i] + 0.01 * g * g
                let mean = exactMeans[i] / (1 - pow(0.9, Double(step)))
                let square = exactSquares[i] / (1 - pow(0.99, Double(step)))
                exact[i] -= 0.01 * 0.1 * exact[i] + 0.01 * mean / (square.squareRoot() + 1e-8)
            }
        }
        for i in begun.indices { #expect(abs(Double(parameters[i]) - exact[i]) < 1e-5) }
    }
}

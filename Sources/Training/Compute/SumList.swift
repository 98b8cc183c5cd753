import CKernels

/// Sums of products that are computed in one parallel region.
struct SumList {
    private var sums: [(sum: ck_sum, terms: Range<Int>)] = []
    private var terms: [ck_term] = []

    /// Adds a sum of terms.
    ///
    /// - Parameters:
    ///   - out: (tokens, columns), `stride` floats apart where they are not dense.
    ///   - base: What is begun with, laid out as `out`; else `bias`, else zero.
    mutating func add(
        to out: UnsafeMutablePointer<Float>,
        columns: Int,
        stride: Int? = nil,
        base: UnsafePointer<Float>? = nil,
        bias: UnsafePointer<Float>? = nil,
        _ terms: [ck_term]
    ) {
        let sum = ck_sum(
            out: out,
            stride: stride ?? columns,
            columns: columns,
            base: base,
            bias: bias,
            terms: nil,
            count: Int32(terms.count)
        )
        sums.append((sum, self.terms.count..<self.terms.count + terms.count))
        self.terms += terms
    }

    /// Computes the sums for `tokens` tokens.
    func run(_ lanes: Lanes, tokens: Int) {
        guard !sums.isEmpty else { return }
        terms.withUnsafeBufferPointer { terms in
            let placed = sums.map { sum, range in
                var sum = sum
                sum.terms = terms.baseAddress.map { $0 + range.lowerBound }
                return sum
            }
            ck_sum_products(lanes.training, placed, Int32(placed.count), tokens)
        }
    }
}

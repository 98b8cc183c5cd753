import CKernels
import Core

/// Draws tokens from logits.
struct Sampler {
    private let sampling: Sampling
    private var state: UInt64

    /// Creates a sampler; equal settings and logits give equal draws.
    init(_ sampling: Sampling) {
        self.sampling = sampling
        state = sampling.seed
    }

    /// Draws one of the allowed tokens.
    ///
    /// - Parameter allowed: The tokens to draw from, not empty; `nil` allows all.
    /// - Returns: The token and the logarithm of its probability among the allowed, as the model sees
    ///   it: temperature and top-p do not change it.
    mutating func draw(_ logits: Logits, among allowed: [Int32]?)
        -> (token: Int32, logProbability: Double)
    {
        guard let allowed else {
            let values = logits.values
            let chosen =
                sampling.temperature > 0
                ? drawIndex(Array(values)) : values.baseAddress.map { ck_argmax($0, values.count) } ?? 0
            return (Int32(chosen), min(0, logits[Int32(chosen)]))
        }
        let candidates = allowed.map { logits.values[Int($0)] }
        let whole = ck_log_sum_exp(candidates, candidates.count)
        let chosen =
            sampling.temperature > 0 ? drawIndex(candidates) : ck_argmax(candidates, candidates.count)
        return (allowed[chosen], min(0, Double(candidates[chosen]) - whole))
    }

    private mutating func drawIndex(_ candidates: [Float]) -> Int {
        let best = candidates[ck_argmax(candidates, candidates.count)]
        let inverse = 1 / max(sampling.temperature, 1e-4)
        var weights = candidates.map { ($0 - best) * inverse }
        let total = ck_exp_shifted(&weights, weights.count, 0)
        guard total.isFinite, total > 0 else { return ck_argmax(candidates, candidates.count) }
        var order = Array(weights.indices)
        var kept = total
        if sampling.topP < 1 {
            // What is below a millionth of the likeliest is not worth sorting.
            order = order.filter { weights[$0] > 1e-6 }.sorted { weights[$0] > weights[$1] }
            let wanted = Double(max(0, sampling.topP)) * total
            kept = 0
            let count = order.firstIndex { index in
                kept += Double(weights[index])
                return kept >= wanted
            }
            if let count { order = Array(order.prefix(count + 1)) }
        }
        var rest = uniform() * kept
        for index in order {
            rest -= Double(weights[index])
            if rest < 0 { return index }
        }
        return order.last ?? 0
    }

    /// A number from 0 to 1 (SplitMix64).
    private mutating func uniform() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
    }
}

import Glibc

/// How a model's probabilities are turned into shares of right replies.
///
/// One number, the temperature T: a reply of probability p is right in p^(1/T) of the cases
/// (temperature scaling, Guo et al. 2017, of whole replies).
public struct Calibration: Sendable, Hashable, Codable {
    /// The temperature; above 1 where the model is too modest about whole replies, below where it is too sure.
    public var temperature: Double
    /// The expected calibration error with that temperature, 0 to 1.
    public var error: Double
    /// The same without it.
    public var errorBefore: Double

    /// A reply that was given with some probability, and whether it was right.
    struct Trial: Sendable, Hashable {
        /// The natural logarithm of its probability.
        var logProbability: Double
        var isRight: Bool
    }

    /// Fits the temperature; `nil` where there are too few trials to say anything.
    init?(of trials: [Trial]) {
        guard trials.count >= Self.fewest else { return nil }
        let steps = (-30...30).map { exp(Double($0) * 0.1) }
        let best = steps.min { Self.loss(trials, $0) < Self.loss(trials, $1) } ?? 1
        temperature = best
        error = Self.error(trials, best)
        errorBefore = Self.error(trials, 1)
    }

    /// Trials below which nothing is fitted.
    private static let fewest = 20

    private static func confidence(_ trial: Trial, _ temperature: Double) -> Double {
        exp(min(0, trial.logProbability) / temperature)
    }

    /// The mean of -log of the confidence in what was the case.
    private static func loss(_ trials: [Trial], _ temperature: Double) -> Double {
        let sum = trials.reduce(0) { sum, trial in
            let p = min(max(confidence(trial, temperature), 1e-6), 1 - 1e-6)
            return sum - log(trial.isRight ? p : 1 - p)
        }
        // Where trials say little the temperature is drawn towards 1.
        return (sum + 0.1 * log(temperature) * log(temperature)) / Double(trials.count)
    }

    /// The expected calibration error over ten bins of equal width.
    private static func error(_ trials: [Trial], _ temperature: Double) -> Double {
        var bins = [(confidence: Double, right: Int, count: Int)](repeating: (0, 0, 0), count: 10)
        for trial in trials {
            let p = confidence(trial, temperature)
            let bin = min(9, Int(p * 10))
            bins[bin].confidence += p
            bins[bin].right += trial.isRight ? 1 : 0
            bins[bin].count += 1
        }
        return bins.reduce(0) { $0 + abs($1.confidence - Double($1.right)) } / Double(trials.count)
    }
}

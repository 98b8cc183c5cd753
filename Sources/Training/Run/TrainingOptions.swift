import Glibc

/// How an adapter is trained.
public struct TrainingOptions: Sendable, Hashable, Codable {
    /// The rank of the changes, 1 to 256.
    public var rank = 16
    /// What B·A is multiplied with after dividing by the rank.
    public var alpha: Float = 32
    /// The matrices of each block that are changed.
    public var matrices: [TrainedMatrix] = TrainedMatrix.allCases
    /// The learning rate after warming up.
    public var rate: Float = 5e-4
    /// The share of the steps in which the rate rises from zero, 0 up to 1.
    public var warmup: Float = 0.05
    /// The share of the rate that is left at the end of the cosine, 0 to 1.
    public var floor: Float = 0.1
    /// How often each example is gone through.
    public var epochs = 2
    /// Steps at most; `nil` for all of the epochs.
    public var steps: Int?
    /// Tokens of a pass; examples of one prefix share its tokens.
    public var passTokens = 1024
    /// Passes whose gradients are added up for a step.
    public var passesPerStep = 2
    /// Whether an adapter may be gone on from whose examples had another form: what it knows of tasks is kept, how
    /// they are asked is learnt anew.
    public var acrossForms = false
    /// Tokens of an example at most.
    public var longest = 2048
    /// AdamW's weight decay.
    public var decay: Float = 0
    /// The length a gradient is cut down to; 0 leaves it.
    public var clip: Float = 1
    /// The share of the adapter's inputs that are left out, 0 up to 1.
    public var dropout: Float = 0
    /// The share of the prefixes that are held back for evaluation, 0 up to 1.
    public var holdBack: Float = 0.05
    /// Steps between evaluations.
    public var evaluateEvery = 50
    /// Steps between checkpoints.
    public var checkpointEvery = 25
    /// How products with the base model's matrices are computed.
    public var products = TrainingProducts.int16
    /// The seed of what is drawn: factors, order, dropout.
    public var seed: UInt64 = 0

    /// Creates the default options.
    public init() {}

    /// Checks the ranges.
    ///
    /// - Throws: ``TrainingError`` with code `invalidOption`.
    public func validate() throws(TrainingError) {
        func require(_ condition: Bool, _ what: String) throws(TrainingError) {
            guard condition else { throw TrainingError(.invalidOption, what) }
        }
        try require((1...256).contains(rank), "the rank is \(rank), expected 1 to 256")
        try require(alpha.isFinite && alpha > 0, "alpha is \(alpha), expected a number above 0")
        try require(!matrices.isEmpty, "no matrix is to be trained; name one")
        try require(
            rate.isFinite && rate > 0 && rate <= 1,
            "the rate is \(rate), expected above 0, at most 1"
        )
        try require((0..<1).contains(warmup), "the warm-up is \(warmup), expected a share below 1")
        try require((0...1).contains(floor), "the floor is \(floor), expected a share")
        try require((1...10_000).contains(epochs), "there are \(epochs) epochs, expected 1 or more")
        try require(steps.map { $0 > 0 } ?? true, "there are no steps; leave the number out or give one")
        try require(
            (16...65_536).contains(passTokens),
            "a pass has \(passTokens) tokens, expected 16 to 65536"
        )
        try require(
            (1...4096).contains(passesPerStep),
            "a step has \(passesPerStep) passes, expected 1 to 4096"
        )
        try require((8...65_536).contains(longest), "an example has \(longest) tokens, expected 8 to 65536")
        try require(decay.isFinite && decay >= 0, "the decay is \(decay), expected 0 or more")
        try require(clip.isFinite && clip >= 0, "the clip is \(clip), expected 0 or more")
        try require((0..<1).contains(dropout), "the dropout is \(dropout), expected a share below 1")
        try require((0..<1).contains(holdBack), "\(holdBack) is held back, expected a share below 1")
        try require(evaluateEvery > 0, "an evaluation every \(evaluateEvery) steps makes no sense")
        try require(checkpointEvery > 0, "a checkpoint every \(checkpointEvery) steps makes no sense")
    }

    /// The rate of a step of `total`, counted from 0: a straight rise, then half a cosine.
    func rate(step: Int, of total: Int) -> Float {
        let rise = Int((Float(total) * warmup).rounded(.up))
        if step < rise { return rate * Float(step + 1) / Float(rise) }
        let share = Double(step - rise) / Double(max(1, total - rise))
        let fall = 0.5 * (1 + cos(.pi * min(1, share)))
        return rate * (floor + (1 - floor) * Float(fall))
    }
}

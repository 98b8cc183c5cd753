/// What a step gave.
public struct TrainingStep: Sendable, Hashable, Codable {
    /// The step, from 1.
    public var step: Int
    /// The mean loss of its targets, in nats a token.
    public var loss: Double
    /// The length of its gradient before it was cut down.
    public var gradient: Double
    /// Its learning rate.
    public var rate: Float
    /// The tokens it went through.
    public var tokens: Int
}

/// What the examples that are held back say of an adapter.
public struct TrainingEvaluation: Sendable, Hashable, Codable {
    /// The steps done.
    public var step: Int
    /// The mean loss, in nats a token.
    public var loss: Double
    /// The share of tokens that were the likeliest.
    public var tokenAccuracy: Double
    /// The share of examples all of whose tokens were.
    public var exact: Double
    /// The examples.
    public var examples: Int
    /// How well the probability of a whole reply says whether it is right.
    public var calibration: Calibration?

    /// Whether more examples are right, or as many and the loss is lower.
    func isBetter(than other: TrainingEvaluation) -> Bool {
        (exact, -loss) > (other.exact, -other.loss)
    }
}

/// What happens in a run.
public enum TrainingEvent: Sendable {
    /// The run begins, or goes on after `done` steps.
    case began(TrainingPlan, done: Int)
    /// A step is done.
    case step(TrainingStep, tokensPerSecond: Double, secondsLeft: Double)
    /// The examples held back were gone through.
    case evaluated(TrainingEvaluation)
    /// Something a person should know.
    case note(String)
}

/// What a run is going to do.
public struct TrainingPlan: Sendable, Hashable, Codable {
    /// The model's file.
    public var model: String
    /// Examples that are trained on.
    public var examples: Int
    /// Examples that are held back.
    public var heldBack: Int
    /// Lines and examples that are not used.
    public var skipped: Int
    /// Different prefixes among those trained on.
    public var prefixes: Int
    /// Tokens of an epoch, those of shared prefixes counted once for each pass.
    public var tokens: Int
    /// Steps of the run.
    public var steps: Int
    /// Numbers that are trained.
    public var parameters: Int
}

/// What a run ended with.
public struct TrainingResult: Sendable, Hashable, Codable {
    /// The adapter in the project's own form.
    public var adapter: String
    /// The folder, which is also a PEFT folder.
    public var folder: String
    /// The report.
    public var report: String
    /// The steps done in all.
    public var steps: Int
    /// The loss of the last steps, in nats a token.
    public var loss: Double
    /// The evaluation of the adapter that was written: the best after the first step.
    public var evaluation: TrainingEvaluation?
    /// Tokens a second in this process.
    public var tokensPerSecond: Double
}

import Foundation
import Training

/// Something that a run of training tells: a JSON line, or a line for a person.
public struct TrainLine: Sendable, Encodable {
    /// The kinds of lines.
    public enum Kind: String, Sendable, Encodable {
        /// What is going to be done.
        case plan
        /// A step was done.
        case step
        /// The examples held back were gone through.
        case evaluation
        /// Something is not used, and why.
        case note
        /// The adapter is written.
        case result
    }

    /// The kind.
    public let kind: Kind
    /// The line for a person.
    public let text: String
    /// What stands in the JSON line beside the kind.
    private let values: [any Encodable & Sendable]

    private init(_ kind: Kind, _ text: String, _ values: [any Encodable & Sendable]) {
        (self.kind, self.text, self.values) = (kind, text, values)
    }

    private enum Key: String, CodingKey { case kind }

    /// Writes the kind and the values side by side.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(kind, forKey: .kind)
        for value in values { try value.encode(to: encoder) }
    }

    private struct Pace: Encodable, Sendable {
        var steps: Int
        var tokensPerSecond: Double
        var secondsLeft: Double
    }

    private struct Note: Encodable, Sendable { var note: String }

    private struct Start: Encodable, Sendable { var done: Int }

    init(_ event: TrainingEvent, steps: Int) {
        switch event {
        case .began(let plan, let done):
            let more = done > 0 ? ", going on after step \(done)" : ""
            let text =
                "\(plan.examples) examples with \(plan.prefixes) prefixes, \(plan.heldBack) held back, "
                + "\(plan.tokens) tokens an epoch, \(plan.steps) steps\(more)"
            self.init(.plan, text, [plan, Start(done: done)])
        case .step(let step, let speed, let left):
            let text =
                "step \(step.step) of \(steps)  loss \(String(format: "%.4f", step.loss))  "
                + "\(Int(speed)) tokens/s  \(Self.duration(left)) left"
            self.init(.step, text, [step, Pace(steps: steps, tokensPerSecond: speed, secondsLeft: left)])
        case .evaluated(let evaluation):
            let text = String(
                format: "after step %d: %d examples held back, loss %.4f, %.1f %% of tokens right, "
                    + "%.1f %% of examples right",
                evaluation.step,
                evaluation.examples,
                evaluation.loss,
                evaluation.tokenAccuracy * 100,
                evaluation.exact * 100
            )
            self.init(.evaluation, text, [evaluation])
        case .note(let text): self.init(.note, text, [Note(note: text)])
        }
    }

    init(_ result: TrainingResult) {
        let loss = String(format: "%.4f", result.loss)
        self.init(.result, "loss \(loss) after \(result.steps) steps; \(result.report)", [result])
    }

    private static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e8 else { return "?" }
        let whole = Int(seconds)
        return whole >= 3600
            ? String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
            : String(format: "%d:%02d", whole / 60, whole % 60)
    }
}

import Foundation

/// What decisions on recorded screens say of a planner, without carrying any of them out.
public struct OfflineReport: Sendable, Hashable, Codable {
    /// One decision beside what the record says should have been decided.
    public struct Judgement: Sendable, Hashable, Codable {
        /// The episode it belongs to.
        public var episode: String
        /// Whether the goal was reached on this screen.
        public var isEnd: Bool
        /// Whether the planner said that it was.
        public var saysEnd: Bool
        /// Whether it is the right kind of action.
        public var operation: Bool
        /// Whether it is aimed at the right element.
        public var object: Bool
        /// Whether it is the right action in all.
        public var isRight: Bool
        /// How likely the planner thought it; `nil` where it does not say.
        public var probability: Double?

        /// Creates a judgement.
        public init(
            episode: String,
            isEnd: Bool,
            saysEnd: Bool,
            operation: Bool,
            object: Bool,
            isRight: Bool,
            probability: Double? = nil
        ) {
            self.episode = episode
            self.isEnd = isEnd
            self.saysEnd = saysEnd
            self.operation = operation
            self.object = object
            self.isRight = isRight
            self.probability = probability
        }
    }

    /// The decisions, episode by episode.
    public var judgements: [Judgement] = []
    /// What could not be used, by reason.
    public var skipped: [String: Int] = [:]

    /// Creates a report of nothing.
    public init() {}

    private func share(_ all: [Judgement], _ fits: (Judgement) -> Bool) -> Double? {
        all.isEmpty ? nil : Double(all.count(where: fits)) / Double(all.count)
    }

    private var acts: [Judgement] { judgements.filter { !$0.isEnd } }

    /// The share of actions of the right kind, where one was due.
    public var operationAccuracy: Double? { share(acts, \.operation) }

    /// The share of actions aimed at the right element, where one was due.
    public var objectAccuracy: Double? { share(acts, \.object) }

    /// The share of screens on which it was told rightly whether the goal is reached.
    public var statusAccuracy: Double? { share(judgements) { $0.isEnd == $0.saysEnd } }

    /// The share of decisions that are right in all.
    public var stepSuccess: Double? { share(judgements, \.isRight) }

    /// The share of episodes all of whose decisions are right.
    public var taskSuccess: Double? {
        let episodes = Dictionary(grouping: judgements, by: \.episode)
        guard !episodes.isEmpty else { return nil }
        return Double(episodes.values.count { $0.allSatisfy(\.isRight) }) / Double(episodes.count)
    }

    /// The expected calibration error over ten bins of equal width; `nil` where no decision says how likely
    /// it is.
    public var calibrationError: Double? {
        let told = judgements.compactMap { one in one.probability.map { ($0, one.isRight) } }
        guard !told.isEmpty else { return nil }
        var bins = [Double](repeating: 0, count: 10)
        for (probability, isRight) in told {
            bins[min(9, max(0, Int(probability * 10)))] += probability - (isRight ? 1 : 0)
        }
        return bins.reduce(0) { $0 + abs($1) } / Double(told.count)
    }

    /// The figures by their names in JSON.
    public var figures: [(name: String, value: Double?)] {
        [
            ("object_accuracy", objectAccuracy), ("operation_accuracy", operationAccuracy),
            ("status_accuracy", statusAccuracy), ("step_success", stepSuccess),
            ("task_success", taskSuccess), ("calibration_error", calibrationError),
        ]
    }

    /// The figures as one line of JSON, with the numbers of decisions and episodes.
    public var jsonLine: String {
        let episodes = Set(judgements.map(\.episode)).count
        let values = figures.map { figure in
            "\"\(figure.name)\":\(figure.value.map { String(format: "%.4f", $0) } ?? "null")"
        }
        return "{\"decisions\":\(judgements.count),\"episodes\":\(episodes),"
            + values.joined(separator: ",") + "}"
    }

    /// The figures as a table for a person, shares with 95 % intervals (Wilson).
    public var table: String {
        let episodes = Set(judgements.map(\.episode)).count
        let rows = figures.map { figure -> String in
            let name = figure.name.replacingOccurrences(of: "_", with: " ")
                .padding(toLength: 20, withPad: " ", startingAt: 0)
            guard let value = figure.value else { return "\(name)  -" }
            guard figure.name != "calibration_error" else { return name + String(format: "  %.3f", value) }
            let trials =
                figure.name == "task_success"
                ? episodes : figure.name.hasPrefix("o") ? acts.count : judgements.count
            let interval = Statistics.wilson(successes: Int((value * Double(trials)).rounded()), of: trials)
            return name
                + String(
                    format: "  %5.1f %%  (%.0f to %.0f %%)",
                    value * 100,
                    interval.lowerBound * 100,
                    interval.upperBound * 100
                )
        }
        let left = skipped.sorted { $0.key < $1.key }.map { "left out: \($0.value) × \($0.key)" }
        return (["\(judgements.count) decisions of \(episodes) episodes"] + rows + left)
            .joined(separator: "\n") + "\n"
    }
}

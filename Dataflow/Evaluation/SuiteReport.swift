import Core
import Foundation

/// What came of a suite of tasks.
public struct SuiteReport: Hashable, Sendable, Codable {
    /// The suite's name.
    public var suite: String
    /// The results in the order of the tasks.
    public var results: [TaskResult]

    /// Creates a report.
    public init(suite: String, results: [TaskResult] = []) {
        self.suite = suite
        self.results = results
    }

    /// The results that count: those of valid tasks.
    public var valid: [TaskResult] { results.filter { !$0.isInvalid } }

    /// The number of valid tasks that succeeded.
    public var successes: Int { valid.count(where: \.success) }

    /// The number of tasks that prove nothing.
    public var invalid: Int { results.count - valid.count }

    /// The 95 % interval of the success rate, from 0 to 1.
    public var interval: ClosedRange<Double> {
        Statistics.wilson(successes: successes, of: valid.count)
    }

    /// The median time of a valid task in seconds; `nil` when there are none.
    public var median: Double? { Statistics.percentile(0.5, of: valid.map(\.seconds)) }

    /// The time in seconds that 95 % of the valid tasks do not exceed; `nil` when there are none.
    public var slow: Double? { Statistics.percentile(0.95, of: valid.map(\.seconds)) }
}

extension TaskResult {
    /// The result as one line of JSON with the keys id, success, steps, seconds and outcome, and where
    /// a model was asked `model`, what the engine did; `application` and `effort` where they are known.
    public var jsonLine: String {
        "{\"id\":\(JSONText.of(id)),\"success\":\(success),\"steps\":\(steps),"
            + "\"seconds\":\(JSONText.of(seconds)),\"outcome\":\(JSONText.of(outcome))"
            + (model.map { ",\"model\":\(JSONText.object($0))" } ?? "")
            + (application.map { ",\"application\":\(JSONText.of($0))" } ?? "")
            + (effort.map { ",\"effort\":\(JSONText.object($0))" } ?? "") + "}"
    }
}

extension SuiteReport {
    /// The summary as one line of JSON with the keys suite, n, success, p50_s and p95_s.
    ///
    /// `n` and `success` are numbers of tasks; invalid ones are not among them but are counted in
    /// one more key, `invalid`, where there are any. Behind these stand the interval and, where they are
    /// known, the figures of `SuiteReport+Figures.swift`.
    public var jsonLine: String {
        let apart = invalid > 0 ? ",\"invalid\":\(invalid)" : ""
        return "{\"suite\":\(JSONText.of(suite)),\"n\":\(valid.count),\"success\":\(successes),"
            + "\"p50_s\":\(JSONText.of(median)),\"p95_s\":\(JSONText.of(slow))\(apart)\(figures)}"
    }

    /// The keys behind those that a summary always has; nothing for a suite without efforts.
    private var figures: String {
        guard valid.contains(where: { $0.effort != nil }) else { return "" }
        let pairs: [(String, Double?)] = [
            ("low", interval.lowerBound), ("high", interval.upperBound),
            ("step_p50_s", stepSeconds(0.5)), ("step_p95_s", stepSeconds(0.95)),
            ("steps_for_oracle", stepsForOracle), ("tokens", tokensPerTask), ("calls", callsPerTask),
            ("success_under_policy", successUnderPolicy), ("risk", riskRatio),
            ("mean_over_applications", meanOverApplications),
        ]
        return pairs.map { ",\"\($0.0)\":\(JSONText.of($0.1))" }.joined()
    }

    /// The report as lines of JSON: one a task, then the summary.
    public var jsonLines: String {
        (results.map(\.jsonLine) + [jsonLine]).joined(separator: "\n") + "\n"
    }
}

/// The writing of JSON values (RFC 8259).
private enum JSONText {
    static func of(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        // A string always encodes.
        return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }

    static func object(_ usage: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return (try? encoder.encode(usage)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }

    static func of(_ seconds: Double?) -> String {
        guard let seconds, seconds.isFinite else { return "null" }
        return "\((seconds * 1000).rounded() / 1000)"
    }
}

import Core
import Dataflow
import Foundation

/// How a collection went.
public struct CollectReport: Sendable, Codable {
    /// Tasks by what came of them in this run.
    public var verdicts: [String: Int] = [:]
    /// Episodes run now.
    public var episodes = 0
    /// Tasks that were there already from an earlier run.
    public var earlier = 0
    /// Tasks left out because a program is not installed.
    public var skipped = 0
    /// Seconds from the first display to the end.
    public var seconds = 0.0
    /// Episodes a minute.
    public var perMinute = 0.0
    /// Templates of which an episode did not pass, and why the last one did not.
    public var troubled: [String: String] = [:]
    /// Whether it was interrupted before the last task.
    public var interrupted = false
    /// The directory of the collection.
    public var directory: String

    init(directory: String) { self.directory = directory }

    mutating func add(_ record: EpisodeRecord) {
        episodes += 1
        verdicts[record.verdict.rawValue, default: 0] += 1
        if record.verdict != .pass {
            troubled[record.template] = "\(record.verdict.rawValue): \(record.message)"
        }
    }

    mutating func end(after duration: Duration) {
        seconds = duration / .seconds(1)
        perMinute = seconds > 0 ? Double(episodes) * 60 / seconds : 0
    }

    /// The report for a person: the templates in trouble, then a line of figures.
    public var text: String {
        let lines = troubled.sorted { $0.key < $1.key }.map { "\($0.key)  \($0.value)" }
        let counts = EpisodeRecord.Verdict.allCases.compactMap { verdict in
            verdicts[verdict.rawValue].map { "\($0) \(verdict.rawValue)" }
        }
        var summary = "\(episodes) episodes"
        if !counts.isEmpty { summary += ": " + counts.joined(separator: ", ") }
        if earlier > 0 { summary += "; \(earlier) were there already" }
        if skipped > 0 { summary += "; \(skipped) left out" }
        let rate = (perMinute * 10).rounded() / 10
        summary += "; \(Int(seconds.rounded())) s, \(rate) a minute"
        return (lines + [summary + (interrupted ? "; interrupted" : "")]).joined(separator: "\n")
    }
}

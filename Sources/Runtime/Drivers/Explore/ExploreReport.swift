import Dataflow
import Foundation

/// How an exploration went.
public struct ExploreReport: Sendable, Codable {
    /// Walks taken now.
    public var walks = 0
    /// Walks that were there already.
    public var earlier = 0
    /// Walks left out because a program is not installed.
    public var skipped = 0
    /// Steps taken now.
    public var steps = 0
    /// Goals kept now.
    public var kept = 0
    /// Goals of the whole collection.
    public var goals = 0
    /// What was kept now, by kind of effect.
    public var kinds: [String: Int] = [:]
    /// What was dropped now, by reason.
    public var dropped: [String: Int] = [:]
    /// Goals kept now, by application.
    public var applications: [String: Int] = [:]
    /// Scenes of which a walk came to nothing, and why the last one did.
    public var troubled: [String: String] = [:]
    /// Seconds from the first display to the end.
    public var seconds = 0.0
    /// Goals kept a minute.
    public var perMinute = 0.0
    /// Whether it was interrupted before the last walk.
    public var interrupted = false
    /// The directory of the collection.
    public var directory: String

    init(directory: String) { self.directory = directory }

    mutating func add(_ record: EpisodeRecord, of scene: String) {
        walks += 1
        steps += record.actions
        let found = record.explored ?? []
        kept += found.count
        goals += found.count
        for goal in found {
            kinds[goal.first == goal.last ? goal.kind : "\(goal.last - goal.first + 1) steps", default: 0] +=
                1
        }
        applications[record.application, default: 0] += found.count
        dropped.merge(record.dropped ?? [:]) { $0 + $1 }
        if record.verdict != .pass { troubled[scene] = "\(record.verdict.rawValue): \(record.message)" }
    }

    mutating func end(after duration: Duration) {
        seconds = duration / .seconds(1)
        perMinute = seconds > 0 ? Double(kept) * 60 / seconds : 0
    }

    /// The report for a person.
    public var text: String {
        func table(_ counts: [String: Int], _ label: String) -> [String] {
            counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                "  \(label)\($0.value) × \($0.key)"
            }
        }
        var summary = "\(walks) walks, \(steps) steps, \(kept) goals kept (\(goals) in the collection)"
        if earlier > 0 { summary += "; \(earlier) walks were there already" }
        if skipped > 0 { summary += "; \(skipped) walks left out" }
        let rate = (perMinute * 10).rounded() / 10
        summary += "; \(Int(seconds.rounded())) s, \(rate) goals a minute"
        let trouble = troubled.sorted { $0.key < $1.key }.map { "\($0.key)  \($0.value)" }
        let parts =
            table(applications, "kept from ") + table(kinds, "kept: ") + table(dropped, "dropped: ") + trouble
        return (parts + [summary + (interrupted ? "; interrupted" : "")]).joined(separator: "\n")
    }
}

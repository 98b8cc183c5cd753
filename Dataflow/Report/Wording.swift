import Core
import FoundationEssentials

/// The words and numbers a report is written in.
enum Wording {
    /// Returns what the engine did, in a sentence.
    static func usage(_ usage: ModelUsage) -> String {
        let parts = [
            "\(count(usage.tokensRead)) tokens read in \(fixed(usage.readMilliseconds, 0)) ms",
            "\(count(usage.tokensReused)) reused",
            "\(count(usage.tokensScored)) scored in \(fixed(usage.scoreMilliseconds, 0)) ms",
            "\(count(usage.tokensWritten)) written in \(fixed(usage.writeMilliseconds, 0)) ms",
            "\(fixed(Double(usage.cacheBytes) / 1e6, 1)) MB of keys and values",
        ]
        return "Engine: " + parts.joined(separator: ", ")
    }

    /// Returns a number with a fixed number of digits after the point.
    static func fixed(_ value: Double, _ digits: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "–" }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int64((abs(value) * scale).rounded())
        let sign = value < 0 && scaled > 0 ? "−" : ""
        guard digits > 0 else { return sign + "\(scaled)" }
        let fraction = String(scaled % Int64(scale))
        return sign + "\(scaled / Int64(scale))."
            + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    /// Returns a duration in words.
    static func duration(milliseconds: Double) -> String {
        guard milliseconds.isFinite, milliseconds >= 0 else { return "–" }
        if milliseconds < 999.5 { return fixed(milliseconds, milliseconds < 9.95 ? 1 : 0) + " ms" }
        if milliseconds < 59_950 { return fixed(milliseconds / 1000, 1) + " s" }
        let seconds = Int64(min(milliseconds / 1000, 1e12).rounded())
        return "\(seconds / 60) min \(seconds % 60) s"
    }

    /// Returns a share in per cent.
    static func percent(_ share: Double) -> String {
        guard share.isFinite else { return "–" }
        if share > 0, share < 0.001 { return "<0.1 %" }
        return fixed(share * 100, share < 0.0995 ? 1 : 0) + " %"
    }

    /// Returns a count with groups of three digits.
    static func count(_ number: Int) -> String {
        var digits = String(number.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (number < 0 ? "−" : "") + ([digits] + groups).joined(separator: ",")
    }

    /// Returns a number of things: "1 step", "2 steps".
    static func count(_ number: Int, _ noun: String) -> String {
        "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// Returns a moment in UTC, such as "2026-11-23 18:00:12 UTC".
    static func moment(_ time: Double) -> String {
        guard time.isFinite, (-62_135_596_800...253_402_300_799).contains(time) else { return "unknown" }
        let text = Date(timeIntervalSince1970: time).formatted(.iso8601)
        return text.replacing("T", with: " ").replacing("Z", with: " UTC")
    }

    /// Returns what came of an action in a word or two.
    static func name(_ status: Outcome.Status) -> String {
        switch status {
        case .confirmed: "confirmed"
        case .partial: "partly done"
        case .unverifiable: "not verifiable"
        case .suspectedNoop: "no effect seen"
        case .refused: "refused"
        case .failed: "failed"
        }
    }

    /// Returns the sign of what came of an action, so that colour is never the only one.
    static func sign(_ status: Outcome.Status) -> String {
        switch status {
        case .confirmed: "✓"
        case .partial: "◐"
        case .unverifiable: "?"
        case .suspectedNoop: "○"
        case .refused: "⊘"
        case .failed: "✕"
        }
    }

    /// Returns how a run ended in a word or two.
    static func name(_ end: RunEnd?) -> String {
        switch end?.kind {
        case .verified: "done and verified"
        case .unverified: "done, not verified"
        case .failed: "failed"
        case .refused: "refused by the policy"
        case .budget: "budget used up"
        case .needsUser: "needs the user"
        case .drift: "replay drifted"
        case .interrupted: "interrupted"
        case nil: "not ended"
        }
    }
}

/// What a whole trajectory used.
struct Totals {
    let steps: Int
    let tokensRead: Int
    let tokensWritten: Int
    /// Milliseconds from the beginning to the last thing seen.
    let milliseconds: Double
    /// Steps by who decided them, the most frequent first.
    let deciders: [(decider: Decider, steps: Int)]

    init(_ trajectory: Trajectory) {
        steps = trajectory.steps.count
        tokensRead = trajectory.steps.reduce(0) { $0 &+ $1.decision.tokensRead }
        tokensWritten = trajectory.steps.reduce(0) { $0 &+ $1.decision.tokensWritten }
        let last = trajectory.steps.last.map { $0.after?.time ?? $0.before.time } ?? trajectory.head.started
        let clock = (last - trajectory.head.started) * 1000
        let spent = trajectory.steps.reduce(0) { $0 + $1.timings.values.reduce(0, +) }
        milliseconds = clock.isFinite ? max(clock, spent.isFinite ? spent : 0) : spent
        var counts: [Decider: Int] = [:]
        for step in trajectory.steps { counts[step.decision.decidedBy, default: 0] += 1 }
        deciders = counts.map { ($0.key, $0.value) }.sorted { ($1.1, $0.0.rawValue) < ($0.1, $1.0.rawValue) }
    }
}

extension Step {
    /// The phases of the loop in their order, with the milliseconds each took; others after them.
    var phases: [(name: String, milliseconds: Double)] {
        let usual = ["observe", "decide", "act", "verify"]
        let others = timings.keys.filter { !usual.contains($0) }.sorted()
        return (usual + others).compactMap { name in
            guard let time = timings[name], time.isFinite, time >= 0 else { return nil }
            return (name, time)
        }
    }
}

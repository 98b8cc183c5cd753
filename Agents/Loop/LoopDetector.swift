package import Core

/// Notices that a run goes round in circles.
///
/// Only steps without a confirmed effect count: pressing the same button again and again may be
/// just what is wanted, as long as each time something happens.
package struct LoopDetector {
    private struct Turn: Hashable {
        var action: Action
        var screen: Int
    }

    private let patience: Int
    private var turns: [Turn] = []
    private var idle = 0

    /// - Parameter patience: How often something may happen again without effect, at least 2; a
    ///   number too large to be reached turns the detection off.
    package init(patience: Int) { self.patience = min(max(2, patience), 1_000_000) }

    /// Takes in a step and returns why the run should be given up, if it should.
    package mutating func absorb(_ step: Step) -> String? {
        // A screen that has settled is no effect of anything.
        if case .wait(.settled, _) = step.decision.action { return nil }
        if step.outcome.status == .confirmed {
            turns = []
            idle = 0
            return nil
        }
        let screen = step.before.fingerprint
        turns.append(Turn(action: step.decision.action, screen: screen))
        if turns.count > 200 { turns.removeFirst(100) }
        idle = step.outcome.isSuccess ? 0 : idle + 1
        if idle >= patience + 2 {
            return "the last \(idle) actions had no effect; the last was: \(step.decision.text)"
        }
        // What nothing can tell the effect of may well be meant to be repeated (keys in a terminal).
        let limit = step.outcome.isSuccess ? patience * 3 : patience
        let same = turns.reversed().prefix { $0 == turns.last }.count
        if same >= limit { return "the same action on the same screen \(same) times: \(step.decision.text)" }
        if alternates(times: limit) {
            return "going back and forth between two actions: \(step.decision.text)"
        }
        return nil
    }

    private func alternates(times: Int) -> Bool {
        let recent = turns.suffix(times * 2)
        guard recent.count == times * 2, let first = recent.first, let second = recent.dropFirst().first,
            first != second
        else { return false }
        return recent.enumerated().allSatisfy { $0.element == ($0.offset % 2 == 0 ? first : second) }
    }
}

extension Observation {
    /// A number that is the same for screens a user could not tell apart, within this process.
    package var fingerprint: Int {
        var hasher = Hasher()
        for window in windows { hasher.combine(window.title) }
        for element in elements where element.isOnScreen {
            hasher.combine(element.role)
            hasher.combine(element.name)
            hasher.combine(element.value)
            hasher.combine(element.states)
        }
        hasher.combine(screenshot)
        return hasher.finalize()
    }
}

import Agents
import Core
import Dataflow

/// The goals of a collection, so that each is kept once and none crowds out the others.
actor GoalBook {
    private var identities: Set<String> = []
    private var subjects: [String: Int] = [:]
    private let alike: Int

    /// Begins with the goals that are kept already.
    init(_ records: [EpisodeRecord], alike: Int) {
        self.alike = alike
        for goal in records.flatMap({ $0.explored ?? [] }) {
            identities.insert(goal.identity)
            subjects[goal.subject, default: 0] += 1
        }
    }

    /// Takes in what is new of the goals of a walk; returns it, and what was dropped by reason.
    func admit(_ goals: [Hindsight.Goal]) -> (kept: [ExploredGoal], dropped: [String: Int]) {
        var kept: [ExploredGoal] = []
        var dropped: [String: Int] = [:]
        for goal in goals {
            let identity = String(Digest(of: Array(goal.identity.utf8)).rawValue.prefix(16))
            // A compound is like others with the same parts.
            guard !identities.contains(identity) else {
                dropped[Achievement.Reason.known.rawValue, default: 0] += 1
                continue
            }
            guard subjects[goal.subject, default: 0] < alike else {
                dropped[Achievement.Reason.enough.rawValue, default: 0] += 1
                continue
            }
            identities.insert(identity)
            subjects[goal.subject, default: 0] += 1
            kept.append(
                ExploredGoal(
                    first: goal.span.lowerBound,
                    last: goal.span.upperBound,
                    goals: goal.wordings.train,
                    development: goal.wordings.development,
                    kind: goal.kind,
                    subject: goal.subject,
                    identity: identity
                )
            )
        }
        return (kept, dropped)
    }
}

public import Core

/// The actuator every caller acts through: it asks the safety policy before anything is sent.
///
/// An action that needs a person's word is refused when nobody can give it.
public struct GuardedActuator: Actuator {
    /// Asks a person whether an action may be done; `false` for no, for silence and for doubt.
    public typealias Approver = @Sendable (PolicyEvaluator.Ruling) async -> Bool

    private let inner: any Actuator
    private let evaluator: PolicyEvaluator
    private let approve: Approver?
    private let isDry: Bool

    /// Puts a guard before an actuator.
    ///
    /// - Parameters:
    ///   - approve: Who is asked where the policy says so; `nil` when nobody can answer.
    ///   - dryRun: Whether nothing is sent at all and the action is only reported.
    public init(
        _ inner: any Actuator,
        policy: Policy = .standard,
        approve: Approver? = nil,
        dryRun: Bool = false
    ) {
        self.inner = inner
        self.evaluator = PolicyEvaluator(policy)
        self.approve = approve
        self.isDry = dryRun
    }

    /// Carries the action out if the policy, and where it says so a person, allows it.
    public func perform(_ action: Action, on observation: Observation) async throws -> Performance {
        let ruling = evaluator.ruling(on: action, seeing: observation)
        switch ruling.verdict {
        case .allow: break
        case .deny: return refused(ruling, "the policy forbids it: \(ruling.reason)")
        case .confirm where isDry: break
        case .confirm:
            guard let approve else { return refused(ruling, "\(ruling.reason), and nobody can be asked") }
            guard await approve(ruling) else {
                return refused(ruling, "\(ruling.reason), and it was not approved")
            }
        }
        guard !isDry else {
            let note = ruling.verdict == .confirm ? "; would ask first: \(ruling.reason)" : ""
            return Performance(
                outcome: Outcome(
                    .unverifiable,
                    route: "dry-run",
                    message: "would do: \(ruling.action)\(note)"
                ),
                after: observation
            )
        }
        return try await inner.perform(action, on: observation)
    }

    private func refused(_ ruling: PolicyEvaluator.Ruling, _ why: String) -> Performance {
        Performance(outcome: Outcome(.refused, route: Policy.route, message: "\(ruling.action): \(why)"))
    }
}

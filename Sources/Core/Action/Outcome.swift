/// What came of an action, judged by evidence.
public struct Outcome: Hashable, Sendable, Codable {
    /// How sure it is that the action had its effect.
    public enum Status: String, Hashable, Sendable, Codable, CaseIterable {
        /// The target, or what it governs, changed as the action means it to.
        case confirmed
        /// Part of the effect was seen.
        case partial
        /// The action was sent and nothing can tell whether it worked.
        case unverifiable
        /// The action was sent and nothing that concerns the target changed.
        case suspectedNoop
        /// The action was not sent: stale or ambiguous target, or policy.
        case refused
        /// The action could not be carried out.
        case failed
    }

    /// How sure it is that the action had its effect.
    public var status: Status
    /// How it was carried out: "accessibility", "pointer", "keyboard", "process"; empty when it was not.
    public var route: String
    /// What was seen that supports the status, one observation a line.
    public var evidence: [String]
    /// What to tell a user, above all why it was refused or failed.
    public var message: String
    /// The elements that could have been meant, when the target was ambiguous or missing.
    public var candidates: [String]

    /// Creates an outcome.
    public init(
        _ status: Status,
        route: String = "",
        evidence: [String] = [],
        message: String = "",
        candidates: [String] = []
    ) {
        self.status = status
        self.route = route
        self.evidence = evidence
        self.message = message
        self.candidates = candidates
    }

    /// Whether the run may go on as if the action had worked.
    public var isSuccess: Bool {
        switch status {
        case .confirmed, .partial, .unverifiable: true
        case .suspectedNoop, .refused, .failed: false
        }
    }
}

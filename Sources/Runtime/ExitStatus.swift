public import Core

/// The exit statuses of the command line (design §7); each outcome has its own.
public enum ExitStatus: Int32, Sendable, Codable {
    /// Done, and verified.
    case verified = 0
    /// Ran and failed.
    case failed = 1
    /// The command or a file it was given makes no sense.
    case usage = 2
    /// Done; nothing could verify it.
    case unverified = 3
    /// The safety policy refused.
    case refused = 4
    /// The environment is not ready.
    case environment = 5
    /// The model is missing or invalid.
    case model = 6
    /// A budget was used up.
    case budget = 7
    /// A person has to answer.
    case needsUser = 8
    /// A replay found its elements moved or ambiguous.
    case drift = 9
    /// It took too long.
    case timeout = 124
    /// It was interrupted.
    case interrupted = 130

    /// Creates the status of a way a run can end.
    public init(_ kind: RunEnd.Kind) {
        switch kind {
        case .verified: self = .verified
        case .unverified: self = .unverified
        case .failed: self = .failed
        case .refused: self = .refused
        case .budget: self = .budget
        case .needsUser: self = .needsUser
        case .drift: self = .drift
        case .interrupted: self = .interrupted
        }
    }
}

/// What the safety policy says of an action.
public enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
    /// It may be done.
    case allow
    /// It may be done when a person agrees; it is denied when nobody can answer.
    case confirm
    /// It may not be done.
    case deny
}

/// One line of a safety policy: a pattern over actions and the verdict for those it fits.
///
/// Patterns compare without case; `*` stands for any text. A part left out fits anything.
public struct PolicyRule: Hashable, Sendable, Codable {
    /// A pattern for the application's name.
    public var application: String?
    /// A pattern for the target's role.
    public var role: String?
    /// A pattern for the target's name; for `type` and `key` the text or combination, for `menu`
    /// the path joined by " > ", for `open` what is opened.
    public var name: String?
    /// A pattern for the action's name.
    public var action: String?
    /// What to do with an action that fits.
    public var verdict: Verdict
    /// Why, for the person who is asked or told.
    public var reason: String?

    /// Creates a rule.
    public init(
        application: String? = nil,
        role: String? = nil,
        name: String? = nil,
        action: String? = nil,
        verdict: Verdict,
        reason: String? = nil
    ) {
        self.application = application
        self.role = role
        self.name = name
        self.action = action
        self.verdict = verdict
        self.reason = reason
    }
}

/// A safety policy: rules tried in order, the first that fits decides.
///
/// It applies to every planner, script, replay and outside caller alike.
public struct Policy: Hashable, Sendable, Codable {
    /// The rules, the most important first.
    public var rules: [PolicyRule]
    /// The verdict when no rule fits.
    public var otherwise: Verdict

    /// Creates a policy.
    public init(rules: [PolicyRule], otherwise: Verdict = .allow) {
        self.rules = rules
        self.otherwise = otherwise
    }
}

/// How much a run may use.
public struct Budget: Hashable, Sendable, Codable {
    /// Steps at most.
    public var steps: Int
    /// Seconds at most.
    public var seconds: Double
    /// Tokens read and written at most.
    public var tokens: Int

    /// Creates a budget.
    public init(steps: Int = 30, seconds: Double = 300, tokens: Int = 200_000) {
        self.steps = steps
        self.seconds = seconds
        self.tokens = tokens
    }
}

/// Who chose an action.
public enum Decider: String, Hashable, Sendable, Codable {
    /// A rule that needs no model (opening the application a task names, loop escape).
    case rule
    /// The language model.
    case model
    /// A recorded or written task.
    case script
    /// The person who was being recorded.
    case person
}

/// One of the actions that were weighed, with its share of the belief.
public struct Candidate: Hashable, Sendable, Codable {
    /// The action in words.
    public var text: String
    /// Its probability among the candidates, 0 to 1.
    public var probability: Double

    /// Creates a candidate.
    public init(text: String, probability: Double) {
        self.text = text
        self.probability = probability
    }
}

/// A choice of action and the reasons for it.
public struct Decision: Hashable, Sendable, Codable {
    /// The action chosen.
    public var action: Action
    /// The action in words, with elements by role and name.
    public var text: String
    /// Who chose it.
    public var decidedBy: Decider
    /// Why, in a sentence.
    public var reason: String
    /// The probability of the choice among the candidates, 0 to 1; `nil` when no model was asked.
    public var probability: Double?
    /// The best candidates that were weighed, the best first.
    public var candidates: [Candidate]
    /// The part of the goal this action serves.
    public var subgoal: String?
    /// Tokens the model read for this choice.
    public var tokensRead: Int
    /// Tokens the model wrote or scored for this choice.
    public var tokensWritten: Int
    /// What the engine did for this choice; `nil` when no model of this process was asked.
    public var usage: ModelUsage?

    /// Creates a decision.
    public init(
        _ action: Action,
        text: String,
        decidedBy: Decider,
        reason: String,
        probability: Double? = nil,
        candidates: [Candidate] = [],
        subgoal: String? = nil,
        tokensRead: Int = 0,
        tokensWritten: Int = 0
    ) {
        self.action = action
        self.text = text
        self.decidedBy = decidedBy
        self.reason = reason
        self.probability = probability
        self.candidates = candidates
        self.subgoal = subgoal
        self.tokensRead = tokensRead
        self.tokensWritten = tokensWritten
    }
}

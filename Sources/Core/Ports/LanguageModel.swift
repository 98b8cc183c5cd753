/// A piece of a reply as it is produced.
public struct Piece: Hashable, Sendable {
    /// The text this piece adds; whole UTF-8 characters.
    public var text: String
    /// The natural logarithm of the probability of its tokens under the model and constraint;
    /// 0 for tokens the constraint left no choice about.
    public var logProbability: Double
    /// The number of tokens, forced ones included.
    public var tokens: Int

    /// Creates a piece.
    public init(text: String, logProbability: Double, tokens: Int) {
        self.text = text
        self.logProbability = logProbability
        self.tokens = tokens
    }
}

/// The score of a continuation.
public struct Score: Hashable, Sendable {
    /// The natural logarithm of the continuation's probability after the prompt.
    public var logProbability: Double
    /// The number of tokens it has.
    public var tokens: Int

    /// Creates a score.
    public init(logProbability: Double, tokens: Int) {
        self.logProbability = logProbability
        self.tokens = tokens
    }
}

/// A language model, as the agent sees it.
///
/// The engine reuses what the prompts of two calls share.
public protocol LanguageModel: Sendable {
    /// What the model is called.
    var name: String { get }

    /// Returns the number of tokens of a text.
    func count(_ text: String) async throws -> Int

    /// Continues a prompt until the constraint is complete, the model ends its turn, or the limit.
    ///
    /// - Parameters:
    ///   - constraint: The language the reply must belong to; `nil` leaves it free.
    ///   - limit: Tokens at most.
    func generate(_ prompt: Prompt, under constraint: Grammar?, sampling: Sampling, limit: Int)
        -> AsyncThrowingStream<Piece, any Error>

    /// Scores continuations of one prompt, which is read only once.
    ///
    /// - Parameter closed: Whether the end of the turn counts as part of each continuation.
    func score(_ continuations: [String], after prompt: Prompt, closed: Bool) async throws -> [Score]

    /// Returns a vector for a text: the mean of the last hidden states, of length one.
    func embed(_ text: String) async throws -> [Float]
}

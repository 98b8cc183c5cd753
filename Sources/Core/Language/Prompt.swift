/// A turn of a conversation with a model.
public struct Message: Hashable, Sendable, Codable {
    /// Who speaks.
    public enum Speaker: String, Hashable, Sendable, Codable {
        /// The one who sets the rules.
        case system
        /// The one who asks.
        case user
        /// The model.
        case assistant
    }

    /// Who speaks.
    public var speaker: Speaker
    /// What is said.
    public var text: String

    /// Creates a turn.
    public init(_ speaker: Speaker, _ text: String) {
        self.speaker = speaker
        self.text = text
    }
}

/// What a model is given to continue.
public enum Prompt: Hashable, Sendable {
    /// Turns, laid out by the model's own chat template; the reply begins with `prefix`.
    case chat([Message], replyPrefix: String = "")
    /// Text as it is.
    case raw(String)
}

/// How the next token is drawn.
public struct Sampling: Hashable, Sendable, Codable {
    /// 0 takes the likeliest token; above, the logits are divided by it.
    public var temperature: Float
    /// The share of probability kept, the likeliest tokens first; 1 keeps all.
    public var topP: Float
    /// The seed of the draw.
    public var seed: UInt64

    /// Creates settings.
    public init(temperature: Float = 0, topP: Float = 1, seed: UInt64 = 0) {
        self.temperature = temperature
        self.topP = topP
        self.seed = seed
    }

    /// Takes the likeliest token each time.
    public static let greedy = Sampling()
}

/// A regular language that a reply must belong to, over bytes of UTF-8.
public indirect enum Grammar: Hashable, Sendable {
    /// Exactly this text.
    case literal(String)
    /// Each part after the other.
    case sequence([Grammar])
    /// One of the parts.
    case choice([Grammar])
    /// Any text of `min` to `max` bytes that has none of the forbidden bytes; whole UTF-8 only.
    case text(min: Int, max: Int, forbidding: Set<UInt8>)
    /// The part, `min` to `max` times.
    case repeated(Grammar, min: Int, max: Int)
}

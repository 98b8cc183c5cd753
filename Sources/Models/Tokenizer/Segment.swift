/// A stretch of a prompt, by whose word it is.
public enum Segment: Sendable, Hashable {
    /// The template's own text, in which control tokens are meant.
    case template(String)
    /// Text from a person or a screen, in which nothing is.
    case text(String)
}

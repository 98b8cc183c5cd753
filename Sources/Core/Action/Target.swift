/// What an action is aimed at.
public enum Target: Hashable, Sendable, Codable {
    /// An element of the observation the action was decided on.
    case element(ElementRef)
    /// An element to be found in the live observation, as scripts and replays name it.
    case query(ElementQuery)
    /// A screen pixel; allowed only where no ref exists.
    case point(Point)
}

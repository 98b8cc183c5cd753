import Synchronization

/// Text put together from pieces that arrive on any thread.
final class Collected: Sendable {
    private let text = Mutex("")

    /// The text so far.
    var value: String { text.withLock { $0 } }

    /// Adds a piece.
    func add(_ piece: String) { text.withLock { $0 += piece } }
}

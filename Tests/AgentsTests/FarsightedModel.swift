import Agents
import Core
import Synchronization

/// A model that writes down the whole way the first time it is asked, and what it would do later after that.
final class FarsightedModel: LanguageModel {
    let name = "farsighted"
    /// Replies, by how often it was asked before.
    private let replies: [[(line: String, belief: Double)]]
    private let asked = Mutex(0)
    /// How likely it finds it that the goal is reached.
    private let isReached: Double

    init(_ replies: [[(line: String, belief: Double)]], isReached: Double = 0.5) {
        self.replies = replies
        self.isReached = isReached
    }

    /// How often it wrote.
    var count: Int { asked.withLock { $0 } }

    func count(_ text: String) async throws -> Int { text.count / 4 }

    func generate(_ prompt: Prompt, under constraint: Grammar?, sampling: Sampling, limit: Int)
        -> AsyncThrowingStream<Piece, any Error>
    {
        let turn = asked.withLock { asked in
            defer { asked += 1 }
            return asked
        }
        return AsyncThrowingStream { continuation in
            for (number, part) in (replies.indices.contains(turn) ? replies[turn] : []).enumerated() {
                // The end of a line may come with the piece before it or after it.
                let text = number == 0 ? part.line : "\n" + part.line
                continuation.yield(Piece(text: text, logProbability: part.belief, tokens: 5))
            }
            continuation.finish()
        }
    }

    func score(_ continuations: [String], after prompt: Prompt, closed: Bool) async throws -> [Score] {
        continuations.map { text in
            Score(logProbability: text == "yes" ? log(isReached) : log(1 - isReached), tokens: 1)
        }
    }

    func embed(_ text: String) async throws -> [Float] { [1] }

    /// The natural logarithm, near enough for a share.
    private func log(_ share: Double) -> Double {
        share < 0.05 ? -6 : share < 0.3 ? -1.6 : share > 0.9 ? -0.05 : -0.7
    }
}

/// A call that is being served, a part of a batch at a time.
///
/// First its prompt is read, as far as its beginning is not known; then subclasses go on. Touched on
/// the engine's thread alone.
class Request {
    /// The tokens of the prompt, not empty.
    let prompt: [Int32]
    /// The adapter it runs with, if any.
    let adapter: BoundAdapter?
    /// Whether the caller gave up.
    private let flag: CancelFlag
    /// The tokens whose keys and values are there.
    var sequence = TokenSequence()
    /// The tokens that an earlier call had read.
    private(set) var reused = 0

    init(_ prompt: [Int32], adapter: BoundAdapter?, flag: CancelFlag) {
        self.prompt = prompt
        self.adapter = adapter
        self.flag = flag
    }

    /// Whether the caller gave up.
    final var isCancelled: Bool { flag.isRaised }
    /// Whether its prompt is still being read.
    final var isReading: Bool { sequence.count < prompt.count }
    /// What its tokens count as.
    var phase: EnginePhase { isReading ? .read : .write }
    /// Rows it could use in the next batch; 0 when it is done.
    var wanted: Int { max(0, prompt.count - sequence.count) }
    /// Whether everything that was asked is answered.
    var isDone: Bool { !isReading }
    /// Whether what earlier calls read may stand for the beginning of its prompt.
    var reusesPrefix: Bool { true }

    /// Goes on from what is there of the prompt's beginning.
    final func start(from known: TokenSequence) {
        sequence = known
        reused = known.count
    }

    /// Adds at least one and at most `room` rows to a batch.
    ///
    /// - Returns: The rows of the batch whose logits it wants, in order.
    func contribute(_ room: Int, to batch: inout Batch, from pages: PagePool) throws(InferenceError) -> [Int]
    {
        let part = prompt[sequence.count...].prefix(room)
        batch.append(part, to: &sequence, from: pages)
        return isReading ? [] : [batch.rows.count - 1]
    }

    /// Takes the hidden states of the rows it added last, and how many there are.
    func take(states: UnsafePointer<Float>, rows: Int, _ evaluator: Evaluator) {}

    /// Takes logits it wanted; `index` counts those of the last batch.
    func take(_ logits: Logits, index: Int, counters: inout EngineCounters) throws {}

    /// Answers the caller: with what was asked when there is no error.
    func finish(_ error: (any Error)?) {}
}

/// The logits after a token, and the logarithm of the sum of their exponentials.
struct Logits {
    let values: UnsafeBufferPointer<Float>
    let logSum: Double

    /// The log-probability of a token.
    subscript(token: Int32) -> Double { Double(values[Int(token)]) - logSum }
}

/// What the engine's time is spent on.
enum EnginePhase: Int, CaseIterable {
    /// Reading prompts.
    case read
    /// Writing replies.
    case write
    /// Scoring continuations.
    case score
}

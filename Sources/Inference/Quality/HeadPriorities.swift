import CKernels
public import Models

/// How much each key and value head of a model suffers from coarse steps.
///
/// Of TurboAttention §Head-wise mixed precision: a head's priority is the range of all its numbers times
/// the standard deviation of its channels' ranges. Keys and values are counted apart, each relative to the
/// model's mean, and added.
public struct HeadPriorities: Sendable {
    /// Key and value heads of a layer.
    public let heads: Int
    /// Of each head, layer by layer.
    public let values: [Float]
    /// The tokens they were measured over.
    public let tokens: Int

    /// Measures a model over a text, cut at the context's end.
    ///
    /// It blocks its thread while the model reads.
    ///
    /// - Throws: ``InferenceError``, with code `invalidRequest` for a text of fewer than 64 tokens.
    public init(of model: Model, over text: String, contextLength: Int = 4096, threads: Int? = nil)
        throws(InferenceError)
    {
        let options = EngineOptions(contextLength: contextLength, cache: .f16, threads: threads)
        let evaluator = try Evaluator(model, options)
        let tokens = Array(model.tokenizer.encode(text).prefix(evaluator.contextLength))
        guard tokens.count >= Page.tokens else {
            throw InferenceError(
                .invalidRequest,
                "a text of \(tokens.count) tokens is too short to calibrate with; give one of some pages"
            )
        }
        var sequence = TokenSequence()
        _ = try evaluator.read(tokens, into: &sequence)
        let layout = evaluator.pages.layout
        let head = Int(layout.shape.head)
        heads = Int(layout.shape.kv_heads)
        self.tokens = tokens.count
        let tile = ck_tile_bytes(layout.shape.mode, layout.shape.head)
        var priorities: [(keys: Float, values: Float)] = []
        for index in 0..<layout.layers * heads {
            var low = [Float](repeating: .infinity, count: 2 * head)
            var high = [Float](repeating: -.infinity, count: 2 * head)
            for (number, page) in sequence.pages.enumerated() {
                let slots = min(Page.tokens, tokens.count - number * Page.tokens)
                ck_tile_ranges(Int32(head), page.memory + index * tile, Int32(slots), &low, &high)
            }
            priorities.append(
                (Self.priority(low[..<head], high[..<head]), Self.priority(low[head...], high[head...]))
            )
        }
        let count = Float(priorities.count)
        let keys = max(priorities.reduce(0) { $0 + $1.keys } / count, .leastNormalMagnitude)
        let values = max(priorities.reduce(0) { $0 + $1.values } / count, .leastNormalMagnitude)
        self.values = priorities.map { $0.keys / keys + $0.values / values }
    }

    private static func priority(_ low: ArraySlice<Float>, _ high: ArraySlice<Float>) -> Float {
        let ranges = zip(high, low).map { $0 - $1 }
        let mean = ranges.reduce(0, +) / Float(ranges.count)
        let variance = ranges.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(ranges.count)
        return ((high.max() ?? 0) - (low.min() ?? 0)) * variance.squareRoot()
    }
}

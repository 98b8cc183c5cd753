public import Models

/// An example as tokens, in the way the trainer and whoever trains elsewhere see it.
public struct EncodedExample: Sendable, Hashable {
    /// The tokens up to where the reply begins.
    public let prompt: [Int32]
    /// The reply's tokens, the end of the turn included.
    public let target: [Int32]

    /// Why an example cannot be trained on.
    public struct Unusable: Error, CustomStringConvertible {
        /// What is wrong with it.
        public let description: String
    }

    /// Encodes an example as the model is asked: the text whole, the reply as its continuation.
    ///
    /// - Parameter longest: Tokens at most, the reply's included.
    /// - Throws: ``Unusable`` when there is nothing to learn or it is too long.
    public init(_ example: TrainingExample, _ tokenizer: Tokenizer, longest: Int) throws(Unusable) {
        var prompt = tokenizer.encode(example.prefix + example.prompt, parsingSpecial: true)
        if tokenizer.addsBOS, let bos = tokenizer.bos, prompt.first != bos { prompt.insert(bos, at: 0) }
        let end = tokenizer.endOfTurn.map { [$0] } ?? []
        let target = tokenizer.encode(example.target, continuing: true) + end
        guard !prompt.isEmpty, target.count > end.count else {
            throw Unusable(description: "its text gives no tokens")
        }
        guard prompt.count + target.count <= longest else {
            throw Unusable(
                description: "has \(prompt.count + target.count) tokens, \(longest) at most are trained on"
            )
        }
        self.prompt = prompt
        self.target = target
    }
}

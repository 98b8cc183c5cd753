import Models

/// A transformer: weights, and the order of the steps.
protocol Network {
    /// What the last hidden states are normalised by.
    var outputNorm: FloatBuffer { get }
    /// The matrix that gives the logits.
    var output: Linear { get }
    /// Runs all blocks on the pass's batch; the pass's stream then holds the last hidden states.
    func run(_ pass: Pass)
}

import Models

/// A transformer: weights, and the order of the steps.
protocol Network {
    /// The weights it has in common with the others.
    var weights: Weights { get }
    /// Runs all blocks on the pass's batch; the pass's stream then holds the last hidden states.
    func run(_ pass: Pass)
}

extension Network {
    /// What the last hidden states are normalised by.
    var outputNorm: FloatBuffer { weights.outputNorm }
    /// The matrix that gives the logits.
    var output: Linear { weights.output }
}

extension Architecture {
    /// Makes the transformer.
    func network(_ configuration: ModelConfiguration, _ loader: WeightLoader) throws(InferenceError)
        -> any Network
    {
        let weights = try Weights(configuration, loader)
        return switch self {
        case .llama, .qwen2: Llama(weights: weights)
        case .qwen3: Qwen3(weights: weights, norms: try HeadNorms.all(configuration, loader))
        case .gemma3: try Gemma3(weights, configuration, loader)
        }
    }
}

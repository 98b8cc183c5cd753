import Training

extension TrainDriver {
    /// How a run is set up; what is left as it is has the values that `lam train` begins with.
    public struct Options: Sendable {
        /// A file of JSON lines, or a folder of such files.
        public var data: String
        /// Examples to evaluate on; `nil` holds back a share of the others.
        public var evaluation: String?
        /// The model by name or path; `nil` for the default.
        public var model: String?
        /// An adapter that training goes on from, a GGUF file or a PEFT folder; `nil` for none.
        public var adapter: String?
        /// Where checkpoint, adapter and report go.
        public var output: String
        /// The rank of the changes.
        public var rank = TrainingOptions().rank
        /// What the changes are multiplied with after dividing by the rank; `nil` for twice the rank.
        public var alpha: Float?
        /// Whether an adapter may be gone on from that has learnt texts of another form.
        public var acrossForms = false
        /// The matrices that are changed, by PyTorch's names such as "q_proj"; `nil` for all.
        public var matrices: [String]?
        /// The learning rate.
        public var rate = TrainingOptions().rate
        /// How often the examples are gone through.
        public var epochs = TrainingOptions().epochs
        /// Steps at most.
        public var steps: Int?
        /// Tokens of a pass.
        public var passTokens = TrainingOptions().passTokens
        /// Passes of a step.
        public var passesPerStep = TrainingOptions().passesPerStep
        /// The share of the adapter's inputs that are left out.
        public var dropout = TrainingOptions().dropout
        /// AdamW's weight decay.
        public var decay = TrainingOptions().decay
        /// The length gradients are cut down to; 0 leaves them.
        public var clip = TrainingOptions().clip
        /// The share of the prefixes that is held back for evaluation.
        public var holdBack = TrainingOptions().holdBack
        /// Steps between evaluations.
        public var evaluateEvery = TrainingOptions().evaluateEvery
        /// Steps between checkpoints.
        public var checkpointEvery = TrainingOptions().checkpointEvery
        /// How products with the base model are computed, by one of ``productNames``.
        public var products = TrainingOptions().products.rawValue
        /// The seed of all that is drawn.
        public var seed = TrainingOptions().seed
        /// Compute threads; `nil` takes all processors.
        public var threads: Int?
        /// Bytes that intermediate results may take before they are computed twice; `nil` for 1 GiB.
        public var stateBytes: Int?
        /// Whether a checkpoint that is there is ignored.
        public var restart = false

        /// Creates options.
        public init(data: String, output: String) {
            self.data = data
            self.output = output
        }

        /// The names of the matrices that can be changed.
        public static let matrixNames = TrainedMatrix.allCases.map(\.module)

        /// The names of the ways products can be computed in.
        public static let productNames = TrainingProducts.allCases.map(\.rawValue)

        /// A way to compute products.
        ///
        /// - Throws: ``RuntimeError`` for a name that none has.
        static func products(named name: String) throws -> TrainingProducts {
            guard let result = TrainingProducts(rawValue: name) else {
                let known = productNames.joined(separator: ", ")
                throw RuntimeError(.usage, "products are not computed in \(name); there are \(known)")
            }
            return result
        }

        /// The options as the trainer takes them.
        ///
        /// - Throws: ``RuntimeError`` for a matrix or products that do not exist, `TrainingError` for a value out of range.
        func training() throws -> TrainingOptions {
            var result = TrainingOptions()
            result.rank = rank
            result.alpha = alpha ?? 2 * Float(rank)
            result.acrossForms = acrossForms
            result.rate = rate
            result.epochs = epochs
            result.steps = steps
            result.passTokens = passTokens
            result.passesPerStep = passesPerStep
            result.dropout = dropout
            result.decay = decay
            result.clip = clip
            result.holdBack = holdBack
            result.evaluateEvery = evaluateEvery
            result.checkpointEvery = checkpointEvery
            result.products = try Self.products(named: products)
            result.seed = seed
            if let matrices {
                for name in matrices where !Self.matrixNames.contains(name) {
                    let known = Self.matrixNames.joined(separator: ", ")
                    throw RuntimeError(.usage, "no matrix is called \(name); there are \(known)")
                }
                result.matrices = TrainedMatrix.allCases.filter { matrices.contains($0.module) }
            }
            try result.validate()
            return result
        }
    }
}

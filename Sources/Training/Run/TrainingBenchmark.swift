import CKernels
public import Models

/// Steps over random tokens, for measuring: LoRA on every matrix, no dropout, AdamW.
///
/// Not `Sendable`: it is made and used by one thread.
public final class TrainingBenchmark {
    /// What a step goes through.
    public enum Work: Sendable, Hashable {
        /// Sequences of so many tokens, each of which is to be learned, as in pre-training.
        case sequences(Int, tokens: Int)
        /// Branches of so many tokens, the last `targets` to be learned, that share a prefix.
        case branches(Int, tokens: Int, targets: Int, prefix: Int)

        /// The tokens of a step, those of a shared prefix counted for each branch.
        public var tokens: Int {
            switch self {
            case .sequences(let count, let tokens): count * tokens
            case .branches(let count, let tokens, _, let prefix): count * (prefix + tokens)
            }
        }
    }

    private let lanes: Lanes
    private let pass: TrainingPass
    private let layout: LowRankLayout
    private let parameters: FloatMemory
    private let gradients: FloatMemory
    private let means: FloatMemory
    private let squares: FloatMemory
    private let batches: [PackedBatch]
    private var steps: Int32 = 0

    /// Prepares steps.
    ///
    /// - Throws: ``TrainingError`` for a model that cannot be trained or when memory is short.
    public init(
        _ model: Model,
        _ work: Work,
        products: TrainingProducts = .int16,
        rank: Int,
        threads: Int?
    ) throws(TrainingError) {
        var random = SplitMix(seed: 1, stream: 0)
        func draw(_ count: Int) -> [Int32] {
            (0..<count).map { _ in Int32(random.below(model.configuration.vocabularySize)) }
        }
        switch work {
        case .sequences(let count, let tokens):
            batches = (0..<count).map { _ in
                var batch = PackedBatch()
                let branch = TokenGroup.Branch(tokens: draw(tokens + 1), targets: tokens, weight: 1)
                batch.add(TokenGroup(prefix: [], branches: [branch]))
                return batch
            }
        case .branches(let count, let tokens, let targets, let prefix):
            var batch = PackedBatch()
            batch.add(
                TokenGroup(
                    prefix: draw(prefix),
                    branches: (0..<count).map { _ in
                        TokenGroup.Branch(tokens: draw(tokens + 1), targets: targets, weight: 1)
                    }
                )
            )
            batches = [batch]
        }
        let rows = batches.map(\.tokens.count).max() ?? 1
        lanes = try Lanes(threads: threads, head: model.configuration.headDim, rows: rows)
        let frozen = try FrozenModel(model, products: products, pool: lanes.pool)
        layout = LowRankLayout(
            frozen,
            rank: rank,
            alpha: Float(2 * rank),
            matrices: Set(TrainedMatrix.allCases)
        )
        parameters = FloatMemory(layout.count)
        gradients = FloatMemory(layout.count)
        means = FloatMemory(layout.count)
        squares = FloatMemory(layout.count)
        layout.initialize(parameters, seed: 1)
        pass = TrainingPass(
            frozen,
            layout,
            lanes,
            parameters: parameters,
            capacity: rows,
            memory: Trainer.Limits().stateBytes
        )
    }

    /// Goes through a step and returns its loss, in nats a token.
    public func step() -> Double {
        gradients.clear()
        steps += 1
        let weight = batches.reduce(0) { $0 + $1.weight }
        var loss = 0.0
        for batch in batches {
            pass.load(batch)
            pass.forward()
            loss += pass.loss(batch, gradientScale: 1 / weight).weighted(batch)
            pass.backward(into: gradients.pointer)
        }
        let size = ck_sum_squares(lanes.pool, gradients.pointer, layout.count).squareRoot()
        let settings = ck_adamw(
            rate: 1e-4,
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
            decay: 0,
            scale: Float(min(1, 1 / size)),
            step: steps
        )
        ck_adamw_step(
            lanes.pool,
            settings,
            gradients.pointer,
            layout.count,
            parameters.pointer,
            means.pointer,
            squares.pointer
        )
        return loss / weight
    }
}

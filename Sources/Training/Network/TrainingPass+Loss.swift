import CKernels
import Glibc
import Models

/// What a model makes of the targets of a batch.
struct BatchLoss {
    /// -log p of each target, in nats.
    var losses: [Double] = []
    /// Whether the target was the likeliest token.
    var hits: [Bool] = []

    /// The losses of a batch's targets times their weights.
    func weighted(_ batch: PackedBatch) -> Double {
        zip(losses, batch.targets).reduce(0) { $0 + $1.0 * Double($1.1.weight) }
    }

    /// What one example's targets say of the reply the model would have given.
    ///
    /// Up to the first token it would not have chosen the reply's probability is that of the targets; of
    /// the token it would have chosen there only the upper bound 1 - p is known, and is taken.
    func trial(_ range: Range<Int>) -> Calibration.Trial {
        var belief = 0.0
        for index in range {
            guard hits[index] else {
                belief += log(max(1e-9, 1 - exp(-losses[index])))
                return Calibration.Trial(logProbability: belief, isRight: false)
            }
            belief -= losses[index]
        }
        return Calibration.Trial(logProbability: belief, isRight: true)
    }
}

extension TrainingPass {
    /// Computes the losses of a batch whose forward pass is done.
    ///
    /// - Parameter scale: What the loss is multiplied with for its gradient, which `dStream` then holds;
    ///   `nil` computes none.
    func loss(_ batch: PackedBatch, gradientScale scale: Double?) -> BatchLoss {
        let shape = model.configuration
        let width = shape.width
        var result = BatchLoss()
        if scale != nil { dStream.pointer.update(repeating: 0, count: rows * width) }
        guard let last = streams.last else { return result }
        let (hidden, normed, gradient) = (scratch[0], scratch[1], scratch[2])
        let all = rows
        defer { rows = all }
        for first in stride(from: 0, to: batch.targets.count, by: logitRows) {
            let targets = batch.targets[first..<min(first + logitRows, batch.targets.count)]
            rows = targets.count
            for (index, target) in targets.enumerated() {
                let source = last.pointer + target.row * width
                (hidden.pointer + index * width).update(from: source, count: width)
            }
            normalize(hidden, model.outputNorm, into: normed)
            var sums = SumList()
            sums.add(
                to: logits.pointer,
                columns: shape.vocabularySize,
                stride: logitStride,
                [model.output.forward(normed.pointer)]
            )
            sums.run(lanes, tokens: rows)
            let weights = targets.map { Float(Double($0.weight) * (scale ?? 1)) }
            var losses = [Double](repeating: 0, count: rows)
            var hits = [Bool](repeating: false, count: rows)
            ck_cross_entropy(
                lanes.pool,
                logits.pointer,
                logitStride,
                rows,
                shape.vocabularySize,
                targets.map(\.token),
                weights,
                scale != nil,
                &losses,
                &hits
            )
            result.losses += losses
            result.hits += hits
            guard scale != nil else { continue }
            var back = SumList()
            back.add(
                to: gradient.pointer,
                columns: width,
                [model.output.backward(logits.pointer, stride: logitStride)]
            )
            back.run(lanes, tokens: rows)
            // Rows of zero that the gradient through the norm is added to.
            normed.pointer.update(repeating: 0, count: rows * width)
            ck_norm_rows_backward(
                lanes.pool,
                hidden.pointer,
                model.outputNorm.pointer,
                shape.rmsEpsilon,
                gradient.pointer,
                rows,
                width,
                normed.pointer
            )
            for (index, target) in targets.enumerated() {
                let to = dStream.pointer + target.row * width
                for element in 0..<width { to[element] += normed.pointer[index * width + element] }
            }
        }
        return result
    }
}

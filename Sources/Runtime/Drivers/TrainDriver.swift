import Foundation
import Models
import Synchronization
import Training

/// Trains an adapter of a model from files of examples (`lam train`).
public struct TrainDriver: Sendable {
    private let options: Options
    private let training: TrainingOptions
    private let path: String

    /// Prepares a run.
    ///
    /// - Throws: `ModelStoreError` for a model that is not here; ``RuntimeError`` or `TrainingError` for options
    ///   that make no sense.
    public init(_ options: Options) throws {
        self.options = options
        training = try options.training()
        path = try ModelStore().resolve((options.model.map(ModelChoice.named) ?? .standard).modelName ?? "")
    }

    /// Trains to the end and returns the adapter's file; cancelled, it saves a checkpoint first.
    ///
    /// - Parameter line: Told what happens, on a thread of the run.
    /// - Throws: `TrainingError`, `ModelError`, `CancellationError`.
    public func run(_ line: @escaping @Sendable (TrainLine) -> Void) async throws -> String {
        let flag = Flag()
        return try await withTaskCancellationHandler {
            try await blocking { [self] in
                let data = try ExampleFiles(at: options.data)
                let evaluation = try options.evaluation.map { try ExampleFiles(at: $0) }
                var limits = Trainer.Limits()
                limits.threads = options.threads
                if let bytes = options.stateBytes { limits.stateBytes = bytes }
                let trainer = try Trainer(
                    Model(contentsOf: path),
                    on: data,
                    evaluation: evaluation,
                    from: options.adapter.map { try Adapter(contentsOf: $0) },
                    options: training,
                    limits: limits,
                    folder: options.output,
                    restart: options.restart
                )
                let steps = trainer.plan.steps
                func tell(_ event: TrainingEvent) { line(TrainLine(event, steps: steps)) }
                for skipped in trainer.skipped.prefix(5) {
                    tell(.note("not used: \(skipped.place): \(skipped.reason)"))
                }
                if trainer.skipped.count > 5 {
                    tell(.note("not used: \(trainer.skipped.count) in all; the report lists them"))
                }
                let result = try trainer.run(tell) { flag.isRaised.load(ordering: .relaxed) }
                line(TrainLine(result))
                return result.adapter
            }
        } onCancel: {
            flag.isRaised.store(true, ordering: .relaxed)
        }
    }

    private final class Flag: Sendable { let isRaised = Atomic(false) }
}

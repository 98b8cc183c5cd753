import ArgumentParser
import Runtime

/// Which model decides.
struct ModelArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A model by name (lam model list) or a GGUF file by path; smollm2-135m when left out.",
            valueName: "name"
        )
    )
    var model: String?

    @Option(
        help: ArgumentHelp(
            "An adapter of the model: a GGUF file or a PEFT folder; none for the model as it is. When left out, "
                + "the one that is kept for the model (adapters/ beside it).",
            valueName: "path"
        ),
        completion: .file()
    )
    var adapter: String?

    @Flag(help: "Decide without a model: word overlap and rules only.")
    var noModel = false

    @Option(help: ArgumentHelp("Threads of the engine; all cores when left out.", valueName: "count"))
    var threads: Int?

    @Option(
        help: ArgumentHelp(
            "How keys and values are kept: f16, turbo8 (when left out), turbo4 or turbo42, which needs "
                + "lam model calibrate.",
            valueName: "mode"
        )
    )
    var kvCache: String?

    mutating func validate() throws {
        if noModel, model != nil { throw ValidationError("--model and --no-model contradict each other.") }
        if noModel, let adapter, adapter != ModelStore.noAdapter {
            throw ValidationError("--adapter needs a model.")
        }
        if let threads, threads < 1 { throw ValidationError("--threads must be 1 or more.") }
    }

    /// The choice as the drivers take it.
    var choice: ModelChoice { noModel ? .none : model.map(ModelChoice.named) ?? .standard }
}

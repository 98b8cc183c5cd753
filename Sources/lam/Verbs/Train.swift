import ArgumentParser
import Runtime

/// `lam train`: an adapter from examples.
struct Train: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train an adapter of a model from examples.",
        discussion: """
            Examples are JSON lines {"id", "prefix", "prompt", "target", "weight"?}: the model sees prefix \
            and prompt, and learns to reply with the target. Examples of one prefix share its cost. The run \
            saves its state; the same command goes on where it was stopped or killed, and gives the same \
            adapter, bit for bit.

            EXAMPLES
              lam train examples.jsonl --output adapter
              lam train collected/ --output adapter --rank 8 --epochs 3 --rate 3e-4
              lam train more.jsonl --from adapter/adapter.gguf --output longer
              lam model generate --adapter adapter "Open the file menu"
            """
    )

    @Argument(help: "A file of JSON lines, or a folder of .jsonl files.", completion: .file())
    var data: String

    @Option(help: "The folder that checkpoint, adapter and report go to.", completion: .directory)
    var output: String

    @Option(help: "The base model by name (lam model list) or a GGUF file by path.")
    var model: String?

    @Option(
        help: ArgumentHelp(
            "An adapter to go on from, with the same rank and matrices: a GGUF file or a PEFT folder.",
            valueName: "adapter"
        ),
        completion: .file()
    )
    var from: String?

    @Flag(help: "Go on from an adapter even if it has learnt texts of another form; it has to relearn them.")
    var acrossForms = false

    @Option(help: "Examples to evaluate on, in place of a share that is held back.", completion: .file())
    var evaluation: String?

    @Option(help: "The rank of the changes.")
    var rank = Train.standard.rank

    @Option(help: "What the changes are multiplied with, times the rank; twice the rank when left out.")
    var alpha: Float?

    @Option(
        help: ArgumentHelp(
            "The matrices to change, separated by commas: "
                + TrainDriver.Options.matrixNames.joined(separator: ",") + "; all when left out."
        )
    )
    var matrices: String?

    @Option(help: "The learning rate.")
    var rate = Train.standard.rate

    @Option(help: "How often the examples are gone through.")
    var epochs = Train.standard.epochs

    @Option(help: "Steps at most.")
    var steps: Int?

    @Option(help: "Tokens of a pass.")
    var passTokens = Train.standard.passTokens

    @Option(help: "Passes of a step.")
    var passesPerStep = Train.standard.passesPerStep

    @Option(help: "The share of inputs that are left out while training.")
    var dropout = Train.standard.dropout

    @Option(help: "AdamW's weight decay.")
    var decay = Train.standard.decay

    @Option(help: "The length gradients are cut down to; 0 leaves them.")
    var clip = Train.standard.clip

    @Option(help: "The share of the prefixes that is held back for evaluation.")
    var holdBack = Train.standard.holdBack

    @Option(help: "Steps between evaluations.")
    var evaluateEvery = Train.standard.evaluateEvery

    @Option(help: "Steps between checkpoints.")
    var checkpointEvery = Train.standard.checkpointEvery

    @Option(
        help: ArgumentHelp(
            "How products with the base model are computed: "
                + TrainDriver.Options.productNames.joined(separator: " or ") + "."
        )
    )
    var products = Train.standard.products

    @Option(help: "The seed of all that is drawn.")
    var seed = Train.standard.seed

    @Option(help: "Threads; all cores when left out.")
    var threads: Int?

    @Option(help: "MiB that intermediate results may take before they are computed twice.")
    var memory: Int?

    @Flag(help: "Begin anew even if there is a checkpoint.")
    var restart = false

    @Flag(help: "Print a JSON line for each step and evaluation, and the result.")
    var json = false

    mutating func validate() throws {
        if let threads, threads < 1 { throw ValidationError("--threads must be 1 or more.") }
        if let memory, !(1...1 << 30).contains(memory) {
            throw ValidationError("--memory must be 1 or more.")
        }
    }

    mutating func run() async throws {
        var options = TrainDriver.Options(data: data, output: output)
        options.evaluation = evaluation
        options.model = model
        options.adapter = from
        options.acrossForms = acrossForms
        options.rank = rank
        options.alpha = alpha
        options.matrices = matrices?.split(separator: ",").map(String.init)
        options.rate = rate
        options.epochs = epochs
        options.steps = steps
        options.passTokens = passTokens
        options.passesPerStep = passesPerStep
        options.dropout = dropout
        options.decay = decay
        options.clip = clip
        options.holdBack = holdBack
        options.evaluateEvery = evaluateEvery
        options.checkpointEvery = checkpointEvery
        options.products = products
        options.seed = seed
        options.threads = threads
        options.stateBytes = memory.map { $0 << 20 }
        options.restart = restart
        let output = TrainingOutput(json: json)
        let interrupts = Interrupts()
        do {
            let driver = try TrainDriver(options)
            let adapter = try await interrupts.guarding { try await driver.run(output.show) }
            if !json { Terminal.print(adapter) }
        } catch {
            output.clear()
            if let signal = interrupts.signal { throw ExitCode(128 + signal) }
            throw failure(error)
        }
    }

    /// What options have when they are left out.
    private static let standard = TrainDriver.Options(data: "", output: "")
}

import ArgumentParser
import Runtime

/// `lam bench training`: training beside PyTorch.
struct BenchTraining: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "training",
        abstract: "Measure training beside PyTorch on this CPU.",
        discussion: """
            Both sides run in turn and do the same work: LoRA on every matrix of every block, every token a \
            target, gradients cut down, AdamW. The peer is transformers and peft on PyTorch, in f32 and, where \
            the CPU computes in it, in bf16, on random weights of the same shape; Benchmarks/training/run sets it up.
            """
    )

    @Option(help: "A model by name (lam model list) or a GGUF file by path.")
    var model: String?

    @Option(
        help: ArgumentHelp(
            "A Python with torch, transformers and peft; without it only ours is measured.",
            valueName: "program"
        )
    )
    var python: String?

    @Option(help: ArgumentHelp("The peer's program.", valueName: "file"))
    var peer = TrainingBenchDriver.Options().program

    @Option(
        help: ArgumentHelp(
            "How our products with the base model are computed: "
                + TrainingBenchDriver.Options.productNames.joined(separator: " or ") + "."
        )
    )
    var products = TrainingBenchDriver.Options().products

    @Option(help: ArgumentHelp("The time one run of the peer may take.", valueName: "seconds"))
    var peerLimit = TrainingBenchDriver.Options().peerSeconds

    @Option(help: "Threads of both sides.")
    var threads = 2

    @Option(help: "Alternating rounds.")
    var rounds = 3

    @Option(help: "The rank of the changes.")
    var rank = 16

    @Option(help: "Sequences of a step.")
    var sequences = 4

    @Option(help: "Tokens of a sequence.")
    var tokens = 512

    @Flag(help: "Print JSON lines {row, ours, peer, ratio, unit, load}.")
    var json = false

    mutating func validate() throws {
        for (name, value) in [
            ("threads", threads), ("rounds", rounds), ("rank", rank), ("sequences", sequences),
            ("tokens", tokens), ("peer-limit", peerLimit),
        ] where !(1...65_536).contains(value) { throw ValidationError("--\(name) must be 1 or more.") }
    }

    mutating func run() async throws {
        var options = TrainingBenchDriver.Options()
        options.model = model
        options.python = python
        options.program = peer
        options.products = products
        options.peerSeconds = peerLimit
        options.threads = threads
        options.rounds = rounds
        options.rank = rank
        options.sequences = sequences
        options.tokens = tokens
        let json = json
        do {
            let driver = try TrainingBenchDriver(options)
            if !json { Terminal.print("### \(driver.title)\n\n\(BenchLine.tableHead)") }
            try await Interrupts().guarding {
                try await driver.run(note: { Terminal.say($0) }) { line in
                    if json { try? printJSON(line) } else { Terminal.print(line.tableRow) }
                }
            }
        } catch {
            throw failure(error)
        }
    }
}

import ArgumentParser
import Runtime

/// `lam bench quality`: what the cache modes cost.
struct BenchQuality: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quality",
        abstract: "Measure what each cache mode costs a model's predictions.",
        discussion: """
            The model reads a text with an exact cache and with each mode's. The divergence is that of the \
            last 512 predictions, in nats a token; the row f16 shows what is left of it when attention \
            differs in the seventh digit only, which no mode can be below.

            With --decisions, the agent with its adapter also decides what it would do next in recorded runs, \
            and a second table tells how often it decides what it does with an exact cache.
            """
    )

    @Option(help: "A model by name (lam model list) or a GGUF file by path.")
    var model: String?

    @Option(
        help: ArgumentHelp(
            "The adapter that decisions are taken with: a GGUF file, a PEFT folder, or none; the one that is kept "
                + "for the model when left out.",
            valueName: "path"
        )
    )
    var adapter: String?

    @Option(help: ArgumentHelp("What is read.", valueName: "file"))
    var text = "Benchmarks/quality/text.txt"

    @Option(help: "Cache modes, separated by commas; all when left out.")
    var modes: String?

    @Option(help: "Tokens at which results are taken, separated by commas; 0 for decisions alone.")
    var lengths = "512,2048,8192"

    @Option(help: "Decisions to take in recorded runs, at most; 0 takes none.")
    var decisions = 0

    @Option(
        help: ArgumentHelp(
            "A folder of recorded runs; the user's own store when left out.",
            valueName: "folder"
        )
    )
    var trajectories: String?

    @Option(help: "Threads.")
    var threads: Int?

    @Flag(
        help:
            "Print JSON lines {mode, tokens, perplexity, perplexityRise, divergence, agreement}, and of decisions {mode, decisions, agreement}."
    )
    var json = false

    mutating func run() async throws {
        let json = json
        let lengths = lengths.split(separator: ",").compactMap { Int($0) }.filter { $0 > 0 }
        if lengths.isEmpty, decisions == 0 {
            throw ValidationError("--lengths: give numbers of tokens, such as 512,2048.")
        }
        let names = modes?.split(separator: ",").map(String.init)
        do {
            if decisions > 0 { try await decide(names) }
            guard !lengths.isEmpty else { return }
            let driver = try QualityDriver(
                model: model,
                text: text,
                modes: names,
                lengths: lengths,
                threads: threads
            )
            if !json { Terminal.print(QualityLine.tableHead) }
            try await driver.run { line in
                if json { try? printJSON(line) } else { Terminal.print(line.tableRow) }
            } note: {
                Terminal.say($0)
            }
        } catch {
            throw failure(error)
        }
    }

    private func decide(_ modes: [String]?) async throws {
        var options = RunOptions()
        options.model = model.map(ModelChoice.named) ?? .standard
        options.adapter = adapter
        options.threads = threads
        options.trajectories = trajectories
        let driver = try DecisionDriver(options: options, modes: modes, count: decisions)
        if !json { Terminal.print(DecisionLine.tableHead) }
        try await driver.run { line in
            if json { try? printJSON(line) } else { Terminal.print(line.tableRow) }
        } note: {
            Terminal.say($0)
        }
        if !json { Terminal.print("") }
    }
}

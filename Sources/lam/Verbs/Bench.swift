import ArgumentParser
import Runtime

/// `lam bench`: how fast and how good, beside other programs.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure the engine.",
        discussion: """
            EXAMPLES
              lam bench engine
              lam bench engine --peer ~/peer --rounds 5 --json
              lam bench quality --modes turbo8,turbo4
              lam bench attention --json
              lam bench training --python venv/bin/python3
              lam bench engine --model qwen2.5-coder-1.5b --rows prefill512,decode
            """,
        subcommands: [
            BenchEngine.self, BenchAttention.self, BenchQuality.self, BenchTraining.self, BenchProbe.self,
        ]
    )
}

/// `lam bench engine`: the engine beside llama.cpp.
struct BenchEngine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine",
        abstract: "Measure the engine beside llama.cpp on one model file.",
        discussion: """
            Both sides run in turn and do the same work: distinct random prompts, logits \
            of the full vocabulary, nothing reused. A figure is the median of the rounds; \
            a ratio above 1 means that ours is better. The peer is a folder made by \
            Benchmarks/engine/peer/build.
            """
    )

    @Option(help: "A model by name (lam model list) or a GGUF file by path.")
    var model: String?

    @Option(help: "The folder of llama-bench and llama-peer; without it only the engine is measured.")
    var peer: String?

    @Option(help: "Threads of both sides.")
    var threads = 2

    @Option(help: "Alternating rounds.")
    var rounds = 5

    @Option(help: "How keys and values are kept (such as f16 or turbo8).")
    var cache: String?

    @Option(help: "The instruction set of ours (such as avx2); without it the best there is.")
    var instructions: String?

    @Option(
        help: ArgumentHelp(
            "What is measured, separated by commas: "
                + EngineBenchDriver.Row.allCases.map(\.rawValue).joined(separator: ", ") + "."
        )
    )
    var rows: String?

    @Flag(help: "Print JSON lines {row, ours, peer, ratio, unit, load}.")
    var json = false

    mutating func validate() throws {
        if threads < 1 { throw ValidationError("--threads must be 1 or more.") }
        if rounds < 1 { throw ValidationError("--rounds must be 1 or more.") }
        _ = try chosen()
    }

    private func chosen() throws -> [EngineBenchDriver.Row] {
        guard let rows else { return EngineBenchDriver.Row.allCases }
        return try rows.split(separator: ",").map { name in
            guard let row = EngineBenchDriver.Row(rawValue: String(name)) else {
                throw ValidationError("--rows: there is no row \(name); see lam bench engine --help.")
            }
            return row
        }
    }

    mutating func run() async throws {
        var options = EngineBenchDriver.Options()
        options.model = model
        options.peer = peer
        options.threads = threads
        options.rounds = rounds
        options.cache = cache
        options.instructions = instructions
        options.rows = try chosen()
        let json = json
        do {
            let driver = try await EngineBenchDriver(options)
            if !json { Terminal.print("### \(driver.title)\n\n\(BenchLine.tableHead)") }
            try await Interrupts().guarding {
                try await driver.run { line in
                    if json { try? printJSON(line) } else { Terminal.print(line.tableRow) }
                } note: {
                    Terminal.say($0)
                }
            }
        } catch {
            throw failure(error)
        }
    }
}

/// `lam bench probe`: what the benchmark starts anew to measure loading and memory.
struct BenchProbe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Print what this process took to load a model.",
        shouldDisplay: false
    )

    @Option(help: "A model.")
    var model: String?

    @Option(help: "Threads.")
    var threads = 2

    @Option(help: "How keys and values are kept.")
    var cache: String?

    @Option(help: "Random tokens to read.")
    var read = 1

    mutating func run() async throws {
        do {
            let probe = try await EngineProbe(model: model, threads: threads, cache: cache)
            try printJSON(try await probe.run(tokens: max(1, read)))
        } catch {
            throw failure(error)
        }
    }
}

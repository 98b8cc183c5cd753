import ArgumentParser
import Runtime

/// `lam bench attention`: attention alone, beside ggml's.
struct BenchAttention: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attention",
        abstract: "Measure attention alone beside ggml's flash attention.",
        discussion: """
            Microseconds a layer, in the default cache mode against ggml's flash \
            attention with keys and values in halves, over random numbers: one \
            position (decode) and the last 512 (prefill).
            """
    )

    @Option(help: ArgumentHelp("The program Benchmarks/attention/run makes.", valueName: "file"))
    var peer: String?

    @Option(help: "Threads of both sides.")
    var threads = 2

    @Option(help: "Alternating rounds.")
    var rounds = 5

    @Flag(help: "Print JSON lines {row, ours, peer, ratio, unit, load}.")
    var json = false

    mutating func validate() throws {
        if threads < 1 { throw ValidationError("--threads must be 1 or more.") }
        if rounds < 1 { throw ValidationError("--rounds must be 1 or more.") }
    }

    mutating func run() async throws {
        let json = json
        let driver = AttentionBenchDriver(peer: peer, threads: threads, rounds: rounds)
        do {
            if !json { Terminal.print(BenchLine.tableHead) }
            try await Interrupts().guarding {
                try await driver.run { line in
                    if json { try? printJSON(line) } else { Terminal.print(line.tableRow) }
                }
            }
        } catch {
            throw failure(error)
        }
    }
}

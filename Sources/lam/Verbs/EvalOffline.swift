import ArgumentParser
import Runtime

/// `lam eval offline`: what would have been decided on recorded screens.
struct EvalOffline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "offline",
        abstract: "Compare decisions on recorded screens with what was done there.",
        discussion: """
            Takes collections of lam collect and single trajectories; only what passed is used. Nothing is \
            carried out: each decision is judged by the record, which then goes on as it was.

            EXAMPLES
              lam collect Examples/templates/zenity.yaml --development --output held-back
              lam eval offline held-back --adapter adapter/adapter.gguf
              lam eval offline held-back --no-model --json
            """
    )

    @Argument(help: "Collections and trajectories, by directory.", completion: .directory)
    var sources: [String]

    @OptionGroup(title: "Deciding") var model: ModelArguments

    @Flag(help: "Print the figures as one line of JSON.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print the result only.")
    var quiet = false

    func run() async throws {
        var options = RunOptions()
        options.model = model.choice
        options.threads = model.threads
        options.adapter = model.adapter
        options.cache = model.kvCache
        let isQuiet = json || quiet
        let interrupts = Interrupts()
        do {
            let report = try await interrupts.guarding { [sources, options] in
                try await OfflineDriver(options: options)
                    .run(over: sources) { line in if !isQuiet { Terminal.say(line) } }
            }
            Terminal.write(json ? report.jsonLine + "\n" : report.table)
        } catch {
            if let signal = interrupts.signal { throw ExitCode(128 + signal) }
            throw failure(error)
        }
    }
}

import ArgumentParser
import Runtime

/// `lam eval`: a suite of tasks, with figures.
struct Eval: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suite",
        abstract: "Run a suite of tasks and say how many succeed.",
        discussion: """
            Each task runs in its own private display with skills off. A task with a check that \
            already holds before the first step is invalid: it is reported and not counted.

            EXAMPLES
              lam eval Examples/suites/language.yaml
              lam eval --no-model Examples/suites/language.yaml
              lam eval --model qwen2.5-coder-1.5b --json Examples/suites/language.yaml
              lam eval --displays 4 --json Examples/suites/paraphrases.yaml
              lam eval --oracle Examples/suites/language.yaml
              lam eval --adapter adapter/adapter.gguf --json Examples/suites/seen.yaml > trained.json
            """
    )

    @Argument(help: "A suite file.", completion: .file(extensions: ["yaml", "yml", "json"]))
    var suite: String

    @Flag(help: "Carry out the tasks' own steps instead of deciding: proves that they can be done.")
    var oracle = false

    @Option(help: "Only these tasks, by id, separated by commas.")
    var only: String?

    @Option(help: "Private displays that are worked on at the same time; times of steps are then longer.")
    var displays = 1

    @OptionGroup(title: "Deciding") var model: ModelArguments
    @OptionGroup(title: "Deciding") var ablation: AblationArguments
    @OptionGroup var arguments: RunArguments

    mutating func validate() throws {
        guard !arguments.desktop.live else {
            throw ValidationError("lam eval works in private displays only; leave out --live.")
        }
        guard (1...64).contains(displays) else { throw ValidationError("--displays must be from 1 to 64.") }
        guard displays == 1 || arguments.desktop.session == nil else {
            throw ValidationError("a named session is one display; leave out --session or --displays.")
        }
    }

    mutating func run() async throws {
        var options = try arguments.options()
        options.model = oracle ? .none : model.choice
        options.threads = model.threads
        options.adapter = model.adapter
        options.cache = model.kvCache
        options.withoutParts = ablation.parts
        let output = RunOutput(json: false, quiet: arguments.json || arguments.quiet)
        let driver = EvalDriver(
            options: options,
            oracle: oracle,
            only: only?.split(separator: ",").map(String.init),
            displays: displays,
            events: output.show
        )
        let json = arguments.json
        let suite = suite
        let interrupts = Interrupts()
        do {
            let result = try await interrupts.guarding {
                try await driver.run(suite: suite) { line in if json { Terminal.print(line) } }
            }
            Terminal.print(json ? result.summaryLine : result.table)
            if let signal = interrupts.signal { throw ExitCode(128 + signal) }
        } catch let error where !(error is ExitCode) {
            throw failure(error)
        }
    }
}

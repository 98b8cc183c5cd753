import ArgumentParser
import Core
import Runtime

/// `lam run`: a goal in words.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Do what you say, on a private display or your own.",
        discussion: """
            A file that the goal names is opened where it lies, in the application that the goal names or the \
            default one, and saved where the goal has it changed, unless it says otherwise. What is saved by its name alone on a private display is kept in \
            $XDG_DATA_HOME/lam/files and told at the end.

            Ctrl-C pauses between two steps: Enter goes on, Ctrl-C again ends the run. What was done is \
            saved in any case. --live asks before it starts.

            EXAMPLES
              lam run "open the calculator and work out 12 times 34"
              lam run "replace every 'cat' with 'dog' in ~/pets.txt and save it"
              lam run --visible "open mousepad, type 'hello' and save it as hello.txt"
              lam run --live --dry-run "close the dialog"
              lam run --model qwen2.5-coder-1.5b --json "..." | jq .outcome
            """
    )

    @Argument(help: "What you want, in words.")
    var goal: String

    @OptionGroup(title: "Deciding") var model: ModelArguments
    @OptionGroup var arguments: RunArguments

    mutating func run() async throws {
        var options = try arguments.options()
        options.model = model.choice
        options.threads = model.threads
        options.adapter = model.adapter
        options.cache = model.kvCache
        let output = RunOutput(json: arguments.json, quiet: arguments.quiet)
        let interrupts = Interrupts(pausing: !arguments.json)
        let driver = RunDriver(
            options: options,
            approval: arguments.approval,
            answering: arguments.answering,
            pausing: interrupts.pause,
            events: output.show
        )
        let goal = goal
        do {
            let report = try await interrupts.guarding { try await driver.run(goal: goal) }
            try output.show(report)
            let status = ExitStatus(report.end.kind)
            if status == .interrupted, let signal = interrupts.signal { throw ExitCode(128 + signal) }
            throw ExitCode(status.rawValue)
        } catch let error where !(error is ExitCode) {
            throw failure(error)
        }
    }
}

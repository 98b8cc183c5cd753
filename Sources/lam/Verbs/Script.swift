import ArgumentParser
import Core
import Runtime

/// `lam script`: task files with steps.
struct Script: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Carry out task files step by step and check their ends.",
        discussion: """
            Each file is done in its own private display. The exit status is that of the worst task. \
            Ctrl-C pauses between two steps: Enter goes on, Ctrl-C again ends the run.

            EXAMPLES
              lam script Examples/tasks/*.yaml
              lam script --route pointer --json task.yaml
            """
    )

    @Argument(help: "Task files (YAML or JSON).", completion: .file(extensions: ["yaml", "yml", "json"]))
    var files: [String]

    @OptionGroup var arguments: RunArguments

    mutating func run() async throws {
        var options = try arguments.options()
        options.model = .none
        let output = RunOutput(json: arguments.json, quiet: arguments.quiet)
        var worst = ExitStatus.verified
        let interrupts = Interrupts(pausing: !arguments.json)
        for file in files {
            let driver = RunDriver(
                options: options,
                approval: arguments.approval,
                answering: arguments.answering,
                pausing: interrupts.pause,
                events: output.show
            )
            do {
                if !arguments.json { Terminal.say("== \(file)") }
                let report = try await interrupts.guarding { try await driver.script(file: file) }
                try output.show(report)
                let status = ExitStatus(report.end.kind)
                if status != .verified, worst == .verified { worst = status }
                if status == .interrupted { throw ExitCode(128 + (interrupts.signal ?? 2)) }
            } catch let error where !(error is ExitCode) {
                let code = failure(error)
                if worst == .verified { worst = ExitStatus(rawValue: code.rawValue) ?? .failed }
            }
        }
        throw ExitCode(worst.rawValue)
    }
}

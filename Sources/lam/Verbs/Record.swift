import ArgumentParser
import Core
import Runtime

/// `lam record`: watch a person work.
struct Record: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Watch a person work and write down the steps.",
        discussion: """
            Records until ctrl+alt+Escape is pressed in the display, or Ctrl-C here. The result is \
            a trajectory like those of lam run, and a task file that lam script replays.

            EXAMPLES
              lam record --visible --start mousepad -o note.yaml
              lam record --live --goal "file the weekly report" -o report.yaml
            """
    )

    @Option(help: "What is being done, in words.")
    var goal = "recorded by hand"

    @Option(help: "A command to start before recording.")
    var start: String?

    @Option(
        name: .shortAndLong,
        help: "Where to write the task file.",
        completion: .file(extensions: ["yaml"])
    )
    var output: String?

    @OptionGroup(title: "Desktop") var desktop: DesktopArguments

    @Option(help: "Where trajectories are kept.")
    var trajectories: String?

    @Option(help: "Stop after this many seconds.")
    var seconds: Double?

    @Flag(help: "Print JSON.")
    var json = false

    mutating func run() async throws {
        let output = RunOutput(json: json, quiet: false)
        let driver = RecordDriver(
            desktop: desktop.choice,
            goal: goal,
            start: start,
            output: self.output,
            trajectories: trajectories,
            seconds: seconds,
            events: output.show
        )
        let interrupts = Interrupts()
        do {
            let report = try await interrupts.guarding { try await driver.record() }
            try output.show(report)
        } catch {
            throw failure(error)
        }
    }
}

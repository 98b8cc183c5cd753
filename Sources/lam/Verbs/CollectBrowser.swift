import ArgumentParser
import Runtime

/// `lam collect browser`: episodes of browser tasks.
struct CollectBrowser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "browser",
        abstract: "Let oracles do MiniWoB++ tasks in a real browser, and keep the trajectories.",
        discussion: """
            Each oracle sees what any planner sees; the page's reward decides between pass and fail. Only \
            the tasks of the training group and seeds from 0 to 9999 are accepted. What is there already \
            is not run again, so that an interrupted collection goes on where it stopped.

            EXAMPLES
              lam collect browser --seeds 0-49 --displays 2 --output data
              lam collect browser --tasks click-test,enter-text --seeds 0-4 --json
            """
    )

    @Option(help: "Tasks by name, separated by commas; train stands for all that may be trained on.")
    var tasks = "train"

    @Option(help: ArgumentHelp("Seeds of each task, first and last.", valueName: "A-B"))
    var seeds = SeedRange(0...49)

    @Option(help: "Private displays that are worked on at the same time.")
    var displays = 2

    @Option(help: ArgumentHelp("Where the collection is kept.", valueName: "directory"))
    var output: String?

    @Flag(help: "Keep screenshots too.")
    var pictures = false

    @Flag(help: "Print JSON lines.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print the result only.")
    var quiet = false

    mutating func validate() throws {
        guard (1...64).contains(displays) else { throw ValidationError("--displays must be from 1 to 64.") }
    }

    mutating func run() async throws {
        var options = BrowserCollectOptions()
        options.tasks = tasks.split(separator: ",").map(String.init)
        options.seeds = seeds.range
        options.displays = displays
        options.output = output
        options.pictures = pictures
        let talk = RunOutput(json: false, quiet: json || quiet)
        let driver = BrowserCollectDriver(options: options, events: talk.show)
        let json = json
        let interrupts = Interrupts()
        do {
            let report = try await interrupts.guarding {
                try await driver.run { line in if json { Terminal.print(line) } }
            }
            if json { try printJSON(report) } else { Terminal.print(report.text) }
            if let signal = interrupts.signal { throw ExitCode(128 + signal) }
        } catch let error where !(error is ExitCode) {
            throw failure(error)
        }
    }
}

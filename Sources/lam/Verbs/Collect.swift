import ArgumentParser
import Runtime

/// `lam collect`: episodes from task templates.
struct Collect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "templates",
        abstract: "Draw tasks from templates, let their oracles do them, and keep the trajectories.",
        discussion: """
            Each template is a family of tasks with parameters, a goal in several wordings, the steps \
            that do it and the checks that prove it. Tasks are drawn, run in parallel private displays, \
            judged by their checks and kept under pass, fail or unsure. What is there already is not \
            run again, so that an interrupted collection goes on where it stopped.

            EXAMPLES
              lam collect Examples/templates
              lam collect Examples/templates/zenity.yaml --per-template 20 --output data
              lam collect Examples/templates --only zenity-entry --json
              lam collect Examples/templates --development --list > development.yaml
            """
    )

    @Argument(help: "Template files, and folders of them.", completion: .file(extensions: ["yaml", "yml"]))
    var templates: [String]

    @Option(help: "Tasks drawn from each template.")
    var perTemplate = 10

    @Option(help: "What the draws begin with; the same seed gives the same tasks.")
    var seed: UInt64 = 1

    @Option(help: "Private displays that are worked on at the same time.")
    var displays = 4

    @Flag(help: "Use the wordings that are kept back for development; never train on these.")
    var development = false

    @Option(help: "Only these templates, by id, separated by commas.")
    var only: String?

    @Option(help: ArgumentHelp("Where the collection is kept.", valueName: "directory"))
    var output: String?

    @Flag(help: "Keep screenshots too.")
    var pictures = false

    @Flag(help: "Print the tasks as a suite and run nothing.")
    var list = false

    @Flag(help: "Print JSON lines.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print the result only.")
    var quiet = false

    mutating func validate() throws {
        guard (1...100_000).contains(perTemplate) else {
            throw ValidationError("--per-template must be from 1 to 100000.")
        }
        guard (1...64).contains(displays) else { throw ValidationError("--displays must be from 1 to 64.") }
    }

    mutating func run() async throws {
        var options = CollectOptions(templates: templates)
        options.perTemplate = perTemplate
        options.seed = seed
        options.displays = displays
        options.development = development
        options.only = only?.split(separator: ",").map(String.init)
        options.output = output
        options.pictures = pictures
        let talk = RunOutput(json: false, quiet: json || quiet)
        let driver = CollectDriver(options: options, events: talk.show)
        let json = json
        let interrupts = Interrupts()
        do {
            if list {
                Terminal.write(try driver.suite(named: development ? "development-tasks" : "train-tasks"))
                return
            }
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

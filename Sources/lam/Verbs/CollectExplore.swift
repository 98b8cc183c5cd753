import ArgumentParser
import Runtime

/// `lam collect explore`: goals found by looking around in applications.
struct CollectExplore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explore",
        abstract: "Walk through the interfaces of applications, and turn what was seen into goals.",
        discussion: """
            In private displays menus, tabs and dialogs are opened, buttons pressed and fields filled in with \
            made-up values, within the safety policy and never what may lose or send something. Looking back, \
            each action whose effect is evidenced becomes a goal in several people's words, and so do short \
            runs of actions that come to one end. What is ambiguous, was so before, has an odd name or is \
            about a secret is dropped and counted. Walks that are there already are not taken again.

            EXAMPLES
              lam collect explore Examples/scenes --output data
              lam collect explore Examples/scenes --only mousepad,galculator --per-scene 3
              lam collect explore Examples/scenes/zenity.yaml --steps 20 --seconds 60 --json
            """
    )

    @Argument(help: "Files of scenes, and folders of them.", completion: .file(extensions: ["yaml", "yml"]))
    var scenes: [String]

    @Option(help: "Only these applications or scenes, separated by commas.")
    var only: String?

    @Option(help: "Walks through each scene.")
    var perScene = 10

    @Option(help: "What the walks begin with; the same seed chooses the same way on the same screens.")
    var seed: UInt64 = 1

    @Option(help: "Steps of a walk at most.")
    var steps = 40

    @Option(help: "Seconds of a walk at most.")
    var seconds = 120.0

    @Option(help: "Goals about the same element and effect that are kept at most.")
    var alike = 12

    @Option(help: "Private displays that are worked on at the same time.")
    var displays = 4

    @Option(help: ArgumentHelp("Where the collection is kept.", valueName: "directory"))
    var output: String?

    @Flag(help: "Keep screenshots too.")
    var pictures = false

    @Flag(help: "Print JSON lines.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print the result only.")
    var quiet = false

    mutating func validate() throws {
        guard (1...100_000).contains(perScene) else {
            throw ValidationError("--per-scene must be from 1 to 100000.")
        }
        guard (1...1000).contains(steps) else { throw ValidationError("--steps must be from 1 to 1000.") }
        guard seconds > 0, seconds <= 86_400 else {
            throw ValidationError("--seconds must be from 0 to 86400.")
        }
        guard alike > 0 else { throw ValidationError("--alike must be 1 or more.") }
        guard (1...64).contains(displays) else { throw ValidationError("--displays must be from 1 to 64.") }
    }

    mutating func run() async throws {
        var options = ExploreOptions(scenes: scenes)
        options.only = only?.split(separator: ",").map(String.init)
        options.perScene = perScene
        options.seed = seed
        options.steps = steps
        options.seconds = seconds
        options.alike = alike
        options.displays = displays
        options.output = output
        options.pictures = pictures
        let talk = RunOutput(json: false, quiet: json || quiet)
        let driver = ExploreDriver(options: options, events: talk.show)
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

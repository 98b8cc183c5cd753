import ArgumentParser
import Runtime

/// `lam eval browser`: browser tasks, with figures.
struct EvalBrowser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "browser",
        abstract: "Run MiniWoB++ tasks in a real browser and say how many succeed.",
        discussion: """
            Each episode runs in a real Chromium in a private display, seen and acted on as any \
            application is. A script apart from the agent starts it and reads the page's reward. The \
            pages come from Scripts/bootstrap --browser; the tasks' time limits are kept as shipped.

            Without --attributes or --no-attributes both are run: as a user sees the page, and with the \
            class and id attributes its author gave to nameless elements.

            EXAMPLES
              lam eval browser --tasks click-test,enter-text --seeds 0-4
              lam eval browser --tasks development --seeds 100000-100004 --no-attributes --json
              lam eval browser --tasks train --seeds 0-1 --no-model --displays 2
            """
    )

    @Option(help: "Tasks by name, separated by commas; train and development stand for those groups.")
    var tasks: String

    @Option(help: ArgumentHelp("Seeds of each task, first and last.", valueName: "A-B"))
    var seeds: SeedRange = SeedRange(0...4)

    @Flag(inversion: .prefixedNo, help: "Read the elements' class and id attributes, or do not.")
    var attributes: Bool?

    @Option(help: "Private displays that are worked on at the same time.")
    var displays = 1

    @OptionGroup(title: "Deciding") var model: ModelArguments
    @OptionGroup(title: "Deciding") var ablation: AblationArguments
    @OptionGroup var arguments: RunArguments

    mutating func validate() throws {
        guard !arguments.desktop.live, arguments.desktop.session == nil else {
            throw ValidationError("lam eval browser works in private displays only.")
        }
        guard (1...64).contains(displays) else { throw ValidationError("--displays must be from 1 to 64.") }
    }

    mutating func run() async throws {
        var run = try arguments.options()
        run.model = model.choice
        run.threads = model.threads
        run.adapter = model.adapter
        run.cache = model.kvCache
        run.withoutParts = ablation.parts
        var options = BrowserEvalOptions(
            tasks: tasks.split(separator: ",").map(String.init),
            seeds: seeds.range,
            run: run
        )
        if let attributes { options.attributes = [attributes] }
        options.displays = displays
        let output = RunOutput(json: false, quiet: arguments.json || arguments.quiet)
        let driver = BrowserEvalDriver(options: options, events: output.show)
        let json = arguments.json
        let interrupts = Interrupts()
        do {
            let result = try await interrupts.guarding {
                try await driver.run { line in if json { Terminal.print(line) } }
            }
            Terminal.print(json ? result.summaryLine : result.table)
            if let signal = interrupts.signal { throw ExitCode(128 + signal) }
        } catch let error where !(error is ExitCode) {
            throw failure(error)
        }
    }
}

/// The first and the last of some seeds, written "0-4"; a single number is both.
struct SeedRange: ExpressibleByArgument {
    var range: ClosedRange<Int>

    init(_ range: ClosedRange<Int>) { self.range = range }

    init?(argument: String) {
        let parts = argument.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard let first = parts.first ?? nil, let last = parts.last ?? nil, parts.count <= 2, first <= last,
            first >= 0, last <= 1 << 31
        else { return nil }
        range = first...last
    }

    var defaultValueDescription: String { "\(range.lowerBound)-\(range.upperBound)" }
}

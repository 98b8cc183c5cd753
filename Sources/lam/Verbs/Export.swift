import ArgumentParser
import Runtime

/// `lam export`: collected trajectories in the forms others read.
struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write trajectories in a form to train from.",
        discussion: """
            Takes collections of lam collect and single trajectories; only what passed is used. With \
            --format examples each line of the file is a JSON object with id, prefix (system and screen), \
            prompt (goal, history, question), target (the answer, and the action in the planner's language) and \
            provenance. --format trl writes a folder instead: the examples as tokens, and a script that trains \
            with PEFT and TRL on another machine. --format dataflow writes a folder of the tasks of UFO's dataflow, \
            sorted by what came of them; lam import reads such folders.

            EXAMPLES
              lam export --format examples data --output examples.jsonl
              lam export --format trl data --output elsewhere
              lam export --format dataflow data --output ufo
            """
    )

    /// The forms there are.
    enum Form: String, ExpressibleByArgument, CaseIterable {
        case examples, trl, dataflow
    }

    @Argument(help: "Collections and trajectories, by directory.", completion: .directory)
    var sources: [String]

    @Option(help: "The form.")
    var format: Form = .examples

    @Option(
        name: .shortAndLong,
        help: "The file to write, or the folder with --format trl and dataflow.",
        completion: .file()
    )
    var output: String

    @Option(help: "Wordings of the goal used of each episode, at most.")
    var wordings = 8

    @Flag(help: "Use the wordings that are kept back, and only these; never train on them.")
    var development = false

    @Option(help: "Actions used of each episode, at most: long ones need not outweigh short ones.")
    var steps: Int?

    @Option(help: "The share of the actions after the first, and of the ends, that is used, 0 to 1.")
    var later = 1.0

    @Option(help: "Wordings of each goal that a lexicon makes besides.")
    var rephrasings = 0

    @Option(
        help: "The share of the wordings of tasks whose texts and names are exchanged for others, 0 to 1."
    )
    var fresh = 0.0

    @Option(help: "The model whose chat layout the texts have, by name or path.")
    var model: String?

    @Flag(help: "Print the figures as JSON.")
    var json = false

    mutating func validate() throws {
        guard (1...1000).contains(wordings) else {
            throw ValidationError("--wordings must be from 1 to 1000.")
        }
        guard (0...100).contains(rephrasings) else {
            throw ValidationError("--rephrasings must be from 0 to 100.")
        }
        guard (0...1).contains(later) else { throw ValidationError("--later must be from 0 to 1.") }
        guard (0...1).contains(fresh) else { throw ValidationError("--fresh must be from 0 to 1.") }
        guard steps.map({ $0 > 0 }) ?? true else { throw ValidationError("--steps must be 1 or more.") }
    }

    mutating func run() async throws {
        do {
            let driver = ExportDriver(
                model: model.map { .named($0) } ?? .standard,
                wordings: wordings,
                development: development,
                steps: steps ?? .max,
                rephrasings: rephrasings,
                later: later,
                fresh: fresh
            )
            let report =
                switch format {
                case .examples: try await driver.examples(of: sources, to: output)
                case .trl: try await driver.trl(of: sources, to: output)
                case .dataflow: try await driver.dataflow(of: sources, to: output)
                }
            if json { try printJSON(report) } else { Terminal.print(report.text) }
        } catch {
            throw failure(error)
        }
    }
}

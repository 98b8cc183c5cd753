import ArgumentParser
import Runtime

/// `lam eval compare`: several runs of a suite side by side.
struct EvalCompare: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Put runs of a suite side by side: success, steps, time, tokens, what the last gains.",
        discussion: """
            Each file holds what lam eval --json printed. The last is compared with each of the others, \
            task by task; the interval of a gain comes from drawing the tasks again and again.

            EXAMPLES
              lam eval compare before.json after.json
              lam eval compare "no model=none.json" bare=bare.json trained=trained.json --html report.html
            """
    )

    @Argument(help: "Files of lines; NAME=FILE gives a name.", completion: .file())
    var files: [String]

    @Option(help: "Write a page with tables and drawings.", completion: .file(extensions: ["html"]))
    var html: String?

    @Option(help: "The title of the page.")
    var title = "Evaluation"

    @Option(
        help: ArgumentHelp(
            "End with status 1 unless the last gains as many percentage points on the one before it.",
            valueName: "points"
        )
    )
    var atLeast: Double?

    func run() throws {
        let driver: CompareDriver
        do {
            driver = try CompareDriver(files: files)
            if let html { try driver.write(html: html, title: title) }
        } catch {
            throw failure(error)
        }
        Terminal.write(driver.table)
        if let atLeast, (driver.gain ?? -100) < atLeast { throw ExitCode.failure }
    }
}

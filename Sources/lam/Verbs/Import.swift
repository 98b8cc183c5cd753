import ArgumentParser
import Runtime

/// `lam import`: tasks of other programs as task files.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read tasks that other programs have written, as task files.",
        discussion: """
            Takes tasks of UFO's dataflow, files or folders of them, such as lam export --format dataflow \
            writes. Their plans become steps that lam script and lam eval --oracle carry out. Files that are \
            no such tasks, or whose steps cannot be done here, are left out and counted.

            EXAMPLES
              lam import ufo --output tasks.yaml
              lam import ufo/execution_pass/note.json --output note.yaml
              lam import ufo --complete yes --output passed.yaml --json
            """
    )

    @Argument(help: "Files and folders.", completion: .file(extensions: ["json"]))
    var sources: [String]

    @Option(name: .shortAndLong, help: "The file to write.", completion: .file(extensions: ["yaml"]))
    var output: String

    @Option(help: "Only tasks that came to this: yes, no or unsure.")
    var complete: String?

    @Flag(help: "Print the figures as JSON.")
    var json = false

    mutating func validate() throws {
        if let complete, !["yes", "no", "unsure"].contains(complete) {
            throw ValidationError("--complete must be yes, no or unsure.")
        }
    }

    mutating func run() async throws {
        do {
            let report = try ImportDriver().dataflow(of: sources, to: output, complete: complete)
            if json { try printJSON(report) } else { Terminal.print(report.text) }
        } catch {
            throw failure(error)
        }
    }
}

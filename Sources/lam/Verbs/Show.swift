import ArgumentParser
import Runtime

/// `lam show`: the report of a trajectory.
struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Render a trajectory as a self-contained HTML report.",
        discussion: """
            EXAMPLES
              lam show                      the latest trajectory
              lam show 20260101-120000-ab   one by its id, or by a directory's path
              lam show --list
              lam show --text
            """
    )

    @Argument(help: "A trajectory's id or directory; the latest when left out.")
    var trajectory: String?

    @Flag(help: "List the trajectories.")
    var list = false

    @Flag(help: "Print the report as text.")
    var text = false

    @Flag(help: "Print the trajectory as JSON.")
    var json = false

    @Option(
        name: .shortAndLong,
        help: "Where to write the report; by default into the trajectory's directory."
    )
    var output: String?

    @Option(help: "Where trajectories are kept.")
    var trajectories: String?

    mutating func run() async throws {
        do {
            let reports = Reports(directory: trajectories)
            if list {
                for entry in try reports.list() {
                    if json { try printJSON(entry) } else { Terminal.print(entry.line) }
                }
            } else if json {
                try printJSON(try reports.trajectory(trajectory), pretty: Terminal.isInteractive)
            } else if text {
                Terminal.print(try reports.text(trajectory))
            } else {
                Terminal.print(try reports.html(trajectory, to: output))
            }
        } catch {
            throw failure(error)
        }
    }
}

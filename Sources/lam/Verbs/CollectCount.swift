import ArgumentParser
import Runtime

/// `lam collect count`: what a collection holds.
struct CollectCount: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count",
        abstract: "Count what a collection holds, by source.",
        discussion: """
            EXAMPLES
              lam collect count data
              lam collect count data --json
            """
    )

    @Argument(help: "Collections, by directory.", completion: .directory)
    var collections: [String]

    @Flag(help: "Print JSON.")
    var json = false

    mutating func run() async throws {
        do {
            let summary = try CollectionCount().count(collections)
            if json { try printJSON(summary) } else { Terminal.print(summary.text) }
        } catch {
            throw failure(error)
        }
    }
}

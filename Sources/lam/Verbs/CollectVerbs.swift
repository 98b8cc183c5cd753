import ArgumentParser

/// `lam collect`: episodes from task templates, or of browser tasks.
struct CollectVerbs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect",
        abstract: "Let oracles do tasks, and keep the trajectories.",
        subcommands: [Collect.self, CollectBrowser.self],
        defaultSubcommand: Collect.self
    )
}

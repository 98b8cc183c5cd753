import ArgumentParser

/// `lam collect`: episodes from task templates, or of browser tasks.
struct CollectVerbs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect",
        abstract: "Let oracles do tasks, and keep the trajectories.",
        discussion: """
            Tasks are drawn from template files, or are browser tasks.

            EXAMPLES
              lam collect Examples/templates
              lam collect Examples/templates/zenity.yaml --per-template 20 --output data
              lam collect browser --seeds 0-49 --output data
            """,
        subcommands: [Collect.self, CollectBrowser.self],
        defaultSubcommand: Collect.self
    )
}

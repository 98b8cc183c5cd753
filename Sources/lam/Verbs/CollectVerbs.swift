import ArgumentParser

/// `lam collect`: episodes from task templates or of browser tasks, and goals by exploration.
struct CollectVerbs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect",
        abstract: "Let oracles do tasks, or look around, and keep the trajectories.",
        discussion: """
            Tasks are drawn from template files, are browser tasks, or are found by looking around in applications.

            EXAMPLES
              lam collect Examples/templates
              lam collect Examples/templates/zenity.yaml --per-template 20 --output data
              lam collect browser --seeds 0-49 --output data
              lam collect explore Examples/scenes --output data
            """,
        subcommands: [Collect.self, CollectBrowser.self, CollectExplore.self, CollectCount.self],
        defaultSubcommand: Collect.self
    )
}

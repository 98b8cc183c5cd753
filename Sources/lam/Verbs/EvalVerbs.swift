import ArgumentParser

/// `lam eval`: figures of a suite of tasks, or of browser tasks.
struct EvalVerbs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Run tasks and say how many succeed.",
        subcommands: [Eval.self, EvalBrowser.self],
        defaultSubcommand: Eval.self
    )
}

import ArgumentParser

/// `lam eval`: figures of a suite of tasks, or of browser tasks.
struct EvalVerbs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Run tasks and say how many succeed.",
        discussion: """
            A suite file is run as it is; browser tasks are named.

            EXAMPLES
              lam eval Examples/suites/language.yaml
              lam eval --no-model --json Examples/suites/language.yaml
              lam eval browser --tasks click-test,enter-text --seeds 0-4
              lam eval offline held-back --adapter adapter/adapter.gguf
              lam eval compare bare=bare.json trained=trained.json
            """,
        subcommands: [Eval.self, EvalBrowser.self, EvalOffline.self, EvalCompare.self],
        defaultSubcommand: Eval.self
    )
}

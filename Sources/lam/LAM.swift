import ArgumentParser
import Runtime

/// The command line: one file a verb, calls and rendering only.
@main
struct LAM: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lam",
        abstract: "A desktop agent for Linux that sees, thinks, acts, remembers and learns offline.",
        discussion: """
            Say what you want; it is done on the screen of a private display, or on your own with --live.

            EXAMPLES
              lam run "open the calculator and work out 12 times 34"
              lam script Examples/tasks/mousepad-save.yaml
              lam inspect --png screen.png
              lam show

            EXIT STATUS
              0 done and verified    1 ran and failed        2 usage
              3 done, not verified   4 refused by policy     5 environment not ready
              6 model missing        7 budget used up        8 needs the user
              9 replay drift         124 time-out            130/143 signals
            """,
        version: "0.1.0",
        subcommands: [
            Run.self, Script.self, Record.self, Inspect.self, Sessions.self, Models.self, Show.self,
            Train.self, EvalVerbs.self, CollectVerbs.self, Export.self, Import.self, Bench.self,
            DoctorVerb.self,
        ]
    )

    /// Runs the command line; one that makes no sense ends with the exit status for that.
    static func main() async {
        do {
            let command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                var command = command
                try command.run()
            }
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            Terminal.say(fullMessage(for: error))
            exit(withError: ExitCode(ExitStatus.usage.rawValue))
        }
    }
}

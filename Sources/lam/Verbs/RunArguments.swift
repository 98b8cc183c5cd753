public import ArgumentParser
import Core
public import Runtime

/// What `run`, `script` and `eval` have in common.
struct RunArguments: ParsableArguments {
    @OptionGroup(title: "Desktop") var desktop: DesktopArguments

    @Option(help: "How actions reach applications.")
    var route: RouteChoice = .automatic

    @Option(help: "A safety policy file; by default the one in your configuration directory.")
    var policy: String?

    @Flag(help: "Decide, but send nothing: each action is printed as it would be sent.")
    var dryRun = false

    @Flag(help: "Agree to every action the policy wants confirmed.")
    var yes = false

    @Option(help: "Steps at most; more end the run.")
    var steps: Int?

    @Option(help: "Seconds at most.")
    var seconds: Double?

    @Option(help: "Tokens at most that a model reads and writes.")
    var tokens: Int?

    @Option(
        help: ArgumentHelp(
            "A secret for ${secret:NAME} from the environment; its value is never written down.",
            valueName: "NAME=VARIABLE"
        )
    )
    var secret: [String] = []

    @Option(help: ArgumentHelp("Where trajectories are kept.", valueName: "directory"))
    var trajectories: String?

    @Flag(help: "Print JSON lines.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print the result only.")
    var quiet = false

    mutating func validate() throws {
        if let steps, steps < 1 { throw ValidationError("--steps must be 1 or more.") }
        if let seconds, seconds <= 0 { throw ValidationError("--seconds must be above 0.") }
        if let tokens, tokens < 1 { throw ValidationError("--tokens must be 1 or more.") }
    }

    /// The options as the drivers take them.
    func options() throws -> RunOptions {
        var options = RunOptions()
        options.desktop = desktop.choice
        options.route = route
        options.policyFile = policy
        options.dryRun = dryRun
        options.trajectories = trajectories
        options.secrets = try Secrets.read(secret)
        if steps != nil || seconds != nil || tokens != nil {
            let standard = Budget()
            options.budget = Budget(
                steps: steps ?? standard.steps,
                seconds: seconds ?? standard.seconds,
                tokens: tokens ?? standard.tokens
            )
        }
        return options
    }

    /// Whether and how a person agrees to an action.
    var approval: Approval {
        let always = yes
        return { question in
            if always { return true }
            guard let answer = await Terminal.ask("\(question) [y/N]") else { return false }
            return ["y", "yes"].contains(answer.lowercased())
        }
    }

    /// How the agent's questions are answered.
    var answering: Answering { { await Terminal.ask($0) } }
}

extension RouteChoice: ExpressibleByArgument {}

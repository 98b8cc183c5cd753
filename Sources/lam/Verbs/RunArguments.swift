public import ArgumentParser
import Core
public import Runtime

/// What `run`, `script` and `eval` have in common.
struct RunArguments: ParsableArguments {
    @Flag(help: "Work on your own display ($DISPLAY) instead of a private one. Asks first.")
    var live = false

    @Flag(help: "Show the private display in a window (Xephyr).")
    var visible = false

    @Option(help: "Work in a running session of this name (see lam session).")
    var session: String?

    @Option(help: "The size of the private display, as WIDTHxHEIGHT.")
    var size: String?

    @Option(help: "How actions reach applications: automatic, accessibility or pointer.")
    var route: RouteChoice = .automatic

    @Option(help: "A safety policy file; by default the one in your configuration directory.")
    var policy: String?

    @Flag(help: "Decide, but send nothing: each action is printed as it would be sent.")
    var dryRun = false

    @Flag(help: "Agree to every action the policy wants confirmed.")
    var yes = false

    @Option(help: "Steps at most.")
    var steps: Int?

    @Option(help: "Seconds at most.")
    var seconds: Double?

    @Option(help: "Tokens at most.")
    var tokens: Int?

    @Option(
        help: "A secret for ${secret:NAME}, as NAME=ENVIRONMENT_VARIABLE; its value is never written down."
    )
    var secret: [String] = []

    @Option(help: "Where trajectories are kept.")
    var trajectories: String?

    @Flag(help: "Print JSON lines.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print the result only.")
    var quiet = false

    mutating func validate() throws {
        if live, visible || session != nil {
            throw ValidationError("--live cannot be combined with --visible or --session.")
        }
        if let steps, steps < 1 { throw ValidationError("--steps must be 1 or more.") }
        if let seconds, seconds <= 0 { throw ValidationError("--seconds must be above 0.") }
        if let tokens, tokens < 1 { throw ValidationError("--tokens must be 1 or more.") }
        _ = try parsedSize()
    }

    /// The options as the drivers take them.
    func options() throws -> RunOptions {
        var options = RunOptions()
        if live {
            options.desktop = .live
        } else if let session {
            options.desktop = .named(session)
        } else {
            options.desktop = .own(visible: visible, size: try parsedSize())
        }
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
            guard let answer = Terminal.ask("\(question) [y/N]") else { return false }
            return ["y", "yes"].contains(answer.lowercased())
        }
    }

    /// How the agent's questions are answered.
    var answering: Answering { { Terminal.ask($0) } }

    private func parsedSize() throws -> Size? {
        guard let size else { return nil }
        let parts = size.lowercased().split(separator: "x").compactMap { Int($0) }
        guard parts.count == 2, parts.allSatisfy({ (200...16_384).contains($0) }) else {
            throw ValidationError("--size \(size): expected WIDTHxHEIGHT in pixels, such as 1280x800.")
        }
        return Size(width: parts[0], height: parts[1])
    }
}

extension RouteChoice: ExpressibleByArgument {}

import ArgumentParser
import Runtime

/// What is left out of the planner, for the rows of an ablation table.
struct AblationArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Leave parts of the planner out, separated by commas, to see what they are worth: "
                + RunOptions.plannerParts.joined(separator: ", ") + ". Needs a trained adapter.",
            valueName: "parts"
        )
    )
    var without: String?

    mutating func validate() throws {
        for part in parts where !RunOptions.plannerParts.contains(part) {
            let known = RunOptions.plannerParts.joined(separator: ", ")
            throw ValidationError("--without knows no part \"\(part)\"; there are \(known).")
        }
    }

    /// The parts by name.
    var parts: [String] { without?.split(separator: ",").map(String.init) ?? [] }
}

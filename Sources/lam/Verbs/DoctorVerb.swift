import ArgumentParser
import Runtime

/// `lam doctor`: what is missing, and what to do about it.
struct DoctorVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Find and explain every missing piece; exits 0 or 5.",
        discussion: """
            EXAMPLES
              lam doctor
              lam doctor --json | jq 'select(.ok | not)'
            """
    )

    @Flag(help: "Print JSON lines.")
    var json = false

    mutating func run() async throws {
        var ok = true
        for finding in await Doctor().examine() {
            if json {
                try printJSON(finding)
            } else {
                let mark =
                    finding.ok
                    ? Terminal.colored("ok  ", 32) : finding.required ? Terminal.colored("miss", 31) : "note"
                Terminal.print("\(mark)  \(finding.subject): \(finding.explanation)")
                if !finding.ok, !finding.remedy.isEmpty { Terminal.print("      \(finding.remedy)") }
            }
            if finding.required, !finding.ok { ok = false }
        }
        if !ok { throw ExitCode(ExitStatus.environment.rawValue) }
    }
}

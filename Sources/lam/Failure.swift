import ArgumentParser
import Runtime

/// Tells an error and returns the exit code that stands for it.
func failure(_ error: any Error) -> ExitCode {
    Terminal.say("lam: \(error)")
    return ExitCode(ExitStatus(of: error).rawValue)
}

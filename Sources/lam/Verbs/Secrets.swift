import ArgumentParser
import Foundation

/// Secrets come from the environment, so that they are in no shell history and no process list.
enum Secrets {
    /// Reads `NAME=VARIABLE` pairs.
    ///
    /// - Throws: `ValidationError` naming the pair that is malformed or the variable that is not set.
    static func read(_ pairs: [String]) throws -> [String: String] {
        var secrets: [String: String] = [:]
        for pair in pairs {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let name = parts.first, let variable = parts.last else {
                throw ValidationError("--secret \(pair): expected NAME=ENVIRONMENT_VARIABLE.")
            }
            guard let value = ProcessInfo.processInfo.environment[variable], !value.isEmpty else {
                throw ValidationError("--secret \(name): the environment variable \(variable) is not set.")
            }
            secrets[name] = value
        }
        return secrets
    }
}

import Agents
import Core
import Dataflow
import Foundation

/// Which safety policy a run stands under.
enum PolicySettings {
    /// Reads the policy: a task's own rules first, then the file's or the user's, then the built-in ones.
    ///
    /// - Throws: `DataflowError` naming file and line; `RuntimeError` when a file that was named is not there.
    static func load(_ file: String?, adding task: Policy?) throws -> Policy {
        var policy = Policy.standard
        let own = Directories().policy
        if let path = file ?? (FileManager.default.fileExists(atPath: own) ? own : nil) {
            let user = try PolicyLoader.load(path: path)
            policy = Policy(rules: user.rules + policy.rules, otherwise: user.otherwise)
        }
        if let task {
            // A task may tighten what it is allowed, never widen it: its allow rules do not count.
            let tightening = task.rules.filter { $0.verdict != .allow }
            policy.rules = tightening + policy.rules
            if task.otherwise != .allow { policy.otherwise = task.otherwise }
        }
        return policy
    }
}

import Foundation

/// Where things are kept, by the XDG base directory specification.
public struct Directories: Sendable {
    /// Settings: `config.yaml`, `policy.yaml`.
    public var config: String
    /// What must be kept: `models/`, `adapters/`, `trajectories/`, `files/`, `skills/`.
    public var data: String
    /// Logs.
    public var state: String
    /// What can be made again.
    public var cache: String

    /// Reads the directories from an environment (`XDG_*_HOME`, else below `HOME`).
    public init(environment: [String: String]? = nil) {
        let environment = environment ?? ProcessInfo.processInfo.environment
        let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory()
        func directory(_ variable: String, _ fallback: String) -> String {
            // The specification demands that relative paths be ignored.
            if let path = environment[variable], path.hasPrefix("/") { return path + "/lam" }
            return home + "/" + fallback + "/lam"
        }
        config = directory("XDG_CONFIG_HOME", ".config")
        data = directory("XDG_DATA_HOME", ".local/share")
        state = directory("XDG_STATE_HOME", ".local/state")
        cache = directory("XDG_CACHE_HOME", ".cache")
    }

    /// Where trajectories are kept.
    public var trajectories: String { data + "/trajectories" }

    /// Where the files are kept that runs made on displays of their own, by the run's id.
    public var files: String { data + "/files" }

    /// The user's safety policy, whether or not the file exists.
    public var policy: String { config + "/policy.yaml" }
}

/// The applications that are installed: what a person calls them, and what opens a file.
public struct Applications: Sendable {
    /// Every application with a desktop entry whose program exists, by id.
    public let all: [Application]
    let environment: [String: String]
    let dataDirectories: [String]
    let types: MimeTypes

    /// Reads the desktop entries that an environment sees (`XDG_DATA_HOME`, `XDG_DATA_DIRS`).
    ///
    /// Takes a few milliseconds.
    public init(environment: [String: String]) {
        self.environment = environment
        let home = environment["HOME"] ?? "/"
        let own = environment["XDG_DATA_HOME"] ?? "\(home)/.local/share"
        let shared =
            environment["XDG_DATA_DIRS"].flatMap { $0.isEmpty ? nil : $0 } ?? "/usr/local/share:/usr/share"
        dataDirectories = [own] + shared.split(separator: ":").map(String.init)
        var found: [String: Application] = [:]
        var seen: Set<String> = []
        for directory in dataDirectories {
            for (id, file) in Self.entries(in: "\(directory)/applications", prefix: "", depth: 0) {
                // The first directory wins, even where its entry says that there is no such thing.
                guard seen.insert(id).inserted, let text = Files.text(file) else { continue }
                guard let application = Application(entry: text, id: id, file: file) else { continue }
                if application.isInstalled(path: environment["PATH"]) { found[id] = application }
            }
        }
        all = found.values.sorted { $0.id < $1.id }
        types = MimeTypes(dataDirectories: dataDirectories)
    }

    /// Returns the command that starts an application with files or addresses to open.
    public func command(for application: Application, opening arguments: [String] = []) -> [String] {
        let command = ProgramFlags.complete(ExecLine.expand(application, arguments: arguments))
        guard application.needsTerminal else { return command }
        let terminal = ["x-terminal-emulator", "xterm"].first {
            ProgramPath.find($0, path: environment["PATH"]) != nil
        }
        return terminal.map { [$0, "-e"] + command } ?? command
    }

    /// The entries below a directory; an entry's id has dashes for the directories it lies in.
    private static func entries(in directory: String, prefix: String, depth: Int) -> [(String, String)] {
        Files.names(in: directory).flatMap { name -> [(String, String)] in
            let path = "\(directory)/\(name)"
            if name.hasSuffix(".desktop") { return [(prefix + name.dropLast(8), path)] }
            guard depth < 3, !name.contains("."), Files.isDirectory(path) else { return [] }
            return entries(in: path, prefix: "\(prefix)\(name)-", depth: depth + 1)
        }
    }
}

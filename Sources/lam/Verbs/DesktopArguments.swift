public import ArgumentParser
public import Core
import Runtime

/// Which desktop a verb works on.
struct DesktopArguments: ParsableArguments {
    @Flag(help: "Use your own display ($DISPLAY) instead of a private one.")
    var live = false

    @Flag(help: "Show the private display in a window (Xephyr).")
    var visible = false

    @Option(help: ArgumentHelp("Use a running session (see lam session).", valueName: "name"))
    var session: String?

    @Option(help: ArgumentHelp("The size of the private display in pixels.", valueName: "WIDTHxHEIGHT"))
    var size: Size?

    mutating func validate() throws {
        if live, visible || session != nil {
            throw ValidationError("--live cannot be combined with --visible or --session.")
        }
    }

    /// The desktop as the drivers take it.
    var choice: DesktopChoice {
        if live { return .live }
        if let session { return .named(session) }
        return .own(visible: visible, size: size)
    }
}

extension Size: ExpressibleByArgument {
    /// Reads a size of the command line: "1280x800".
    public init?(argument: String) {
        let parts = argument.lowercased().split(separator: "x", omittingEmptySubsequences: false)
            .compactMap { Int($0) }
        guard parts.count == 2, parts.allSatisfy({ (200...16_384).contains($0) }) else { return nil }
        self.init(width: parts[0], height: parts[1])
    }
}

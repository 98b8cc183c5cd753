import ArgumentParser
import Core
import Runtime

/// Which desktop a verb works on.
struct DesktopArguments: ParsableArguments {
    @Flag(help: "Use your own display ($DISPLAY) instead of a private one.")
    var live = false

    @Flag(help: "Show the private display in a window (Xephyr).")
    var visible = false

    @Option(help: "Use a running session of this name (see lam session).")
    var session: String?

    @Option(help: "The size of the private display, as WIDTHxHEIGHT.")
    var size: String?

    mutating func validate() throws {
        if live, visible || session != nil {
            throw ValidationError("--live cannot be combined with --visible or --session.")
        }
        _ = try parsedSize()
    }

    /// The desktop as the drivers take it.
    func choice() throws -> DesktopChoice {
        if live { return .live }
        if let session { return .named(session) }
        return .own(visible: visible, size: try parsedSize())
    }

    private func parsedSize() throws -> Size? {
        guard let size else { return nil }
        let parts = size.lowercased().split(separator: "x").compactMap { Int($0) }
        guard parts.count == 2, parts.allSatisfy({ (200...16_384).contains($0) }) else {
            throw ValidationError("--size \(size): expected WIDTHxHEIGHT in pixels, such as 1280x800.")
        }
        return Size(width: parts[0], height: parts[1])
    }
}

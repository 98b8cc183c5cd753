import ArgumentParser
import Core
import Foundation
import Runtime

/// `lam inspect`: what the agent sees.
struct Inspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print what the agent sees of a screen.",
        discussion: """
            Looks at your own display, at a running session (--session), or starts a program in a \
            private display and looks at that (--start).

            EXAMPLES
              lam inspect
              lam inspect --start galculator --png screen.png
              lam inspect --session work --json | jq '.elements[].name'
            """
    )

    @Option(help: "Look at a running session of this name.")
    var session: String?

    @Option(help: "Start this command in a private display and look at its window.")
    var start: String?

    @Flag(help: "Print the observation as JSON.")
    var json = false

    @Option(
        help: "Write a picture of the screen with the elements boxed.",
        completion: .file(extensions: ["png"])
    )
    var png: String?

    mutating func run() async throws {
        let desktop: DesktopChoice =
            start != nil ? .own(visible: false, size: nil) : session.map(DesktopChoice.named) ?? .live
        do {
            let view = try await InspectDriver(desktop: desktop, start: start).look()
            if let png { try view.writePicture(to: png) }
            if json {
                try printJSON(view.observation, pretty: Terminal.isInteractive)
            } else if png == nil {
                Terminal.print(view.text)
            }
        } catch {
            throw failure(error)
        }
    }
}

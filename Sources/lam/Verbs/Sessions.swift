import ArgumentParser
import Core
import Foundation
import Runtime

/// `lam session`: private displays.
struct Sessions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session",
        abstract: "Start, list and stop private displays.",
        discussion: """
            A session lives as long as the command that started it.

            EXAMPLES
              lam session start --name work --visible
              lam session exec work -- mousepad notes.txt
              lam session list
              lam session stop work
            """,
        subcommands: [Start.self, List.self, Exec.self, Stop.self]
    )

    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Start a session and keep it until Ctrl-C.")

        @Option(help: "A name; one is made up when left out.")
        var name: String?

        @Flag(help: "Show it in a window (Xephyr).")
        var visible = false

        @Option(help: ArgumentHelp("Its size in pixels.", valueName: "WIDTHxHEIGHT"))
        var size: Size?

        @Flag(help: "Print JSON.")
        var json = false

        mutating func run() async throws {
            do {
                let held = try await SessionControl.start(name: name, visible: visible, size: size)
                if json {
                    try printJSON(held.entry)
                } else {
                    Terminal.say(
                        "session \(held.entry.name) ready after \(Int(held.milliseconds)) ms; Ctrl-C ends it"
                    )
                    for line in held.exports { Terminal.print(line) }
                }
                _ = try? await Interrupts().guarding { try await held.untilEnd() }
                await held.stop()
            } catch {
                throw failure(error)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the running sessions.")

        @Flag(help: "Print JSON lines.")
        var json = false

        mutating func run() async throws {
            do {
                for entry in try await SessionControl.list() {
                    if json { try printJSON(entry) } else { Terminal.print(entry.line) }
                }
            } catch {
                throw failure(error)
            }
        }
    }

    struct Exec: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Start a program in a running session.")

        @Argument(help: "The session's name.")
        var name: String

        @Argument(parsing: .postTerminator, help: "The command, after --.")
        var command: [String]

        mutating func run() async throws {
            do {
                let pid = try await SessionControl.exec(in: name, command)
                Terminal.print("\(pid)")
            } catch {
                throw failure(error)
            }
        }
    }

    struct Stop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a running session and all that runs in it."
        )

        @Argument(help: "The session's name.")
        var name: String

        mutating func run() async throws {
            do { try await SessionControl.stop(name) } catch { throw failure(error) }
        }
    }
}

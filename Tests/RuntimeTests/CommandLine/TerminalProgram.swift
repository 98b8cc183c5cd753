import Foundation
import Synchronization
import TestSupport

/// A program on a terminal of its own, with a person at the keyboard: `script` makes the terminal.
final class TerminalProgram: Sendable {
    private let process = Mutex(Process())
    private let keyboard = Pipe()
    private let screen = Pipe()
    private let written = Mutex(Data())

    /// Starts the program; `variables` are added to the environment, `nil` takes one out.
    init(_ program: Program, _ arguments: [String], _ variables: [String: String?] = [:]) throws {
        var environment = ProcessInfo.processInfo.environment
        for (name, value) in variables { environment[name] = value }
        let words = [program.path] + arguments
        let command = words.map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ")
        screen.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            self?.written.withLock { $0 += data }
        }
        try process.withLock { [keyboard, screen] process in
            process.executableURL = URL(fileURLWithPath: "/usr/bin/script")
            process.arguments = ["-q", "-e", "-c", "exec " + command, "/dev/null"]
            process.environment = environment
            process.standardInput = keyboard
            process.standardOutput = screen
            process.standardError = screen
            try process.run()
        }
    }

    deinit { process.withLock { if $0.isRunning { $0.terminate() } } }

    /// Everything on its screen so far.
    var text: String { written.withLock { String(decoding: $0, as: UTF8.self) } }

    /// Presses keys: control characters as the terminal sends them.
    func press(_ keys: String) throws { try keyboard.fileHandleForWriting.write(contentsOf: Data(keys.utf8)) }

    /// Waits until the screen shows a text so often; returns whether it did.
    func shows(_ text: String, times: Int = 1, within seconds: Double = 60) async -> Bool {
        await eventually(within: seconds) {
            self.text.split(separator: text, omittingEmptySubsequences: false).count > times
        }
    }

    /// Waits for its end and returns its exit status; `nil` when it does not end.
    func status(within seconds: Double = 60) async -> Int32? {
        await eventually(within: seconds) {
            self.process.withLock { $0.isRunning ? nil : $0.terminationStatus }
        }
    }
}

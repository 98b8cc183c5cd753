import Foundation

/// Writing to a person or a pipe: data to standard output, talk to standard error.
enum Terminal {
    /// Whether standard output is a terminal.
    static let isInteractive = isatty(STDOUT_FILENO) == 1
    /// Whether a person can be asked.
    static let canAsk = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
    /// Whether talk is wanted: a pipe gets none.
    static let isTalkative = isatty(STDERR_FILENO) == 1

    private static let usesColor =
        isatty(STDERR_FILENO) == 1 && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty

    /// Writes a line of data.
    static func print(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

    /// Writes data as it is.
    static func write(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Writes a line of talk, also into pipes: errors and what a person must know.
    static func say(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

    /// Returns the text dimmed where colour is wanted.
    static func dim(_ text: String) -> String { usesColor ? "\u{1B}[2m\(text)\u{1B}[0m" : text }

    /// Returns the text in a colour (an ANSI number) where colour is wanted.
    static func colored(_ text: String, _ color: Int) -> String {
        usesColor ? "\u{1B}[\(color)m\(text)\u{1B}[0m" : text
    }

    /// Whether a person sits at the terminal now: they can be asked, and what they type comes here.
    static var hasPerson: Bool {
        let isUnattended = !(ProcessInfo.processInfo.environment["CI"] ?? "").isEmpty
        return canAsk && !isUnattended && tcgetpgrp(STDIN_FILENO) == getpgrp()
    }

    /// Asks a question on the terminal and returns the line typed; `nil` when nobody can answer.
    static func ask(_ question: String) async -> String? {
        guard canAsk else { return nil }
        write(question + " ", to: STDERR_FILENO)
        return await TypedLine().read()
    }

    /// Waits for a line typed from now on; `nil` at the end of input or when the task is cancelled.
    static func line() async -> String? {
        tcflush(STDIN_FILENO, TCIFLUSH)
        return await TypedLine().read()
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            // A reader that has gone away is no reason to fail; the run is recorded in any case.
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }
}

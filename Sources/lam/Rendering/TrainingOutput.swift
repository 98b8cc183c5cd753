import Foundation
import Runtime

/// What `lam train` tells: a progress line on a terminal, or JSON lines.
struct TrainingOutput: Sendable {
    let json: Bool

    func show(_ line: TrainLine) {
        if json {
            try? printJSON(line)
        } else if line.kind == .note {
            Terminal.say(line.text)
        } else if Terminal.isTalkative {
            let end = line.kind == .step ? "" : "\n"
            FileHandle.standardError.write(Data("\r\u{1B}[K\(line.text)\(end)".utf8))
        }
    }

    /// Ends the progress line.
    func clear() { if !json, Terminal.isTalkative { Terminal.say("") } }
}

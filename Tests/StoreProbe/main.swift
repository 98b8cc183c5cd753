// A program the store's tests run and kill: it records steps and says which ones were reported.
//
//     StoreProbe ROOT ID COUNT [--nobody] [--limit BYTES]
//
// Each line of output is `step N` once `record` has returned, or `error TEXT` at the first error;
// after an error the trajectory is read again and `readable N` says how many steps it holds.

import Core
import Dataflow
import Glibc

func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(1, bytes, bytes.count)
}

/// A step with a tree of a few kilobytes, most of it its own.
func step(_ index: Int) -> Step {
    func screen(_ time: Double) -> Observation {
        let elements = (1...16).map { number in
            UIElement(
                id: ElementRef(number),
                role: .pushButton,
                name: "Button \(number)",
                value: number == 7 ? "\(time)" : nil,
                frame: Rect(x: number, y: number * 10, width: 80, height: 24)
            )
        }
        return Observation(
            time: time,
            screen: Size(width: 1280, height: 800),
            elements: elements,
            screenshot: pictures.put(Array("picture \(index)".utf8))
        )
    }
    return Step(
        index: index,
        before: screen(Double(index)),
        decision: Decision(
            .click(.element(ElementRef(7))),
            text: "click push button \"Button 7\"",
            decidedBy: .rule,
            reason: "to be killed"
        ),
        outcome: Outcome(.confirmed, route: "pointer", evidence: ["value changed"]),
        after: screen(Double(index) + 0.5)
    )
}

let arguments = CommandLine.arguments
let pictures = MemoryBlobs()
guard arguments.count >= 4, let count = Int(arguments[3]) else {
    say("usage: StoreProbe ROOT ID COUNT [--nobody] [--limit BYTES]")
    exit(2)
}
if arguments.contains("--nobody"), geteuid() == 0, setuid(65534) != 0 {
    say("cannot become another user")
    exit(2)
}
if let at = arguments.firstIndex(of: "--limit"), at + 1 < arguments.count, let bytes = UInt(arguments[at + 1])
{
    signal(SIGXFSZ, SIG_IGN)
    var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
    setrlimit(__rlimit_resource_t(UInt32(1)), &limit)  // RLIMIT_FSIZE, a macro Swift does not see
}
let store = TrajectoryStore(root: arguments[1])
let recorder = TrajectoryRecorder(store: store, pictures: pictures)
do {
    let head = TrajectoryHead(id: arguments[2], goal: "be killed", started: 1, origin: "test")
    var first = 0
    if store.contains(arguments[2]) {
        first = try await recorder.resume(arguments[2]).steps.count
    } else {
        try await recorder.begin(head)
    }
    say("ready")
    for index in first..<(first + count) {
        try await recorder.record(step(index))
        say("step \(index)")
    }
    try await recorder.end(RunEnd(.unverified))
    say("end")
} catch {
    say("error \(error)")
    do {
        say("readable \(try store.load(arguments[2]).steps.count)")
    } catch {
        say("unreadable \(error)")
    }
    exit(1)
}

import Core
import Dataflow
import Foundation
import Testing

/// A directory that is there while the value lives.
final class Scratch: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/lam-store-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The bytes of every file below, and every name.
    func everything() throws -> [UInt8] {
        var bytes: [UInt8] = []
        for name in FileManager.default.enumerator(atPath: path)?.compactMap({ $0 as? String }) ?? [] {
            bytes += Array(name.utf8) + [0]
            if let data = FileManager.default.contents(atPath: path + "/" + name) { bytes += Array(data) }
        }
        return bytes
    }
}

/// Values for the store to hold.
enum Samples {
    static func head(_ id: String, started: Double = 1_700_000_000, goal: String = "work out 12 times 34")
        -> TrajectoryHead
    {
        TrajectoryHead(id: id, goal: goal, started: started, origin: "test", model: "smollm2-135m")
    }

    static func observation(time: Double = 1, value: String = "0", screenshot: Digest? = nil) -> Observation {
        let window = WindowInfo(
            id: 7,
            title: "Calculator",
            application: "galculator",
            pid: 42,
            frame: Rect(x: 100, y: 100, width: 400, height: 300),
            isActive: true
        )
        let elements = [
            UIElement(
                id: ElementRef(1),
                role: .frame,
                name: "Calculator",
                states: [.showing, .visible],
                frame: window.frame,
                window: 0,
                source: .accessibility(AccessibleID(bus: ":1.7", path: "/org/a11y/1"))
            ),
            UIElement(
                id: ElementRef(2),
                parent: ElementRef(1),
                role: .entry,
                name: "Display",
                value: value,
                states: [.showing, .visible, .focused, .editable],
                frame: Rect(x: 110, y: 110, width: 380, height: 40),
                window: 0
            ),
            UIElement(
                id: ElementRef(3),
                parent: ElementRef(1),
                role: .pushButton,
                name: "=",
                states: [.showing, .visible],
                frame: Rect(x: 400, y: 340, width: 80, height: 40),
                actions: ["click"],
                window: 0
            ),
        ]
        return Observation(
            time: time,
            screen: Size(width: 640, height: 480),
            windows: [window],
            elements: elements,
            focus: ElementRef(2),
            screenshot: screenshot,
            degraded: [Degradation(subject: "xterm", reason: "no accessibility")],
            timings: ["tree": 3.25]
        )
    }

    static func step(_ index: Int, before: Observation, action: Action, after: Observation?) -> Step {
        Step(
            index: index,
            before: before,
            decision: Decision(
                action,
                text: "click push button \"=\"",
                decidedBy: .model,
                reason: "it shows the result",
                probability: 0.75,
                candidates: [Candidate(text: "click push button \"=\"", probability: 0.75)],
                subgoal: "get the result",
                tokensRead: 120,
                tokensWritten: 9
            ),
            outcome: Outcome(.confirmed, route: "accessibility", evidence: ["\"Display\" changed"]),
            after: after,
            timings: ["observe": 5, "decide": 80.5, "act": 3, "verify": 12]
        )
    }

    /// One of each action, with each kind of target.
    static let actions: [Action] = [
        .click(.element(ElementRef(3))),
        .click(.point(Point(x: 3, y: 4)), button: .right, count: 2, modifiers: [.control, .shift]),
        .click(.query(ElementQuery(role: .pushButton, name: "OK", window: "Save", ordinal: 2))),
        .type("ünï 漢 \"quoted\"\nline"), .setText(.element(ElementRef(2)), text: "12"),
        .key(KeyCombination("s", modifiers: [.control])), .select(.element(ElementRef(2)), option: "PDF"),
        .invoke(.element(ElementRef(3)), action: "press"), .menu(["File", "Save As…"]),
        .scroll(nil, direction: .down, amount: 3),
        .scroll(.element(ElementRef(2)), direction: .left, amount: 1),
        .drag(from: .element(ElementRef(2)), to: .point(Point(x: 9, y: 9))), .open("galculator"),
        .focus(window: "Calc"), .wait(.appears(ElementQuery(name: "OK")), timeout: 5),
        .wait(.disappears(ElementQuery(role: .dialog)), timeout: 1), .wait(.window("Save"), timeout: 2),
        .wait(.noWindow("Save"), timeout: 2), .wait(.settled, timeout: 0.5),
        .look(Rect(x: 1, y: 2, width: 3, height: 4)), .ask("Which file?"), .done(answer: "408"),
        .done(answer: nil), .fail(reason: "no such button"),
    ]
}

import Core
import Dataflow
import Testing

/// An editor of one text with the caret at its end, which tells whether two inputs mean the same.
struct EditorModel: Equatable {
    var text = ""
    var isSelected = false
    var saved: [String] = []

    mutating func insert(_ typed: String) {
        text = isSelected ? typed : text + typed
        isSelected = false
    }

    mutating func press(_ keys: String) {
        switch keys {
        case "BackSpace":
            if isSelected { text = "" } else if !text.isEmpty { text.removeLast() }
            isSelected = false
        case "Return": insert("\n")
        case "ctrl+a": isSelected = true
        case "ctrl+s": saved.append(text)
        default: break
        }
    }

    mutating func perform(_ action: Action) {
        switch action {
        case .type(let text): insert(text)
        case .key(let keys): press(keys.description)
        case .click: isSelected = false
        default: break
        }
    }
}

@Suite("Whatever a person does, the steps amount to it")
struct ReductionPropertyTests {
    private static let plain = Screen.show(Screen.form.filter { $0.role != .passwordText })

    /// Makes a stream of keys and clicks, and what an editor makes of the raw keys.
    private func session(_ seed: UInt64) -> (Stream, EditorModel) {
        var random = SplitMix(seed: seed)
        var stream = Stream()
        var editor = EditorModel()
        for _ in 0..<Int.random(in: 1...60, using: &random) {
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<10:
                let character = Array("abcxyz 漢😀é").randomElement(using: &random) ?? "a"
                stream.down(String(character), String(character))
                if Bool.random(using: &random) { stream.up(String(character)) }
                editor.insert(String(character))
            case 10..<14:
                stream.tap("BackSpace", "\u{8}")
                editor.press("BackSpace")
            case 14:
                stream.tap("Return", "\r")
                editor.press("Return")
            case 15:
                stream.hold(.control, "Control_L") { $0.tap("a", "\u{1}") }
                editor.press("ctrl+a")
            case 16:
                stream.hold(.control, "Control_R") { $0.tap("s", "\u{13}") }
                editor.press("ctrl+s")
            case 17:
                stream.click(390, 290)
                editor.perform(.click(.point(Point(x: 390, y: 290))))
            case 18: stream.tap("Shift_R")
            default: stream.wait(Double.random(in: 0...7, using: &random))
            }
        }
        return (stream, editor)
    }

    @Test("An editor that is given the steps ends as one that was given the keys")
    func editing() {
        for seed in 0..<500 {
            let (stream, editor) = session(UInt64(seed))
            var replayed = EditorModel()
            for action in Screen.actions(stream, [Self.plain]) { replayed.perform(action) }
            #expect(replayed == editor, "seed \(seed)")
        }
    }

    @Test("Asking for finished steps in between changes nothing")
    func asking() {
        for seed in 0..<200 {
            let (stream, _) = session(UInt64(seed))
            var random = SplitMix(seed: UInt64(seed) + 1000)
            var reducer = EventReducer()
            reducer.see(Self.plain, at: 0)
            var steps: [Step] = []
            var last = 0.0
            for event in stream.events {
                let asked = Double.random(in: last...event.time, using: &random)
                steps += reducer.idle(until: asked)
                steps += reducer.take(event)
                last = event.time
            }
            steps += reducer.finish()
            #expect(
                steps.map(\.decision.action) == Screen.actions(stream, [Self.plain]),
                "seed \(seed)"
            )
            #expect(steps.map(\.index) == Array(steps.indices))
        }
    }

    @Test("No press of a button and no notch of the wheel is lost or made up")
    func buttons() {
        for seed in 0..<500 {
            var random = SplitMix(seed: UInt64(seed))
            var stream = Stream()
            var presses = 0
            var notches = 0
            for _ in 0..<Int.random(in: 1...40, using: &random) {
                let (x, y) = (
                    Int.random(in: 0..<500, using: &random), Int.random(in: 0..<400, using: &random)
                )
                switch Int.random(in: 0..<6, using: &random) {
                case 0..<2:
                    stream.click(x, y, Int.random(in: 1...3, using: &random))
                    presses += 1
                case 2:
                    for _ in 0..<3 { stream.click(x, y) }
                    presses += 3
                case 3:
                    stream.press(x, y)
                    stream.move(x / 2, y / 2)
                    stream.release(y, x)
                    presses += 1
                case 4:
                    let button = Int.random(in: 4...7, using: &random)
                    for _ in 0..<4 { stream.click(x, y, button) }
                    notches += 4
                default: stream.wait(Double.random(in: 0...2, using: &random))
                }
            }
            var pressed = 0
            var turned = 0
            for action in Screen.actions(stream) {
                switch action {
                case .click(_, _, let count, _): pressed += count
                case .drag: pressed += 1
                case .scroll(_, _, let amount): turned += amount
                default: Issue.record("\(action)")
                }
            }
            // A press on a menu that is released elsewhere is written as the two clicks it amounts to.
            let pulled = stream.events.indices.dropLast(2).count { index in
                guard case .buttonDown(1, let from, _) = stream.events[index].event,
                    case .buttonUp(1, let to) = stream.events[index + 2].event
                else { return false }
                let menu = Rect(x: 0, y: 0, width: 40, height: 20)
                let far = max(abs(from.x - to.x), abs(from.y - to.y)) > 8
                return menu.contains(from) && !menu.contains(to) && far
            }
            #expect(pressed >= presses && pressed <= presses + pulled, "seed \(seed)")
            #expect(turned == notches, "seed \(seed)")
        }
    }

    @Test("No stream of events whatever crashes the reducer")
    func noise() {
        for seed in 0..<300 {
            var random = SplitMix(seed: UInt64(seed))
            var reducer = EventReducer()
            var time = 0.0
            var count = 0
            for _ in 0..<100 {
                time += Double.random(in: -1...2, using: &random)
                let point = Point(
                    x: Int.random(in: -9000...9000, using: &random),
                    y: Int.random(in: -9...400, using: &random)
                )
                let button = Int.random(in: -1...12, using: &random)
                let keysym =
                    ["", "a", "BackSpace", "ISO_Left_Tab", "Tab", "漢"].randomElement(using: &random) ?? ""
                let events: [DesktopEvent] = [
                    .buttonDown(button: button, at: point, modifiers: [.alt]),
                    .buttonUp(button: button, at: point), .motion(to: point),
                    .keyDown(keysym: keysym, text: keysym == "Tab" ? "\t" : "", modifiers: []),
                    .keyDown(keysym: keysym, text: keysym, modifiers: []), .keyUp(keysym: keysym),
                    .accessibility(kind: "Focus", detail: "", object: Screen.id(button)),
                ]
                guard let event = events.randomElement(using: &random) else { continue }
                if count.isMultiple(of: 7) { reducer.see(Screen.show(Screen.form, at: time), at: time) }
                count += reducer.take(TimedEvent(time: time, event: event)).count
                count += reducer.idle(until: time).count
            }
            count += reducer.finish().count
            #expect(count > 0)
        }
    }
}

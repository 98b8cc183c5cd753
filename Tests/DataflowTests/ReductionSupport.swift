import Core
import Dataflow

/// A stream of events as a recorder hears it, made by hand.
struct Stream {
    var events: [TimedEvent] = []
    var time = 100.0
    var held: [Modifier] = []

    mutating func add(_ event: DesktopEvent, after delay: Double = 0.01) {
        time += delay
        events.append(TimedEvent(time: time, event: event))
    }

    mutating func wait(_ seconds: Double) { time += seconds }

    mutating func move(_ x: Int, _ y: Int) { add(.motion(to: Point(x: x, y: y))) }

    mutating func press(_ x: Int, _ y: Int, _ button: Int = 1) {
        add(.buttonDown(button: button, at: Point(x: x, y: y), modifiers: held))
    }

    mutating func release(_ x: Int, _ y: Int, _ button: Int = 1) {
        add(.buttonUp(button: button, at: Point(x: x, y: y)))
    }

    mutating func click(_ x: Int, _ y: Int, _ button: Int = 1) {
        move(x, y)
        press(x, y, button)
        release(x, y, button)
    }

    mutating func down(_ keysym: String, _ text: String = "") {
        add(.keyDown(keysym: keysym, text: text, modifiers: held))
    }

    mutating func up(_ keysym: String) { add(.keyUp(keysym: keysym)) }

    mutating func tap(_ keysym: String, _ text: String = "") {
        down(keysym, text)
        up(keysym)
    }

    mutating func type(_ text: String) {
        for character in text { tap(character == " " ? "space" : String(character), String(character)) }
    }

    mutating func hold(_ modifier: Modifier, _ keysym: String, _ body: (inout Stream) -> Void) {
        down(keysym)
        held.append(modifier)
        body(&self)
        held.removeAll { $0 == modifier }
        up(keysym)
    }

    mutating func focus(_ object: Int) {
        add(.accessibility(kind: "StateChanged", detail: "focused", object: Screen.id(object)))
    }
}

/// A screen made by hand.
enum Screen {
    static func id(_ number: Int) -> AccessibleID { AccessibleID(bus: ":1.1", path: "/\(number)") }

    static func element(
        _ number: Int,
        _ role: Role,
        _ name: String,
        _ frame: Rect,
        value: String? = nil,
        parent: Int? = nil,
        states: States = [],
        window: Int = 0
    ) -> UIElement {
        UIElement(
            id: ElementRef(number),
            parent: parent.map { ElementRef($0) },
            role: role,
            name: name,
            value: value,
            states: frame.isEmpty ? states : states.union([.showing, .visible]),
            frame: frame,
            window: window,
            source: .accessibility(id(number))
        )
    }

    static func window(_ title: String, _ frame: Rect) -> WindowInfo {
        WindowInfo(id: 1, title: title, application: "app", pid: 1, frame: frame)
    }

    static func show(
        _ elements: [UIElement],
        at time: Double = 0,
        focus: Int? = nil,
        windows: [WindowInfo] = [window("Main", Rect(x: 0, y: 0, width: 400, height: 300))]
    ) -> Observation {
        Observation(
            time: time,
            screen: Size(width: 800, height: 600),
            windows: windows,
            elements: elements,
            focus: focus.map { ElementRef($0) }
        )
    }

    /// A form with a menu bar, a text, two entries, a password field, two buttons and a list.
    static let form: [UIElement] = [
        element(1, .menuBar, "", Rect(x: 0, y: 0, width: 400, height: 20)),
        element(2, .menu, "File", Rect(x: 0, y: 0, width: 40, height: 20), parent: 1),
        element(3, .menuItem, "Save", .zero, parent: 2),
        element(4, .panel, "", Rect(x: 0, y: 20, width: 400, height: 280)),
        element(5, .entry, "User", Rect(x: 10, y: 30, width: 100, height: 20), parent: 4),
        element(6, .passwordText, "Pass word", Rect(x: 10, y: 60, width: 100, height: 20), parent: 4),
        element(7, .pushButton, "OK", Rect(x: 10, y: 100, width: 60, height: 30), parent: 4),
        element(8, .label, "OK", Rect(x: 20, y: 105, width: 20, height: 20), parent: 7),
        element(9, .pushButton, "Cancel", Rect(x: 80, y: 100, width: 60, height: 30), parent: 4),
        element(10, .listBox, "", Rect(x: 200, y: 30, width: 100, height: 200), parent: 4),
        element(11, .listItem, "Red", Rect(x: 200, y: 30, width: 100, height: 20), parent: 10),
        element(12, .listItem, "Green", Rect(x: 200, y: 50, width: 100, height: 20), parent: 10),
        element(13, .slider, "Volume", Rect(x: 10, y: 150, width: 150, height: 20), parent: 4),
        element(
            14,
            .text,
            "",
            Rect(x: 10, y: 180, width: 150, height: 100),
            value: "some text",
            parent: 4,
            states: [.multiLine]
        ),
    ]

    static func reduce(
        _ stream: Stream,
        _ frames: [Observation] = [show(form)]
    ) -> [Step] {
        EventReducer.reduce(stream.events, frames: frames.map { ($0.time, $0) })
    }

    static func actions(_ stream: Stream, _ frames: [Observation] = [show(form)]) -> [Action] {
        reduce(stream, frames).map(\.decision.action)
    }

    static func ref(_ number: Int) -> Target { .element(ElementRef(number)) }
}

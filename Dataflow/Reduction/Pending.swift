import Core

/// A button that went down.
struct Press: Sendable {
    /// The X button number: 1 left, 2 middle, 3 right, 4 to 7 the wheel.
    let button: Int
    let time: Double
    let point: Point
    let modifiers: [Modifier]
}

/// A click that may have opened a menu.
struct Opener: Sendable {
    let time: Double
    /// Whether it was a right click, whose menu some toolkits do not show in their tree.
    let isContext: Bool
}

/// A key that went down.
struct KeyPress: Sendable {
    let keysym: String
    let text: String
    let modifiers: [Modifier]
    let time: Double
}

/// Clicks that follow each other at one place.
struct ClickRun: Sendable {
    /// The first press, whose place and moment decide what was clicked.
    let first: Press
    /// The last press.
    var last: Press
    /// Where the last one was released.
    var released: Point
    var count = 1
    var end: Double

    init(_ press: Press, released: Point, at time: Double) {
        first = press
        last = press
        self.released = released
        end = time
    }
}

/// Notches of the wheel in one direction.
struct WheelRun: Sendable {
    let first: Press
    let direction: ScrollDirection
    var amount = 1
    var end: Double
}

/// Characters typed one after the other, with corrections folded in.
struct TypingRun: Sendable {
    let start: Double
    var text: String
    /// The character whose removal left the text empty.
    ///
    /// It still counts: typing it may have replaced a selection.
    var erased: Character?
    var end: Double
}

/// The step that may still grow.
enum Pending: Sendable {
    case click(ClickRun)
    case wheel(WheelRun)
    case typing(TypingRun)
    case key(KeyPress)
    case drag(Press, to: Point, end: Double)

    /// When its first event happened.
    var start: Double {
        switch self {
        case .click(let run): run.first.time
        case .wheel(let run): run.first.time
        case .typing(let run): run.start
        case .key(let press): press.time
        case .drag(let press, _, _): press.time
        }
    }

    /// When its last event happened.
    var end: Double {
        switch self {
        case .click(let run): run.end
        case .wheel(let run): run.end
        case .typing(let run): run.end
        case .key(let press): press.time
        case .drag(_, _, let end): end
        }
    }
}

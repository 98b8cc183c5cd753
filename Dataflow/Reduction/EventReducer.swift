public import Core

/// Turns the raw events of a person at work into semantic steps: clicked *this* element, typed
/// *this* text, pressed *this* key.
///
/// Feed it the events in the order of their time with `take`, and every reading of the screen
/// with `see` as soon as it is complete. A step is handed out once nothing can be added to it: at
/// the next input, after a pause (`idle`), or at the end (`finish`); so a reading that arrives a
/// little after the input it preceded still counts. The same events and readings always give
/// the same steps.
///
/// - Every key press and button press is part of exactly one step, modifiers on their own aside.
/// - Accessibility events are evidence only: which object has the keyboard, which menu item is
///   about to be chosen. Report `StateChanged` with the detail "focused" or "selected" only when
///   the state was gained.
/// - Text typed into a password field leaves the reducer as `${secret:…}`, never in clear. Where
///   it is not known which field has the keyboard and a password field is on the screen, the
///   text counts as a password.
public struct EventReducer: Sendable {
    /// Where one gesture ends and the next begins.
    public struct Settings: Hashable, Sendable {
        /// Seconds between the presses of a double click at most.
        public var doubleClickTime = 0.4
        /// Pixels between the presses of a double click at most, in each direction.
        public var doubleClickDistance = 5
        /// Pixels between press and release above which it is a drag, in either direction.
        public var dragDistance = 8
        /// Seconds between two notches of one scroll at most.
        public var wheelPause = 1.0
        /// Seconds between two characters of one text at most.
        public var typingPause = 5.0
        /// Seconds after a key or drag in which the screen may still react.
        public var reaction = 0.5

        /// Creates the usual settings.
        public init() {}
    }

    /// Where one gesture ends and the next begins.
    public let settings: Settings

    var frames = Frames()
    var focus = FocusLog()
    var pending: Pending?
    /// Buttons that are down, by X button number.
    var pressed: [Int: Press] = [:]
    /// The last step, where it was a click that may have opened a menu.
    var opener: Opener?
    /// The dead key that waits for its letter.
    var deadKey: String?
    var count = 0

    /// Creates a reducer that has seen nothing.
    public init(settings: Settings = Settings()) {
        self.settings = settings
    }

    /// Adds a reading of the screen that was complete at `time`, in seconds since the Unix epoch.
    ///
    /// Inputs from then on, until the next reading, are aimed at what it shows.
    public mutating func see(_ observation: Observation, at time: Double) {
        let needed = pressed.values.map(\.time) + (pending.map { [$0.start] } ?? [])
        frames.add(Frame(time: time, observation: observation), keeping: needed.min() ?? .infinity)
        if let focused = observation.focusedElement {
            focus.add(.element(focused), at: observation.time)
        }
    }

    /// Takes an event and returns the steps that are now complete.
    public mutating func take(_ event: TimedEvent) -> [Step] {
        switch event.event {
        case .motion, .keyUp: []
        case .accessibility(let kind, let detail, let object):
            note(kind: kind, detail: detail, object: object, at: event.time)
        case .buttonDown(let button, let point, let modifiers):
            buttonDown(Press(button: button, time: event.time, point: point, modifiers: modifiers))
        case .buttonUp(let button, let point):
            buttonUp(button, at: point, time: event.time)
        case .keyDown(let keysym, let text, let modifiers):
            keyDown(KeyPress(keysym: keysym, text: text, modifiers: modifiers, time: event.time))
        }
    }

    /// Returns the step that nothing more can be added to once `time` is reached without an input.
    public mutating func idle(until time: Double) -> [Step] {
        guard pressed.isEmpty, let pending, time - pending.end > patience(for: pending) else { return [] }
        return close(at: time)
    }

    /// Returns what is left, at the end of the recording.
    public mutating func finish() -> [Step] {
        var steps = close(at: .infinity)
        for press in pressed.values.sorted(by: { $0.time < $1.time }) {
            pending = .click(ClickRun(press, released: press.point, at: press.time))
            steps += close(at: .infinity)
        }
        pressed = [:]
        return steps
    }

    /// Reduces a whole recording at once.
    ///
    /// - Parameters:
    ///   - events: The events in the order of their time.
    ///   - frames: The readings of the screen with the time each was complete, in order.
    public static func reduce(
        _ events: [TimedEvent],
        frames: [(time: Double, observation: Observation)],
        settings: Settings = Settings()
    ) -> [Step] {
        var reducer = EventReducer(settings: settings)
        var steps: [Step] = []
        var next = frames[...]
        for event in events {
            while let frame = next.first, frame.time <= event.time {
                reducer.see(frame.observation, at: frame.time)
                next.removeFirst()
            }
            steps += reducer.take(event)
        }
        for frame in next { reducer.see(frame.observation, at: frame.time) }
        return steps + reducer.finish()
    }

    private func patience(for pending: Pending) -> Double {
        switch pending {
        case .click: max(settings.doubleClickTime, settings.reaction)
        case .wheel: settings.wheelPause
        case .typing: settings.typingPause
        case .key, .drag: settings.reaction
        }
    }

    private mutating func note(
        kind: String,
        detail: String,
        object: AccessibleID,
        at time: Double
    ) -> [Step] {
        let gained = ["focused", "selected", "armed"]
        if kind == "Focus" || kind == "StateChanged" && gained.contains(detail) {
            focus.add(.object(object), at: time)
        } else if kind == "TextChanged" || kind == "TextCaretMoved" {
            focus.add(.text(object), at: time)
        }
        return []
    }
}

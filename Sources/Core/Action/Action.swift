/// One thing the agent can do: the closed set of design §4.
public enum Action: Hashable, Sendable, Codable {
    /// Presses and releases a mouse button on the target, `count` times, with modifiers held.
    case click(Target, button: MouseButton = .left, count: Int = 1, modifiers: [Modifier] = [])
    /// Types text with the keyboard into whatever has the focus.
    case type(String)
    /// Replaces the text of an input.
    case setText(Target, text: String)
    /// Presses a key with modifiers.
    case key(KeyCombination)
    /// Chooses an option of a combo box, list, menu or tab list by its name.
    case select(Target, option: String)
    /// Performs one of the accessibility actions an element offers, by name.
    case invoke(Target, action: String)
    /// Opens a path of menus and chooses the last item: `["File", "Save As…"]`.
    case menu([String])
    /// Turns the wheel over the target by `amount` notches; `nil` scrolls the active window.
    case scroll(Target?, direction: ScrollDirection, amount: Int)
    /// Presses the left button on one target, moves, and releases on the other.
    case drag(from: Target, to: Target)
    /// Starts an application, or opens a file or URL with the application registered for it.
    case open(String)
    /// Brings the window whose title or application contains the text to the front.
    case focus(window: String)
    /// Waits until a condition holds, at most `timeout` seconds.
    case wait(Condition, timeout: Double)
    /// Looks closely at a region (pixels, text) without changing anything.
    case look(Rect)
    /// Asks the user a question.
    case ask(String)
    /// Says that the goal is reached, with an answer where one was wanted.
    case done(answer: String?)
    /// Says that the goal cannot be reached, and why.
    case fail(reason: String)
}

/// Something to wait for.
public enum Condition: Hashable, Sendable, Codable {
    /// An element that fits the query is on the screen.
    case appears(ElementQuery)
    /// No element that fits the query is on the screen.
    case disappears(ElementQuery)
    /// A window whose title or application contains the text is open.
    case window(String)
    /// No window whose title or application contains the text is open.
    case noWindow(String)
    /// The screen has stopped changing.
    case settled
}

extension Action {
    /// The name of the action, as scripts and policies write it.
    public var name: String {
        switch self {
        case .click: "click"
        case .type: "type"
        case .setText: "setText"
        case .key: "key"
        case .select: "select"
        case .invoke: "invoke"
        case .menu: "menu"
        case .scroll: "scroll"
        case .drag: "drag"
        case .open: "open"
        case .focus: "focus"
        case .wait: "wait"
        case .look: "look"
        case .ask: "ask"
        case .done: "done"
        case .fail: "fail"
        }
    }

    /// The names of all actions.
    public static let names = [
        "click", "type", "setText", "key", "select", "invoke", "menu", "scroll", "drag", "open", "focus",
        "wait", "look", "ask", "done", "fail",
    ]

    /// What the action is aimed at, the main target first.
    public var targets: [Target] {
        switch self {
        case .click(let target, _, _, _), .setText(let target, _), .select(let target, _),
            .invoke(let target, _):
            [target]
        case .scroll(let target, _, _): target.map { [$0] } ?? []
        case .drag(let from, let to): [from, to]
        default: []
        }
    }

    /// Whether the action ends the run or talks to the user rather than touching the screen.
    public var isTerminal: Bool {
        switch self {
        case .done, .fail, .ask: true
        default: false
        }
    }

    /// Returns the same action with each target replaced.
    public func mapTargets<E: Error>(_ transform: (Target) throws(E) -> Target) throws(E) -> Action {
        switch self {
        case .click(let target, let button, let count, let modifiers):
            .click(try transform(target), button: button, count: count, modifiers: modifiers)
        case .setText(let target, let text): .setText(try transform(target), text: text)
        case .select(let target, let option): .select(try transform(target), option: option)
        case .invoke(let target, let action): .invoke(try transform(target), action: action)
        case .scroll(let target, let direction, let amount):
            if let target {
                .scroll(try transform(target), direction: direction, amount: amount)
            } else {
                self
            }
        case .drag(let from, let to): .drag(from: try transform(from), to: try transform(to))
        default: self
        }
    }
}

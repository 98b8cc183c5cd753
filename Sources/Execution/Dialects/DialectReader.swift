public import Core

/// Reads actions written in a dialect, one message after the other.
///
/// It remembers between calls what the dialects leave implicit: where the pointer was left
/// (`moveTo` then `click()`), a button that is down (`left_mouse_down` … `left_mouse_up` is a drag)
/// and modifiers that are held (`keyDown("ctrl")`). A move alone gives no action.
public struct DialectReader: Sendable {
    /// The dialect it reads.
    public let dialect: Dialect
    /// Whether a point that lies on an element becomes that element's ref.
    public var prefersElements: Bool
    /// Where the pointer was left, in screen pixels.
    public private(set) var pointer: Point?
    /// The modifiers that are held.
    public private(set) var held: [Modifier] = []
    private var pressed: (button: MouseButton, at: Point)?

    /// Creates a reader with nothing pressed.
    public init(_ dialect: Dialect, prefersElements: Bool = true) {
        self.dialect = dialect
        self.prefersElements = prefersElements
    }

    /// Reads a text of the dialect as the actions it means, in order.
    ///
    /// - Throws: `ExecutionError`: `malformed`; `noCounterpart` naming what no action of ours means;
    ///   `outsideScreen` for a coordinate that is not on the observation's screen (never clamped).
    public mutating func read(
        _ text: String,
        on observation: Observation
    ) throws(ExecutionError) -> [Action] {
        let gestures: [Gesture]
        switch dialect {
        case .anthropic:
            var found: [Gesture] = []
            for form in try AnthropicForm.all(in: text) { found += try form.gestures() }
            gestures = found
        case .openai:
            var found: [Gesture] = []
            for form in try OpenAIForm.all(in: text) { found += try form.gestures() }
            gestures = found
        case .pyautogui: gestures = try pyautoguiGestures(text)
        }
        // The state changes only when the whole text could be read.
        var copy = self
        var actions: [Action] = []
        for gesture in gestures { actions += try copy.lower(gesture, on: observation) }
        self = copy
        return actions
    }

    private mutating func lower(_ gesture: Gesture, on screen: Observation) throws(ExecutionError) -> [Action]
    {
        switch gesture {
        case .move(let point): pointer = try checked(point, screen)
        case .moveBy(let dx, let dy):
            let start = try here("a relative move")
            pointer = try checked(Point(x: start.x + dx, y: start.y + dy), screen)
        case .press(let button): pressed = (button, try here("pressing a button"))
        case .release(let button):
            guard let (down, start) = pressed, down == button else {
                throw ExecutionError(.malformed, "release", "the \(button.rawValue) button is not down")
            }
            pressed = nil
            let end = try here("releasing a button")
            if start == end { return [try click(start, button, 1, held, screen)] }
            return [try drag(start, end, button, screen)]
        case .click(let point, let button, let count, let modifiers):
            let at: Point
            if let point { at = point } else { at = try here("a click without a coordinate") }
            pointer = try checked(at, screen)
            return [try click(at, button, count, held + modifiers.filter { !held.contains($0) }, screen)]
        case .drag(let path, let button):
            guard let end = path.last else {
                throw ExecutionError(.malformed, "drag", "a drag needs a path of at least one point")
            }
            var start = end
            if path.count > 1, let first = path.first { start = first } else { start = try here("a drag") }
            pointer = try checked(end, screen)
            return [try drag(try checked(start, screen), end, button, screen)]
        case .dragBy(let dx, let dy, let button):
            let start = try here("a relative drag")
            let end = try checked(Point(x: start.x + dx, y: start.y + dy), screen)
            pointer = end
            return [try drag(start, end, button, screen)]
        case .scroll(let point, let direction, let amount):
            var target: Target?
            if let at = point ?? pointer {
                pointer = try checked(at, screen)
                target = aim(at, screen)
            }
            return [.scroll(target, direction: direction, amount: amount)]
        case .type(let text): return [.type(text)]
        case .key(let keys):
            let extra = held.filter { !keys.modifiers.contains($0) }
            return [.key(KeyCombination(keys.key, modifiers: extra + keys.modifiers))]
        case .hold(let modifier): if !held.contains(modifier) { held.append(modifier) }
        case .letGo(let modifier): held.removeAll { $0 == modifier }
        case .wait(let seconds): return [.wait(.settled, timeout: seconds ?? 2)]
        case .look(let region):
            let all = Rect(x: 0, y: 0, width: screen.screen.width, height: screen.screen.height)
            guard let region else { return [.look(all)] }
            guard !region.isEmpty, region.intersection(all) == region else {
                throw ExecutionError(.outsideScreen, "zoom", "the region \(region) is not on the screen")
            }
            return [.look(region)]
        case .done(let answer): return [.done(answer: answer)]
        case .fail(let reason): return [.fail(reason: reason)]
        }
        return []
    }

    private func here(_ what: String) throws(ExecutionError) -> Point {
        guard let pointer else {
            throw ExecutionError(
                .malformed,
                "coordinate",
                "\(what) needs a coordinate: where the pointer is has not been said"
            )
        }
        return pointer
    }

    private func checked(_ point: Point, _ observation: Observation) throws(ExecutionError) -> Point {
        let size = observation.screen
        guard point.x >= 0, point.y >= 0, point.x < size.width, point.y < size.height else {
            throw ExecutionError(
                .outsideScreen,
                "(\(point.x), \(point.y))",
                "(\(point.x), \(point.y)) is outside the screen of \(size.width)×\(size.height) pixels"
            )
        }
        return point
    }

    private func aim(_ point: Point, _ observation: Observation) -> Target {
        guard prefersElements, let element = observation.hit(point) else { return .point(point) }
        return .element(element.id)
    }

    private func click(
        _ point: Point,
        _ button: MouseButton,
        _ count: Int,
        _ modifiers: [Modifier],
        _ observation: Observation
    ) throws(ExecutionError) -> Action {
        guard (1...3).contains(count) else {
            throw ExecutionError(.noCounterpart, "click", "a click of \(count) presses has no counterpart")
        }
        return .click(aim(point, observation), button: button, count: count, modifiers: modifiers)
    }

    private func drag(
        _ start: Point,
        _ end: Point,
        _ button: MouseButton,
        _ observation: Observation
    ) throws(ExecutionError) -> Action {
        guard button == .left else {
            throw ExecutionError(
                .noCounterpart,
                "drag",
                "a drag with the \(button.rawValue) button has no counterpart"
            )
        }
        // Where a drag ends matters to the pixel (a slider, a drawing), so its ends stay points.
        return .drag(from: .point(start), to: .point(end))
    }
}

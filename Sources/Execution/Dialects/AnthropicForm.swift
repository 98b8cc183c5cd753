import Core
import Foundation

/// An action as Anthropic computer use writes it (`computer_20250124` and later).
struct AnthropicForm: Codable {
    var action: String
    var coordinate: [Int]?
    var start_coordinate: [Int]?
    var text: String?
    var scroll_direction: String?
    var scroll_amount: Int?
    var duration: Double?
    var region: [Int]?

    /// The form with one tool an action.
    private struct Call: Decodable {
        var name: String
        var input: Fields?
    }

    private struct Fields: Decodable {
        var coordinate: [Int]?
        var start_coordinate: [Int]?
        var text: String?
        var scroll_direction: String?
        var scroll_amount: Int?
        var duration: Double?
        var region: [Int]?
    }

    init(_ action: String) { self.action = action }

    /// Reads one action or a list of them.
    static func all(in text: String) throws(ExecutionError) -> [AnthropicForm] {
        if let list: [AnthropicForm] = try? DialectJSON.decode(text) { return list }
        if let call: Call = try? DialectJSON.decode(text) {
            if call.name == "computer", let one: Wrapped = try? DialectJSON.decode(text) {
                return [one.input]
            }
            var form = AnthropicForm(call.name)
            form.coordinate = call.input?.coordinate
            form.start_coordinate = call.input?.start_coordinate
            form.text = call.input?.text
            form.scroll_direction = call.input?.scroll_direction
            form.scroll_amount = call.input?.scroll_amount
            form.duration = call.input?.duration
            form.region = call.input?.region
            return [form]
        }
        return [try DialectJSON.decode(text)]
    }

    private struct Wrapped: Decodable { var input: AnthropicForm }

    func json() throws(ExecutionError) -> String { try DialectJSON.encode(self) }

    // MARK: reading

    func gestures() throws(ExecutionError) -> [Gesture] {
        switch action {
        case "left_click": return [try click(.left, 1)]
        case "right_click": return [try click(.right, 1)]
        case "middle_click": return [try click(.middle, 1)]
        case "double_click": return [try click(.left, 2)]
        case "triple_click": return [try click(.left, 3)]
        case "left_click_drag":
            guard let end = try point(coordinate) else { throw missing("coordinate") }
            var path = [end]
            if let start = try point(start_coordinate) { path.insert(start, at: 0) }
            return [.drag(path: path, button: .left)]
        case "left_mouse_down", "left_mouse_up":
            let event: Gesture = action == "left_mouse_down" ? .press(.left) : .release(.left)
            if let at = try point(coordinate) { return [.move(at), event] }
            return [event]
        case "mouse_move":
            guard let to = try point(coordinate) else { throw missing("coordinate") }
            return [.move(to)]
        case "scroll":
            guard let direction = scroll_direction.flatMap(ScrollDirection.init(rawValue:)) else {
                throw missing("scroll_direction")
            }
            guard let amount = scroll_amount, (0...1000).contains(amount) else {
                throw missing("scroll_amount")
            }
            // `text` on a scroll holds modifiers, which no action of ours does.
            if let text, !text.isEmpty {
                throw ExecutionError(
                    .noCounterpart,
                    "scroll",
                    "scrolling with \(text) held has no counterpart"
                )
            }
            return [.scroll(at: try point(coordinate), direction: direction, amount: amount)]
        case "type":
            guard let text else { throw missing("text") }
            return [.type(text)]
        case "key":
            guard let text, !text.isEmpty else { throw missing("text") }
            // Several combinations may stand in one text, parted by spaces, as xdotool reads them.
            var found: [Gesture] = []
            for part in text.split(separator: " ") {
                guard let keys = KeyCombination(parsing: String(part)) else {
                    throw ExecutionError(.malformed, "key", "\"\(part)\" is no key combination")
                }
                found.append(.key(keys))
            }
            return found
        case "wait": return [.wait(seconds: duration)]
        case "screenshot": return [.look(nil)]
        case "zoom":
            guard let region, region.count == 4, region.allSatisfy(Gesture.coordinates.contains) else {
                throw missing("region of four numbers")
            }
            let (width, height) = (region[2] - region[0], region[3] - region[1])
            return [.look(Rect(x: region[0], y: region[1], width: width, height: height))]
        default:
            throw ExecutionError(
                .noCounterpart,
                action,
                "the Anthropic action \"\(action)\" has no counterpart among the actions"
            )
        }
    }

    private func click(_ button: MouseButton, _ count: Int) throws(ExecutionError) -> Gesture {
        var modifiers: [Modifier] = []
        if let text, !text.isEmpty {
            guard let keys = KeyCombination(parsing: text + "+x") else {
                throw ExecutionError(.malformed, action, "\"\(text)\" names no modifiers to hold")
            }
            modifiers = keys.modifiers
        }
        return .click(at: try point(coordinate), button: button, count: count, modifiers: modifiers)
    }

    private func point(_ pair: [Int]?) throws(ExecutionError) -> Point? {
        guard let pair else { return nil }
        guard pair.count == 2 else {
            throw ExecutionError(.malformed, action, "a coordinate is two numbers, not \(pair.count)")
        }
        guard pair.allSatisfy(Gesture.coordinates.contains) else {
            throw ExecutionError(.outsideScreen, "\(pair)", "the coordinate \(pair) is outside any screen")
        }
        return Point(x: pair[0], y: pair[1])
    }

    private func missing(_ field: String) -> ExecutionError {
        ExecutionError(.malformed, action, "\"\(action)\" lacks a valid \(field)")
    }

    // MARK: writing

    init(_ gesture: Gesture) throws(ExecutionError) {
        switch gesture {
        case .click(let at, let button, let count, let modifiers):
            switch (button, count) {
            case (.left, 1): action = "left_click"
            case (.left, 2): action = "double_click"
            case (.left, 3): action = "triple_click"
            case (.right, 1): action = "right_click"
            case (.middle, 1): action = "middle_click"
            default:
                throw ExecutionError(
                    .noCounterpart,
                    "click",
                    "Anthropic has no \(button.rawValue) click of \(count) presses"
                )
            }
            coordinate = at.map { [$0.x, $0.y] }
            if !modifiers.isEmpty {
                text = modifiers.map { $0 == .control ? "ctrl" : $0.rawValue }.joined(separator: "+")
            }
        case .drag(let path, .left):
            action = "left_click_drag"
            if path.count > 1 { start_coordinate = path.first.map { [$0.x, $0.y] } }
            coordinate = path.last.map { [$0.x, $0.y] }
        case .scroll(let at, let direction, let amount):
            action = "scroll"
            coordinate = at.map { [$0.x, $0.y] }
            scroll_direction = direction.rawValue
            scroll_amount = amount
        case .type(let typed):
            action = "type"
            text = typed
        case .key(let keys):
            action = "key"
            text = keys.description
        case .wait(let seconds):
            action = "wait"
            duration = seconds ?? 2
        case .look(nil): action = "screenshot"
        case .look(let area?):
            action = "zoom"
            region = [area.x, area.y, area.x + area.width, area.y + area.height]
        case .done:
            throw ExecutionError(
                .noCounterpart,
                "done",
                "the anthropic dialect has no action that means \"done\""
            )
        case .fail:
            throw ExecutionError(
                .noCounterpart,
                "fail",
                "the anthropic dialect has no action that means \"fail\""
            )
        default:
            throw ExecutionError(.noCounterpart, "\(gesture)", "the anthropic dialect cannot say \(gesture)")
        }
    }
}

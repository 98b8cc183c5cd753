import Core

/// An action as OpenAI computer use writes it.
struct OpenAIForm: Codable {
    struct Place: Codable, Hashable {
        var x: Int
        var y: Int
    }

    var type: String
    var button: String?
    var x: Int?
    var y: Int?
    var scroll_x: Int?
    var scroll_y: Int?
    var text: String?
    var keys: [String]?
    var path: [Place]?

    /// Pixels of scrolling that one notch of the wheel stands for.
    static let notch = 100

    init(_ type: String) { self.type = type }

    private struct Call: Decodable {
        var action: OpenAIForm?
        var actions: [OpenAIForm]?
    }

    /// Reads one action, a list of them, or a `computer_call` that carries either.
    static func all(in text: String) throws(ExecutionError) -> [OpenAIForm] {
        if let list: [OpenAIForm] = try? DialectJSON.decode(text) { return list }
        if let call: Call = try? DialectJSON.decode(text), call.action != nil || call.actions != nil {
            return (call.action.map { [$0] } ?? []) + (call.actions ?? [])
        }
        return [try DialectJSON.decode(text)]
    }

    func json() throws(ExecutionError) -> String { try DialectJSON.encode(self) }

    // MARK: reading

    func gestures() throws(ExecutionError) -> [Gesture] {
        switch type {
        case "click":
            let buttons: [String: MouseButton] = ["left": .left, "right": .right, "wheel": .middle]
            guard let pressed = buttons[button ?? "left"] else {
                throw ExecutionError(
                    .noCounterpart,
                    button ?? "",
                    "the mouse button \"\(button ?? "")\" has no counterpart"
                )
            }
            return [.click(at: try place(), button: pressed, count: 1, modifiers: try held())]
        case "double_click":
            return [.click(at: try place(), button: .left, count: 2, modifiers: try held())]
        case "move": return [.move(try place())]
        case "scroll":
            guard keys ?? [] == [] else {
                throw ExecutionError(.noCounterpart, "scroll", "scrolling with keys held has no counterpart")
            }
            let at = try place()
            var found: [Gesture] = []
            let (dx, dy) = (scroll_x ?? 0, scroll_y ?? 0)
            if dy != 0 { found.append(.scroll(at: at, direction: dy > 0 ? .down : .up, amount: notches(dy))) }
            if dx != 0 {
                found.append(.scroll(at: at, direction: dx > 0 ? .right : .left, amount: notches(dx)))
            }
            return found
        case "drag":
            guard let path, path.count > 1,
                path.allSatisfy({ Gesture.coordinates.contains($0.x) && Gesture.coordinates.contains($0.y) })
            else { throw missing("path of two or more points") }
            guard keys ?? [] == [] else {
                throw ExecutionError(.noCounterpart, "drag", "dragging with keys held has no counterpart")
            }
            return [.drag(path: path.map { Point(x: $0.x, y: $0.y) }, button: .left)]
        case "type":
            guard let text else { throw missing("text") }
            return [.type(text)]
        case "keypress":
            guard let keys else { throw missing("keys") }
            return [.key(try KeyNames.combination(keys, dialect: .openai))]
        case "wait": return [.wait(seconds: nil)]
        case "screenshot": return [.look(nil)]
        default:
            throw ExecutionError(
                .noCounterpart,
                type,
                "the OpenAI action \"\(type)\" has no counterpart among the actions"
            )
        }
    }

    private func notches(_ pixels: Int) -> Int {
        let notches = pixels.magnitude / UInt(Self.notch)
        return max(1, Int(min(notches, 1000)))
    }

    private func place() throws(ExecutionError) -> Point {
        guard let x, let y, Gesture.coordinates.contains(x), Gesture.coordinates.contains(y) else {
            throw missing("x and y")
        }
        return Point(x: x, y: y)
    }

    private func held() throws(ExecutionError) -> [Modifier] {
        var modifiers: [Modifier] = []
        for key in keys ?? [] {
            guard let modifier = KeyNames.modifier(key) else {
                throw ExecutionError(.noCounterpart, key, "a click cannot hold the key \"\(key)\"")
            }
            modifiers.append(modifier)
        }
        return modifiers
    }

    private func missing(_ field: String) -> ExecutionError {
        ExecutionError(.malformed, type, "\"\(type)\" lacks a valid \(field)")
    }

    // MARK: writing

    init(_ gesture: Gesture) throws(ExecutionError) {
        switch gesture {
        case .click(let at?, let pressed, let count, let modifiers):
            guard count == 1 || (count == 2 && pressed == .left) else {
                throw ExecutionError(
                    .noCounterpart,
                    "click",
                    "OpenAI has no \(pressed.rawValue) click of \(count) presses"
                )
            }
            type = count == 2 ? "double_click" : "click"
            if count == 1 { button = pressed == .middle ? "wheel" : pressed.rawValue }
            (x, y) = (at.x, at.y)
            if !modifiers.isEmpty {
                keys = modifiers.map { $0 == .control ? "CTRL" : $0.rawValue.uppercased() }
            }
        case .drag(let points, .left):
            type = "drag"
            path = points.map { Place(x: $0.x, y: $0.y) }
        case .scroll(let at?, let direction, let amount):
            type = "scroll"
            (x, y) = (at.x, at.y)
            let pixels = min(max(amount, 0), 1000) * Self.notch
            scroll_x = direction == .right ? pixels : direction == .left ? -pixels : 0
            scroll_y = direction == .down ? pixels : direction == .up ? -pixels : 0
        case .type(let typed):
            type = "type"
            text = typed
        case .key(let combination):
            type = "keypress"
            keys = KeyNames.names(of: combination, dialect: .openai)
        case .wait: type = "wait"
        case .look(nil): type = "screenshot"
        case .look:
            throw ExecutionError(
                .noCounterpart,
                "look",
                "the openai dialect cannot look at part of the screen"
            )
        case .done:
            throw ExecutionError(
                .noCounterpart,
                "done",
                "the openai dialect has no action that means \"done\""
            )
        case .fail:
            throw ExecutionError(
                .noCounterpart,
                "fail",
                "the openai dialect has no action that means \"fail\""
            )
        default:
            throw ExecutionError(.noCounterpart, "\(gesture)", "the openai dialect cannot say \(gesture)")
        }
    }
}

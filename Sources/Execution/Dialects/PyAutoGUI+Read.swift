import Core

/// Reads pyautogui source as gestures.
func pyautoguiGestures(_ text: String) throws(ExecutionError) -> [Gesture] {
    var gestures: [Gesture] = []
    for call in try PythonCalls.parse(text) {
        var reader = PyAutoGUICall(call)
        gestures += try reader.gestures()
    }
    return gestures
}

/// One call of pyautogui with its parameters looked up by name or position.
private struct PyAutoGUICall {
    let call: PythonCall
    let function: String

    init(_ call: PythonCall) {
        self.call = call
        function = call.name.split(separator: ".").last.map(String.init) ?? call.name
    }

    mutating func gestures() throws(ExecutionError) -> [Gesture] {
        switch call.name {
        case "WAIT": return [.wait(seconds: nil)]
        case "DONE": return [.done(nil)]
        case "FAIL": return [.fail("the task cannot be done")]
        case "time.sleep", "sleep", "pyautogui.sleep":
            guard let seconds = try number("seconds", 0), seconds >= 0 else { throw missing("seconds") }
            return [.wait(seconds: seconds)]
        default: break
        }
        guard call.name == "pyautogui.\(function)" || call.name == "pag.\(function)" || call.name == function
        else { throw noCounterpart() }
        switch function {
        case "click":
            let count = try integer("clicks", 2) ?? 1
            return [try click(try button("button", 4), count)]
        case "leftClick": return [try click(.left, 1)]
        case "rightClick": return [try click(.right, 1)]
        case "middleClick": return [try click(.middle, 1)]
        case "doubleClick": return [try click(try button("button", 3), 2)]
        case "tripleClick": return [try click(try button("button", 3), 3)]
        case "moveTo":
            guard let to = try point() else { throw missing("x and y") }
            return [.move(to)]
        case "move", "moveRel":
            return [.moveBy(dx: try integer("xOffset", 0) ?? 0, dy: try integer("yOffset", 1) ?? 0)]
        case "dragTo":
            guard let to = try point() else { throw missing("x and y") }
            return [.drag(path: [to], button: try button("button", 4))]
        case "drag", "dragRel":
            return [
                .dragBy(
                    dx: try integer("xOffset", 0) ?? 0,
                    dy: try integer("yOffset", 1) ?? 0,
                    button: try button("button", 4)
                )
            ]
        case "mouseDown", "mouseUp":
            let pressed = try button("button", 2)
            let event: Gesture = function == "mouseDown" ? .press(pressed) : .release(pressed)
            if let at = try point() { return [.move(at), event] }
            return [event]
        case "scroll", "vscroll", "hscroll":
            guard let clicks = try integer("clicks", 0) else { throw missing("clicks") }
            let at = try point(from: 1)
            guard clicks != 0 else { return [] }
            let direction: ScrollDirection =
                function == "hscroll" ? (clicks > 0 ? .right : .left) : (clicks > 0 ? .up : .down)
            return [.scroll(at: at, direction: direction, amount: Int(min(clicks.magnitude, 1000)))]
        case "write", "typewrite":
            guard let message = value("message", 0) else { throw missing("message") }
            if case .string(let text) = message { return [.type(text)] }
            return try keys(in: message).map { .key(KeyCombination($0)) }
        case "press":
            guard let pressed = value("keys", 0) else { throw missing("keys") }
            let presses = try integer("presses", 1) ?? 1
            guard (0...1000).contains(presses) else { throw missing("presses") }
            let once = try keys(in: pressed)
            return (0..<presses).flatMap { _ in once.map { Gesture.key(KeyCombination($0)) } }
        case "hotkey":
            var names: [String] = []
            for argument in call.positional { names += try strings(in: argument) }
            return [.key(try KeyNames.combination(names, dialect: .pyautogui))]
        case "keyDown", "keyUp":
            guard case .string(let name)? = value("key", 0) else { throw missing("key") }
            guard let modifier = KeyNames.modifier(name) else {
                throw ExecutionError(.noCounterpart, name, "holding \"\(name)\" has no counterpart")
            }
            return [function == "keyDown" ? .hold(modifier) : .letGo(modifier)]
        case "screenshot": return [.look(nil)]
        default: throw noCounterpart()
        }
    }

    private func click(_ button: MouseButton, _ count: Int) throws(ExecutionError) -> Gesture {
        .click(at: try point(), button: button, count: count, modifiers: [])
    }

    private func value(_ name: String, _ position: Int) -> PythonLiteral? {
        if let named = call.keywords[name] { return named == .none ? nil : named }
        guard call.positional.indices.contains(position), call.positional[position] != .none else {
            return nil
        }
        return call.positional[position]
    }

    private func number(_ name: String, _ position: Int) throws(ExecutionError) -> Double? {
        switch value(name, position) {
        case nil: return nil
        case .integer(let integer): return Double(integer)
        case .float(let float): return float
        default: throw missing(name)
        }
    }

    private func integer(_ name: String, _ position: Int) throws(ExecutionError) -> Int? {
        guard let number = try number(name, position)?.rounded() else { return nil }
        guard number.magnitude <= 1_000_000 else {
            throw ExecutionError(
                .outsideScreen,
                name,
                "line \(call.line): \(name) of \(function) is out of range"
            )
        }
        return Int(number)
    }

    private func point(from position: Int = 0) throws(ExecutionError) -> Point? {
        if case .list(let pair)? = value("x", position) {
            guard pair.count == 2, let x = Self.coordinate(pair[0]), let y = Self.coordinate(pair[1]) else {
                throw missing("x and y")
            }
            return Point(x: x, y: y)
        }
        let (x, y) = (try integer("x", position), try integer("y", position + 1))
        guard x != nil || y != nil else { return nil }
        guard let x, let y else { throw missing("x and y") }
        return Point(x: x, y: y)
    }

    private static func coordinate(_ literal: PythonLiteral) -> Int? {
        switch literal {
        case .integer(let value) where Gesture.coordinates.contains(value): value
        case .float(let value) where value.magnitude <= 1_000_000: Int(value.rounded())
        default: nil
        }
    }

    private func button(_ name: String, _ position: Int) throws(ExecutionError) -> MouseButton {
        switch value(name, position) {
        case nil, .string("left"), .string("primary"), .integer(1): return .left
        case .string("middle"), .integer(2): return .middle
        case .string("right"), .string("secondary"), .integer(3): return .right
        default: throw missing(name)
        }
    }

    private func strings(in literal: PythonLiteral) throws(ExecutionError) -> [String] {
        switch literal {
        case .string(let text): return [text]
        case .list(let items):
            var found: [String] = []
            for item in items { found += try strings(in: item) }
            return found
        default: throw missing("keys")
        }
    }

    private func keys(in literal: PythonLiteral) throws(ExecutionError) -> [String] {
        var found: [String] = []
        for name in try strings(in: literal) {
            found.append(try KeyNames.combination([name], dialect: .pyautogui).key)
        }
        return found
    }

    private func missing(_ parameter: String) -> ExecutionError {
        ExecutionError(.malformed, function, "line \(call.line): \(function) lacks a valid \(parameter)")
    }

    private func noCounterpart() -> ExecutionError {
        ExecutionError(
            .noCounterpart,
            call.name,
            "line \(call.line): \(call.name) has no counterpart among the actions"
        )
    }
}

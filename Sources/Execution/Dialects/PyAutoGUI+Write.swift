import Core

/// Writes a gesture as lines of pyautogui source.
func pyautoguiLines(_ gesture: Gesture) throws(ExecutionError) -> [String] {
    switch gesture {
    case .click(let at, let button, let count, let modifiers):
        let place = at.map { "x=\($0.x), y=\($0.y)" } ?? ""
        let function: String
        switch (button, count) {
        case (.left, 1): function = "click(\(place))"
        case (.right, 1): function = "rightClick(\(place))"
        case (.middle, 1): function = "middleClick(\(place))"
        case (.left, 2): function = "doubleClick(\(place))"
        case (.left, 3): function = "tripleClick(\(place))"
        default:
            let head = place.isEmpty ? "" : place + ", "
            function = "click(\(head)clicks=\(count), button='\(button.rawValue)')"
        }
        let names = modifiers.map { $0 == .control ? "ctrl" : $0 == .super ? "win" : $0.rawValue }
        return names.map { "pyautogui.keyDown('\($0)')" } + ["pyautogui.\(function)"]
            + names.reversed().map { "pyautogui.keyUp('\($0)')" }
    case .drag(let path, .left):
        guard let start = path.first, let end = path.last else { return [] }
        return [
            "pyautogui.moveTo(\(start.x), \(start.y))",
            "pyautogui.dragTo(\(end.x), \(end.y), duration=0.5, button='left')",
        ]
    case .scroll(let at, let direction, let amount):
        let function = direction == .left || direction == .right ? "hscroll" : "scroll"
        let clicks = direction == .up || direction == .right ? amount : -amount
        let place = at.map { ", x=\($0.x), y=\($0.y)" } ?? ""
        return ["pyautogui.\(function)(\(clicks)\(place))"]
    case .type(let text): return ["pyautogui.write(\(pythonString(text)))"]
    case .key(let keys):
        let names = KeyNames.names(of: keys, dialect: .pyautogui).map(pythonString)
        guard names.count > 1 else { return ["pyautogui.press(\(names.joined()))"] }
        return ["pyautogui.hotkey(\(names.joined(separator: ", ")))"]
    case .wait(let seconds): return ["time.sleep(\(seconds ?? 2))"]
    case .look(nil): return ["pyautogui.screenshot()"]
    case .done: return ["DONE"]
    case .fail: return ["FAIL"]
    default:
        throw ExecutionError(.noCounterpart, "\(gesture)", "the pyautogui dialect cannot say \(gesture)")
    }
}

private func pythonString(_ text: String) -> String {
    var quoted = "'"
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\\": quoted += "\\\\"
        case "'": quoted += "\\'"
        case "\n": quoted += "\\n"
        case "\r": quoted += "\\r"
        case "\t": quoted += "\\t"
        default:
            if scalar.value < 32 || scalar.value == 127 {
                let digits = String(scalar.value, radix: 16)
                quoted += "\\x" + (digits.count < 2 ? "0" : "") + digits
            } else {
                quoted.unicodeScalars.append(scalar)
            }
        }
    }
    return quoted + "'"
}

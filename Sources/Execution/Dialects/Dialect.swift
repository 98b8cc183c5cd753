public import Core

/// A form in which other systems write actions on a screen.
public enum Dialect: String, Hashable, Sendable, CaseIterable {
    /// Anthropic computer use: `{"action":"left_click","coordinate":[10,20]}`, one object an action;
    /// the form with one tool an action (`{"name":"left_click","input":{…}}`) is read as well.
    case anthropic
    /// OpenAI computer use: `{"type":"click","button":"left","x":10,"y":20}`.
    case openai
    /// Source lines of Python's pyautogui: `pyautogui.click(x=10, y=20)`; parsed, never executed.
    case pyautogui

    /// Writes an action in this dialect, one text for each thing to do.
    ///
    /// Elements become the middle of their visible part on `observation`. `setText` is written as
    /// what a hand does: click, select all, type.
    ///
    /// - Throws: `ExecutionError` with `noCounterpart` naming what the dialect cannot say, with
    ///   `noPlace` for a target that is not on the screen.
    public func write(_ action: Action, on observation: Observation) throws(ExecutionError) -> [String] {
        var texts: [String] = []
        for gesture in try gestures(of: action, on: observation) {
            switch self {
            case .anthropic: texts.append(try AnthropicForm(gesture).json())
            case .openai: texts.append(try OpenAIForm(gesture).json())
            case .pyautogui: texts += try pyautoguiLines(gesture)
            }
        }
        return texts
    }

    private func gestures(of action: Action, on observation: Observation) throws(ExecutionError) -> [Gesture]
    {
        switch action {
        case .click(let target, let button, let count, let modifiers):
            let point = try observation.place(of: target)
            return [.click(at: point, button: button, count: count, modifiers: modifiers)]
        case .type(let text): return [.type(text)]
        case .setText(let target, let text):
            let point = try observation.place(of: target)
            return [
                .click(at: point, button: .left, count: 1, modifiers: []),
                .key(KeyCombination("a", modifiers: [.control])), .type(text),
            ]
        case .key(let keys): return [.key(keys)]
        case .scroll(let target, let direction, let amount):
            // No dialect scrolls "the active window": the wheel turns where the pointer is.
            let all = Rect(x: 0, y: 0, width: observation.screen.width, height: observation.screen.height)
            var point = (observation.activeWindow?.frame.intersection(all) ?? all).center
            if let target { point = try observation.place(of: target) }
            return [.scroll(at: point, direction: direction, amount: amount)]
        case .drag(let from, let to):
            return [
                .drag(path: [try observation.place(of: from), try observation.place(of: to)], button: .left)
            ]
        case .wait(.settled, let timeout): return [.wait(seconds: timeout)]
        case .look(let region):
            let all = Rect(x: 0, y: 0, width: observation.screen.width, height: observation.screen.height)
            return [.look(region == all ? nil : region)]
        case .done(let answer): return [.done(answer)]
        case .fail(let reason): return [.fail(reason)]
        case .select, .invoke, .menu, .open, .focus, .wait, .ask:
            throw ExecutionError(
                .noCounterpart,
                action.name,
                "the \(rawValue) dialect has no action that means \"\(action.name)\""
            )
        }
    }
}

extension Observation {
    /// Returns the pixel that stands for a target: the middle of the part of it that can be seen.
    fileprivate func place(of target: Target) throws(ExecutionError) -> Point {
        let element: UIElement
        switch target {
        case .point(let point): return point
        case .element(let ref):
            guard let found = self.element(ref) else {
                throw ExecutionError(.noPlace, ref.rawValue, "no element \(ref) on this observation")
            }
            element = found
        case .query(let query):
            guard case .unique(let found) = resolve(query) else {
                throw ExecutionError(.noPlace, query.description, "\(query) is not one element of the screen")
            }
            element = found
        }
        let visible = visibleFrame(of: element)
        guard element.isOnScreen, !visible.isEmpty else {
            throw ExecutionError(.noPlace, element.name, "\(element.inWords) is not on the screen")
        }
        return visible.center
    }
}

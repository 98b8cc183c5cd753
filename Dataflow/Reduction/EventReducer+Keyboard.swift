import Core

extension EventReducer {
    mutating func keyDown(_ press: KeyPress) -> [Step] {
        if press.isSilent {
            if press.keysym.hasPrefix("dead_") { deadKey = press.keysym }
            return []
        }
        let accent = deadKey
        deadKey = nil
        if let typed = press.typed {
            return type(accent.map { DeadKeys.compose($0, with: typed) } ?? typed, press)
        }
        if press.keysym == "BackSpace", press.modifiers.isEmpty, erase(at: press.time) { return [] }
        let steps = close(at: press.time)
        if press.mayMoveFocus { focus.doubt(from: press.time) }
        pending = .key(press)
        return steps
    }

    private mutating func type(_ text: String, _ press: KeyPress) -> [Step] {
        if case .typing(var run)? = pending, press.time - run.end <= settings.typingPause {
            run.text += text
            run.end = press.time
            pending = .typing(run)
            return []
        }
        let steps = close(at: press.time)
        // On a button, the space bar is a command and not a text.
        if text == " ", case .into(let element?) = focus.verdict(from: press.time, frames: frames),
            Role.pressables.contains(element.role)
        {
            focus.doubt(from: press.time)
            pending = .key(KeyPress(keysym: "space", text: "", modifiers: press.modifiers, time: press.time))
            return steps
        }
        pending = .typing(TypingRun(start: press.time, text: text, end: press.time))
        return steps
    }

    /// Folds a BackSpace into the text that is being typed; returns false when there is none.
    private mutating func erase(at time: Double) -> Bool {
        guard case .typing(var run)? = pending, time - run.end <= settings.typingPause,
            // Of a character of several scalars, applications disagree on how much goes.
            let last = run.text.last, last.unicodeScalars.count == 1
        else { return false }
        run.text.removeLast()
        if run.text.isEmpty { run.erased = last }
        run.end = time
        pending = .typing(run)
        return true
    }

    /// Makes the steps of typing: one text, masked where it went into a password field.
    mutating func steps(of run: TypingRun, now: Double) -> [Step] {
        let isErased = run.text.isEmpty
        let text = isErased ? run.erased.map { String($0) } ?? "" : run.text
        let masked: String
        switch focus.verdict(from: run.start, frames: frames) {
        case .into: masked = text
        case .password(let element):
            let name = element.map(\.name) ?? ""
            masked = Secret(name: name.isEmpty ? "password" : name, value: text).reference
        }
        var steps = [step(.type(masked), from: run.start, to: run.end, now: now)]
        if isErased {
            steps.append(step(.key(KeyCombination("BackSpace")), from: run.end, to: run.end, now: now))
        }
        return steps
    }
}

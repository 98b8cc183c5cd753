import Core

extension Evidence {
    /// Judges typing by the text that can be read back in the window that has the keyboard.
    func typed(_ text: String) -> Judgement {
        let window = after.activeWindow ?? before.activeWindow
        let lines = text.split(whereSeparator: \.isNewline).map(String.init).filter { !$0.isEmpty }
        let old = texts(before, window)
        let new = texts(after, window)
        let found = lines.filter { occurrences(of: $0, in: new) > occurrences(of: $0, in: old) }
        if !lines.isEmpty, found.count == lines.count {
            return Judgement(.confirmed, ["the text was read back in window \"\(window?.title ?? "")\""])
        }
        if !found.isEmpty {
            return Judgement(.partial, ["\(found.count) of \(lines.count) lines were read back"])
        }
        let judgement = key()
        switch judgement.status {
        case .confirmed:
            // Something changed, but it is not the text: completion, formatting, a shortcut.
            return Judgement(
                lines.isEmpty ? .confirmed : .partial,
                judgement.lines,
                doubtful: judgement.doubtful
            )
        default:
            if let field = before.focusedElement, field.role == .passwordText {
                return Judgement(.unverifiable, ["a password field does not show its text"])
            }
            return judgement
        }
    }

    /// Judges the text of an input by reading it back.
    func set(_ text: String, in target: UIElement?) -> Judgement {
        guard let target else { return typed(text) }
        if target.role == .passwordText {
            return Judgement(.unverifiable, ["a password field does not show its text"])
        }
        guard let now = changes.now(target), let value = now.value else {
            return Judgement(.unverifiable, ["\(target.inWords) cannot be read back"])
        }
        if same(value, text) { return Judgement(.confirmed, ["\(target.inWords) reads \(quoted(value))"]) }
        if let one = Double(value), let other = Double(text), one == other {
            return Judgement(.confirmed, ["\(target.inWords) reads \(quoted(value))"])
        }
        if value != target.value {
            return Judgement(.partial, ["\(target.inWords) reads \(quoted(value)), not what was set"])
        }
        return Judgement(.suspectedNoop, ["\(target.inWords) still reads \(quoted(value))"])
    }

    /// Judges a key by anything that changed in the window that had the keyboard.
    func key() -> Judgement {
        let window = before.activeWindow
        var lines = windows(of: window) + menus(of: window)
        if let focus = before.focusedElement { lines += own(focus) }
        if let now = after.focusedElement, let earlier = before.focusedElement, now.address != earlier.address
        {
            lines.append("the focus went from \(earlier.inWords) to \(now.inWords)")
        }
        if let now = after.activeWindow, let window, !ScreenChanges.same(now, window) {
            lines.append("window \"\(now.title)\" has the keyboard now")
        }
        if !lines.isEmpty { return Judgement(.confirmed, lines) }
        let (around, doubtful) = surroundings(of: nil, in: window)
        if !around.isEmpty { return Judgement(.confirmed, around, doubtful: doubtful) }
        if pixelsChanged == true, let window {
            return Judgement(.partial, ["pixels changed in window \"\(window.title)\""])
        }
        return nothing(in: window)
    }

    /// Equal apart from the line end that some widgets add.
    func same(_ one: String, _ other: String) -> Bool {
        func trimmed(_ text: String) -> Substring {
            var rest = Substring(text)
            while let last = rest.last, last.isNewline { rest.removeLast() }
            return rest
        }
        return trimmed(one) == trimmed(other)
    }

    private func texts(_ screen: Observation, _ window: WindowInfo?) -> [String] {
        screen.elements.compactMap { element in
            guard let value = element.value, !value.isEmpty else { return nil }
            guard let window, let own = screen.window(of: element) else { return value }
            return ScreenChanges.same(own, window) ? value : nil
        }
    }

    private func occurrences(of text: String, in values: [String]) -> Int {
        values.reduce(0) { count, value in
            var rest = Substring(value)
            var found = count
            while let range = rest.firstRange(of: text) {
                found += 1
                rest = rest[range.upperBound...]
            }
            return found
        }
    }
}

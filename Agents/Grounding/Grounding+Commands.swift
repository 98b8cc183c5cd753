import Core

/// Commands in terminals, sums in calculators, and clauses whose verb is not known.
extension Grounding {
    // MARK: Terminals

    /// Whether the front window is a terminal, by its widgets or by what kind of application it is.
    var isTerminal: Bool {
        guard let window = scene.frontWindow else { return false }
        if scene.inFront.contains(where: { $0.role == .terminal }) { return true }
        let known = scene.applications.filter { $0.owns(window.application) }
        if known.contains(where: { $0.categories.contains("TerminalEmulator") }) { return true }
        return Match.words(window.application).contains { $0.hasSuffix("term") || $0 == "terminal" }
    }

    /// What a shell is told for the subgoal, where the front window is a terminal.
    var shellCommand: String? { isTerminal ? ShellCommand.of(subgoal) : nil }

    func isRun(_ command: String) -> Bool {
        let typed = attempts.firstIndex { $0.wasSent && $0.action == .type(command) }
        guard let typed else { return false }
        return attempts[typed...].contains { $0.wasSent && $0.action == .key(KeyCombination("Return")) }
    }

    func running(_ command: String) -> [Proposal] {
        guard isTerminal else { return [] }
        if sent({ $0 == .type(command) }) {
            return [Proposal(.key(KeyCombination("Return")), 0.95, "Return runs the command")]
        }
        return [Proposal(.type(command), 0.95, "the terminal has the keyboard")]
    }

    // MARK: Calculators

    /// The button of the front window for each key of a sum; `nil` when one is missing.
    private func buttons(for keys: [String]) -> [Widget]? {
        let pads = scene.inFront.filter { [.pushButton, .toggleButton].contains($0.role) && $0.isShowing }
        let byName = Dictionary(pads.map { (Match.normalized($0.name), $0) }) { first, _ in first }
        var found: [Widget] = []
        for key in keys {
            guard let button = byName[key] else { return nil }
            found.append(button)
        }
        return found
    }

    /// Whether the front window has a number pad or is of an application that calculates.
    var isCalculator: Bool {
        if buttons(for: (0...9).map(String.init)) != nil { return true }
        return scene.frontWindow.map { score($0, "calculator") >= 0.6 } ?? false
    }

    private func keys(of sum: Expression) -> [String] {
        sum.multipliedOut.tokens.flatMap { token in
            token.first?.isNumber == true ? token.map(String.init) : [token]
        } + ["="]
    }

    /// How many keys of the sum were pressed so far.
    private var pressed: Int {
        attempts.filter { attempt in
            guard case .click = attempt.action, let name = attempt.widget?.name else { return false }
            // Many a display shows a number only: that nothing changed says nothing of an operator.
            let isDigit = name.count == 1 && name.first?.isNumber ?? false
            guard isDigit ? attempt.worked : attempt.wasSent else { return false }
            return !Self.clearing.contains(Match.normalized(name))
        }.count
    }

    func isCalculated(_ sum: Expression) -> Bool {
        if sent({ $0 == .key(KeyCombination("Return")) }) && did({ writes($0, sum) }) { return true }
        return pressed >= keys(of: sum).count
    }

    private func writes(_ action: Action, _ sum: Expression) -> Bool {
        switch action {
        case .type(let text), .setText(_, let text): text == sum.text
        default: false
        }
    }

    func calculating(_ sum: Expression) -> [Proposal] {
        guard isCalculator else { return [] }
        if let place = subgoal.scope, attempts.isEmpty, let front = scene.frontWindow,
            score(front, place) < 0.6,
            scene.observation.windows.contains(where: { $0.id != front.id && score($0, place) >= 0.9 })
        {
            return []
        }
        if did({ writes($0, sum) }) {
            return [Proposal(.key(KeyCombination("Return")), 0.95, "Return works the sum out")]
        }
        let keys = keys(of: sum)
        if pressed == 0 {
            if let input = scene.inFront.filter(\.isInput).max(by: {
                $0.element.frame.area < $1.element.frame.area
            }) {
                return [
                    Proposal(
                        .setText(input.target, text: sum.text),
                        0.95,
                        "the calculator takes sums as text"
                    ),
                    Proposal(.type(sum.text), 0.6, "the calculator may have the keyboard"),
                ]
            }
            if !attempts.contains(where: \.wasSent), let clear = leftover { return [clear] }
        }
        guard let buttons = buttons(for: keys), pressed < buttons.count else {
            return [Proposal(.type(sum.text), 0.6, "the calculator may have the keyboard")]
        }
        let button = buttons[pressed]
        return [Proposal(.click(button.target), 0.95, "key \(pressed + 1) of \(keys.count): \(button.name)")]
    }

    /// The press that clears an earlier sum from the display, if one is there.
    private var leftover: Proposal? {
        let display = scene.inFront.first { $0.role == .text && $0.isShowing }
        guard let value = display?.element.value?.trimmed, !value.isEmpty, value != "0" else { return nil }
        let button = scene.inFront.first { $0.isShowing && Self.clearing.contains(Match.normalized($0.name)) }
        return button.map { Proposal(.click($0.target), 0.9, "the display shows an earlier sum") }
    }

    private static let clearing: Set<String> = ["ac", "c", "ce", "clear", "clear all"]

    /// What the screen shows as the result of the sum, as it is written there.
    var shownResult: String? {
        if case .convert = subgoal.intent { return shownAmount }
        guard case .calculate(let sum) = subgoal.intent, let value = sum.value else { return nil }
        for widget in scene.inFront where !widget.isPressable {
            for text in [widget.element.value, widget.element.name].compactMap(\.self) {
                let digits = text.filter { $0.isNumber || $0 == "." || $0 == "-" || $0 == "−" }
                    .replacing("−", with: "-")
                if let shown = Double(digits), abs(shown - value) <= abs(value) * 1e-6 { return text.trimmed }
            }
        }
        return nil
    }

    // MARK: Anything else

    func performing(_ text: String) -> [Proposal] {
        var found = matches(text) { $0.isPressable || $0.path != nil }.map { widget, score in
            Proposal(
                widget.press,
                widget.isShowing ? score : score * 0.92,
                "\"\(widget.name)\" fits \"\(text)\""
            )
        }
        found += launches(text).prefix(3).map {
            Proposal($0.action, $0.score * 0.8, "an application of that name")
        }
        return found
    }
}

import Core

/// Typing, overwriting, replacing and finding text.
extension Grounding {
    /// The running texts of the front window, the largest first.
    var documents: [Widget] {
        scene.inFront.filter(\.isDocument).sorted { $0.element.frame.area > $1.element.frame.area }
    }

    private var inputs: [Widget] { scene.inFront.filter(\.isInput) }

    // MARK: Typing

    private func destination(_ field: String?) -> Widget? {
        guard let field else { return nil }
        let fits = matches(field, where: \.isInput).filter { $0.score >= 0.5 }
        return fits.max { $0.score < $1.score }?.widget
    }

    func isTyped(_ text: String, _ field: String?, line: Bool) -> Bool {
        attempts.contains { attempt in
            guard attempt.worked else { return false }
            switch attempt.action {
            case .type(let sent): return sent.contains(text)
            case .setText(_, let sent): return sent.contains(text)
            default: return false
            }
        }
    }

    func typing(_ text: String, into field: String?, line: Bool) -> [Proposal] {
        if let field, score(of: field) < 0.6, destination(field) == nil, isElsewhere(field) { return [] }
        if let named = destination(field) {
            if !named.isDocument {
                return [Proposal(.setText(named.target, text: text), 0.95, "\"\(named.name)\" is the field")]
                    + typed(text, in: named)
            }
            return typed(self.text(text, asLine: line, in: named), in: named)
        }
        if let focused = scene.focused, focused.isInput, focused.isInFront {
            if line, previousMovedCaret == nil, !(focused.element.value ?? "").isEmpty,
                !attempts.contains(where: { isKey($0.action) })
            {
                return [
                    Proposal(
                        .key(KeyCombination("End", modifiers: [.control])),
                        0.95,
                        "a line is added at the end"
                    )
                ]
            }
            return typed(self.text(text, asLine: line, in: focused), in: focused)
        }
        if let document = documents.first ?? (inputs.count == 1 ? inputs.first : nil) {
            return typed(self.text(text, asLine: line, in: document), in: document)
        }
        if isTerminal
            || (inputs.isEmpty && scene.frontWindow != nil && scene.inFront.allSatisfy { !$0.isShowing })
        {
            return [Proposal(.type(text), 0.8, "the window shows no fields but has the keyboard")]
        }
        return inputs.map { Proposal(.setText($0.target, text: text), 0.5, "one of several fields") }
    }

    /// How well the front window fits a place.
    private func score(of place: String) -> Double { scene.frontWindow.map { score($0, place) } ?? 0 }

    /// Whether a place is a window or application other than the one in front.
    private func isElsewhere(_ place: String) -> Bool {
        isOpen(place) || (launches(place).first?.score ?? 0) >= 0.8
    }

    /// Typing into a widget: at once when it has the keyboard, otherwise after a click.
    private func typed(_ text: String, in widget: Widget) -> [Proposal] {
        var found: [Proposal] = []
        let hasFocus = scene.observation.focus == widget.element.id
        let wasClicked = attempts.contains { if case .click = $0.action { $0.wasSent } else { false } }
        if hasFocus || wasClicked {
            found.append(Proposal(.type(text), 0.95, "the text has the keyboard"))
        } else {
            found.append(Proposal(.click(widget.target), 0.9, "the text must have the keyboard"))
            found.append(Proposal(.type(text), 0.6, "the keyboard may be there already"))
        }
        if let value = widget.element.value, isWhole(widget) {
            found.append(
                Proposal(.setText(widget.target, text: value + text), 0.55, "the whole text is known")
            )
        }
        return found
    }

    /// What must be typed for a text to stand on a line of its own.
    private func text(_ text: String, asLine: Bool, in widget: Widget) -> String {
        guard asLine, let value = widget.element.value, !value.isEmpty else { return text }
        if previousMovedCaret == "Home" { return text + "\n" }
        return value.last?.isNewline == true ? text : "\n" + text
    }

    /// The key with which the goal moved the caret just before, if it did.
    private var previousMovedCaret: String? {
        if case .key(let keys)? = previous, ["End", "Home"].contains(keys.key) { return keys.key }
        return nil
    }

    // MARK: Overwriting

    func isOverwritten(_ text: String) -> Bool { isTyped(text, nil, line: false) }

    func overwriting(with text: String) -> [Proposal] {
        if case .key(let keys)? = previous, keys.key == "a" {
            return [Proposal(.type(text), 0.95, "typing replaces what is selected")]
                + documents.prefix(1).map {
                    Proposal(.setText($0.target, text: text), 0.6, "it is the document")
                }
        }
        let target = scene.focused.flatMap { $0.isInput ? $0 : nil } ?? documents.first ?? inputs.first
        return target.map { [Proposal(.setText($0.target, text: text), 0.9, "it is the text in hand")] } ?? []
    }

    // MARK: Replacing

    func isReplaced(_ old: String, _ new: String) -> Bool {
        guard !deeds.isEmpty else { return false }
        if attempts.contains(where: {
            if case .setText = $0.action { $0.worked && $0.widget?.isDocument == true } else { false }
        }) {
            return true
        }
        // By the dialog: everything is replaced, and the dialog is closed.
        return did { if case .click = $0 { true } else { false } } && !hasReplaceForm
            && documents.allSatisfy { !($0.element.value ?? "").contains(old) || new.contains(old) }
    }

    private var hasReplaceForm: Bool { !replaceFields.isEmpty }

    private var replaceFields: [(widget: Widget, score: Double)] {
        matches("replace with") { $0.isInput && !$0.isDocument }.filter { $0.score > 0.5 }
    }

    func replacing(_ old: String, with new: String) -> [Proposal] {
        let holders = documents.filter { ($0.element.value ?? "").contains(old) && isWhole($0) }
        if let document = holders.first, let value = document.element.value, !hasReplaceForm {
            let text = new.isEmpty ? Self.without(old, in: value) : value.replacing(old, with: new)
            return [Proposal(.setText(document.target, text: text), 0.96, "the whole text is known")]
                + replaceCommands
        }
        guard hasReplaceForm else { return replaceCommands }
        return replaceForm(old, new)
    }

    /// A text without a word, and without the space that stood before it; as a part of other words where it is none.
    static func without(_ word: String, in text: String) -> String {
        var (rest, result, isWord) = (text[...], "", false)
        while let place = rest.firstRange(of: word) {
            let isWhole =
                !isLetter(rest[..<place.lowerBound].last ?? result.last)
                && !isLetter(rest[place.upperBound...].first)
            result += rest[..<place.lowerBound]
            if isWhole {
                isWord = true
                if result.last == " " { result.removeLast() }
            } else {
                result += word
            }
            rest = rest[place.upperBound...]
        }
        return isWord ? result + rest : text.replacing(word, with: "")
    }

    private static func isLetter(_ character: Character?) -> Bool {
        character.map { $0.isLetter || $0.isNumber } ?? false
    }

    private var replaceCommands: [Proposal] {
        var found = commands("find and replace") { Match.words($0.name).contains("replace") }
        found.append(
            Proposal(.key(KeyCombination("h", modifiers: [.control])), 0.62, "the usual key for replacing")
        )
        found.append(
            Proposal(
                .key(KeyCombination("r", modifiers: [.control])),
                0.58,
                "another usual key for replacing"
            )
        )
        return found
    }

    private func replaceForm(_ old: String, _ new: String) -> [Proposal] {
        let replacement = replaceFields.max { $0.score < $1.score }?.widget
        let lines = scene.widgets.filter {
            $0.isInput && !$0.isDocument && $0.element.id != replacement?.element.id
        }
        let sought = lines.max {
            Match.score("search find for", $0.name) < Match.score("search find for", $1.name)
        }
        if let sought, sought.element.value?.trimmed != old {
            return [Proposal(.setText(sought.target, text: old), 0.95, "what to look for")]
        }
        if let replacement, replacement.element.value?.trimmed != new {
            return [Proposal(.setText(replacement.target, text: new), 0.95, "what to put there")]
        }
        if let all = matches(
            "replace all",
            where: { $0.isOn == false && Match.words($0.name).contains("all") }
        ).first {
            return [Proposal(.click(all.widget.target), 0.95, "everything is to be replaced")]
        }
        let replaced = attempts.contains { attempt in
            guard attempt.worked, case .click = attempt.action else { return false }
            return attempt.widget?.isPressable == true
                && Match.words(attempt.widget?.name ?? "").contains("replace")
        }
        guard replaced, new.contains(old) || !anyDocumentHolds(old) else {
            return commands("replace all") { $0.isShowing && [.pushButton, .toggleButton].contains($0.role) }
        }
        return commands("close") { $0.isShowing }
            + [Proposal(.key(KeyCombination("Escape")), 0.6, "leaves the form")]
    }

    /// Whether a text stands in any document on the screen, those behind a dialog included.
    private func anyDocumentHolds(_ text: String) -> Bool {
        scene.observation.elements.contains {
            $0.states.contains(.multiLine) && $0.states.contains(.editable) && ($0.value ?? "").contains(text)
        }
    }

    /// Whether an observation holds the whole of a text.
    func isWhole(_ widget: Widget) -> Bool {
        widget.element.value != nil && !widget.element.states.contains(.truncated)
    }

    // MARK: Finding

    var isFound: Bool {
        let wrote = did { if case .setText = $0 { true } else if case .type = $0 { true } else { false } }
        return wrote && sent { if case .key(let keys) = $0 { keys.key == "Return" } else { false } }
    }

    /// Whether the front window shows a page of the web.
    private var isPage: Bool {
        scene.observation.elements.contains { $0.role == Role("document web") && $0.window == scene.front }
    }

    func finding(_ text: String) -> [Proposal] {
        let fields = ["search", "find", "search for"].flatMap { matches($0) { $0.isInput && !$0.isDocument } }
            .filter { $0.score > 0.5 }
        let focusedLine = scene.focused.flatMap { $0.isInput && !$0.isDocument ? $0 : nil }
        if let field = fields.max(by: { $0.score < $1.score })?.widget
            ?? (deeds.isEmpty ? nil : focusedLine)
        {
            if field.element.value?.trimmed != text, !did({ if case .setText = $0 { true } else { false } }) {
                return [Proposal(.setText(field.target, text: text), 0.95, "it is the search field")]
            }
            return [Proposal(.key(KeyCombination("Return")), 0.9, "starts the search")]
        }
        // Elsewhere, and on a page, "find it" means to look for it.
        let searches = !documents.isEmpty && !isPage
        return [
            Proposal(
                .key(KeyCombination("f", modifiers: [.control])),
                searches ? 0.8 : 0.5,
                "the usual key for searching"
            )
        ]
            + commands("find") { _ in true } + commands("search") { _ in true }
    }
}

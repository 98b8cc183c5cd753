import Core

/// Saving, and making and renaming things by a dialog that asks for a name.
extension Grounding {
    // MARK: Dialogs that ask for a name

    /// The field a name goes into, in a dialog that came up or has the keyboard.
    private var nameField: Widget? {
        guard scene.isDialog || cameUp else { return nil }
        let lines = scene.inFront.filter {
            $0.isInput && !$0.isDocument && Match.score("search", $0.name) < 0.6
        }
        let named = lines.filter { Match.score("name", $0.name) > 0.5 }
        let focused = scene.focused.flatMap { widget in lines.first { $0.element.id == widget.element.id } }
        return named.count == 1 ? named[0] : focused ?? named.first ?? lines.first
    }

    /// Whether the front window was opened by what was tried here, rather than given a new title.
    private var cameUp: Bool {
        guard let title = scene.frontWindow?.title else { return false }
        return attempts.contains {
            // The window of an application that was started is no question for a name.
            if case .open = $0.action { return false }
            return !$0.windowsBefore.contains(title) && $0.windowsAfter.contains(title)
                && $0.windowsBefore.isSubset(of: $0.windowsAfter)
        }
    }

    /// The steps of a dialog that asks for a name; `nil` where none is open.
    private func naming(_ name: String, confirm labels: [String]) -> [Proposal]? {
        guard let field = nameField else { return blindly(name) }
        if field.element.value?.trimmed != name,
            !attempts.contains(where: {
                if case .setText(_, let text) = $0.action { $0.worked && text == name } else { false }
            })
        {
            return [
                Proposal(.setText(field.target, text: name), 0.95, "the dialog asks for a name"),
                Proposal(.type(name), 0.5, "the dialog may have the keyboard"),
            ]
        }
        if let last = attempts.last, last.worked, confirms(last.action), let title = scene.frontWindow?.title
        {
            // It was confirmed; the dialog is still closing.
            return [Proposal(.wait(.noWindow(title), timeout: 2), 0.9, "the dialog is closing")]
        }
        let buttons = scene.inFront.filter { $0.role == .pushButton && $0.isShowing }
        var found = buttons.compactMap { button -> Proposal? in
            let score =
                labels.enumerated().map { rank, label in
                    Match.score(label, button.name) - Double(rank) * 0.02
                }.max() ?? 0
            return score > 0.6 ? Proposal(button.press, score, "\"\(button.name)\" carries it out") : nil
        }
        found.append(Proposal(.key(KeyCombination("Return")), 0.65, "Return carries it out"))
        return found
    }

    /// The steps of a dialog whose fields cannot be seen: it has the keyboard, and its name field too.
    private func blindly(_ name: String) -> [Proposal]? {
        guard scene.isBarren, cameUp || scene.isDialog else { return nil }
        if did({ $0 == .type(name) }) {
            return [Proposal(.key(KeyCombination("Return")), 0.6, "Return carries it out")]
        }
        return attempts.contains { $0.worked && gives(name, $0.action) }
            ? nil : [Proposal(.type(name), 0.6, "the dialog cannot be seen but has the keyboard")]
    }

    private func confirms(_ action: Action) -> Bool {
        switch action {
        case .click, .key: attempts.contains { gives($0.action) }
        default: false
        }
    }

    private func gives(_ action: Action) -> Bool {
        switch action {
        case .setText, .type: true
        default: false
        }
    }

    private func gives(_ name: String, _ action: Action) -> Bool {
        switch action {
        case .setText(_, let text), .type(let text): text == name
        default: false
        }
    }

    /// Whether the name was given and its dialog is gone.
    func isNamed(_ name: String) -> Bool {
        let gave = attempts.lastIndex { attempt in
            switch attempt.action {
            case .setText(_, let text), .type(let text): attempt.worked && text == name
            default: false
            }
        }
        guard let gave else { return false }
        return nameField == nil && attempts[(gave + 1)...].contains(where: \.wasSent)
    }

    // MARK: Saving

    func isSaved(_ name: String?) -> Bool {
        guard !scene.isDialog else { return false }
        if let name {
            return isNamed(name) || attempts.contains { $0.wasSent && isSaving($0.action) } && titled(name)
        }
        return attempts.contains { $0.wasSent && isSaving($0.action) } && !isUnsaved
            || attempts.filter { $0.wasSent && isSaving($0.action) }.count > 1
    }

    private func isSaving(_ action: Action) -> Bool {
        switch action {
        case .key, .menu, .click: true
        default: false
        }
    }

    /// Whether the front window's title says that it shows a saved file of this name.
    private func titled(_ name: String) -> Bool {
        guard let title = scene.frontWindow?.title, !isUnsaved else { return false }
        let file = name.split(separator: "/").last.map(String.init) ?? name
        return title.contains(file)
    }

    /// Whether the title is marked as having changes.
    private var isUnsaved: Bool {
        guard let title = scene.frontWindow?.title else { return false }
        return title.hasPrefix("*") || title.contains("[modified]") || title.contains(" •")
    }

    func saving(_ name: String?) -> [Proposal] {
        if scene.isDialog, let overwrite = overwriting() { return overwrite }
        if let answers = suggested { return answers }
        if let name {
            if let steps = naming(name, confirm: ["Save", "OK", "Save As"]) { return steps }
        } else if nameField != nil, scene.isDialog, !deeds.isEmpty {
            return [
                Proposal(.ask("Under which name should it be saved?"), 0.9, "the document has no name yet")
            ]
        }
        let control = KeyCombination("s", modifiers: [.control])
        guard name != nil else {
            return [Proposal(.key(control), 0.9, "the usual key for saving")]
                + commands("Save") { Match.normalized($0.name) == "save" }.map {
                    Proposal($0.action, $0.score * 0.85, $0.reason)
                }
        }
        // "Save" alone asks for a name only where the document has none.
        var found = commands("Save As") {
            Match.words($0.name).contains("save") && Match.words($0.name).count <= 3
        }
        .map { proposal -> Proposal in
            let asks = names(proposal, "as")
            return Proposal(proposal.action, proposal.score * (asks ? 0.93 : 0.6), proposal.reason)
        }
        let shifted = KeyCombination("s", modifiers: [.control, .shift])
        // A key cannot leave the application stuck in the call that opened its dialog.
        found.append(Proposal(.key(shifted), 0.95, "the usual key for saving under a name"))
        found.append(Proposal(.key(control), 0.7, "saving a new document asks for its name"))
        return found
    }

    /// What a program asks after it was told to save, such as whether the format stays, its default button answers.
    private var suggested: [Proposal]? {
        guard scene.isDialog, nameField == nil,
            attempts.contains(where: { $0.worked && isSaving($0.action) })
        else { return nil }
        let answers = scene.inFront.filter {
            $0.role == .pushButton && $0.isShowing && $0.element.states.contains(.isDefault)
        }
        return answers.isEmpty
            ? nil : answers.map { Proposal($0.press, 0.9, "\"\($0.name)\" is what the dialog suggests") }
    }

    /// Whether the name of what a proposal presses has a word in it.
    private func names(_ proposal: Proposal, _ word: String) -> Bool {
        switch proposal.action {
        case .menu(let path): return path.last.map { Match.words($0).contains(word) } ?? false
        default:
            guard case .element(let ref)? = proposal.action.targets.first else { return false }
            return scene.widget(ref).map { Match.words($0.name).contains(word) } ?? false
        }
    }

    /// What to do when saving asks whether an older file may be replaced.
    private func overwriting() -> [Proposal]? {
        guard !deeds.isEmpty, nameField == nil else { return nil }
        let buttons = scene.inFront.filter { $0.role == .pushButton && $0.isShowing }
        let verbs = ["replace", "overwrite", "yes"]
        let yes = buttons.compactMap { button -> Proposal? in
            let score = verbs.map { Match.score($0, button.name) }.max() ?? 0
            return score > 0.7 ? Proposal(button.press, score, "the goal says to overwrite") : nil
        }
        guard !yes.isEmpty, buttons.contains(where: { ["cancel", "no"].contains(Match.normalized($0.name)) })
        else {
            return nil
        }
        let words = Set(Match.words(goal))
        let answered = Set(answers.flatMap(Match.words))
        if !words.isDisjoint(with: ["overwrite", "overwriting", "existing"])
            || !answered.isDisjoint(with: ["yes", "overwrite", "replace", "ok"])
        {
            return yes
        }
        guard answered.isEmpty else { return dismissing() }
        return [
            Proposal(
                .ask("A file of that name exists. Overwrite it?"),
                0.9,
                "the goal does not say whether to overwrite"
            )
        ]
    }

    // MARK: Creating and renaming

    func creating(_ kind: String, name: String) -> [Proposal] {
        if let steps = naming(name, confirm: ["Create", "OK", "Save", "Add"]) { return steps }
        let noun = Match.content(kind)
        var found = commands("create new \(kind)") { widget in
            let words = Match.words(widget.name)
            return !Set(noun).isDisjoint(with: words)
                && !Set(words).isDisjoint(with: ["create", "new", "add", "make"])
        }.map { Proposal($0.action, min(0.95, $0.score + 0.15), $0.reason) }
        if noun.contains("folder") {
            let keys = KeyCombination("n", modifiers: [.control, .shift])
            found.append(Proposal(.key(keys), 0.62, "the usual key for a new folder"))
        }
        return needsPlace ? [] : found
    }

    /// Whether the clause names a place and the front window is another.
    var needsPlace: Bool {
        guard let scope = subgoal.scope, let front = scene.frontWindow else {
            return scene.frontWindow == nil
        }
        return attempts.isEmpty && score(front, scope) < 0.5
            && scene.observation.windows.contains { $0.id != front.id && score($0, scope) >= 0.6 }
    }

    func renaming(_ old: String, to name: String) -> [Proposal] {
        if let steps = renamingSteps(name) { return steps }
        guard !needsPlace else { return [] }
        let things = matches(old) { $0.isShowing && !$0.isInput }.filter { $0.score > 0.7 }
        if let thing = things.max(by: { $0.score < $1.score })?.widget, deeds.isEmpty,
            !thing.element.states.contains(.selected)
        {
            return [Proposal(.click(thing.target), 0.9, "it must be selected first")]
        }
        if things.isEmpty, isFileManager, let step = next(of: Self.selecting(old)) {
            return [Proposal(step, 0.85, "a file manager goes to the name that is typed")]
        }
        return [Proposal(.key(Self.renamingKey), 0.8, "the usual key for renaming")]
            + commands("Rename") { _ in true }.map { Proposal($0.action, $0.score * 0.85, $0.reason) }
    }

    /// The steps of the dialog that takes a new name; `nil` where none was asked for.
    func renamingSteps(_ name: String) -> [Proposal]? {
        deeds.contains(where: asksForName) ? naming(name, confirm: ["Rename", "OK", "Save"]) : nil
    }

    /// Whether an attempt was to have the dialog, or the field, that takes a new name.
    private func asksForName(_ attempt: Attempt) -> Bool {
        switch attempt.action {
        case .key(Self.renamingKey), .menu: true
        case .click: attempt.widget.map { Match.words($0.name).contains("rename") } ?? false
        default: false
        }
    }

    static let renamingKey = KeyCombination("F2")
}

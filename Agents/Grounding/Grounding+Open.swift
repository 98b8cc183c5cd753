import Core

/// Opening applications, files, addresses and menus; closing windows.
extension Grounding {
    func isOpened(_ what: String) -> Bool {
        if attempts.contains(where: { $0.worked && opens($0) }) { return true }
        // Open already, and in front: nothing to do.
        guard attempts.isEmpty, !isFile(what), let front = scene.frontWindow else { return false }
        return score(front, what) >= 0.9
    }

    /// Whether an attempt was the opening itself rather than a step on the way.
    private func opens(_ attempt: Attempt) -> Bool {
        switch attempt.action {
        case .open, .menu, .focus, .click: true
        default: false
        }
    }

    func opening(_ what: String) -> [Proposal] {
        var found: [Proposal] = []
        if isFile(what) {
            let path = Phrase(what).words.last?.text ?? what
            found.append(Proposal(.open(path), 0.9, "it looks like a file or an address"))
        }
        for (index, window) in scene.observation.windows.enumerated() where index != scene.front {
            let score = self.score(window, what)
            if score >= 0.9, !window.title.isEmpty {
                found.append(Proposal(.focus(window: window.title), score, "its window is open already"))
            }
        }
        found += launches(what).prefix(6).map {
            Proposal($0.action, $0.score, "an application of that name or kind")
        }
        found += commands(what, where: { _ in true }).map {
            Proposal($0.action, $0.score * 0.9, $0.reason)
        }
        found += newPage(what)
        if scene.applications.isEmpty, found.isEmpty, let name = Phrase(what).words.last?.text {
            found.append(Proposal(.open(name), 0.5, "it may be the name of an application"))
        }
        return found
    }

    /// The commands for a new tab or document, which many menus call "New" alone.
    private func newPage(_ what: String) -> [Proposal] {
        let words = Set(Match.words(what))
        guard words.contains("new"), !words.isDisjoint(with: ["tab", "document", "file", "page"]),
            words.isSubset(of: ["new", "tab", "document", "file", "page", "empty", "blank", "text"])
        else { return [] }
        let exact = Match.normalized(what)
        return scene.inFront.filter { $0.isPressable || $0.path != nil }.compactMap { widget in
            let name = Match.normalized(widget.name)
            guard name == exact || name == "new" else { return nil }
            return Proposal(widget.press, name == exact ? 0.97 : 0.95, "it begins a new document")
        }
    }

    private func isFile(_ what: String) -> Bool {
        guard let last = Phrase(what).words.last?.text else { return false }
        if last.contains("/") || last.contains("://") { return true }
        guard let dot = last.lastIndex(of: "."), dot != last.startIndex else { return false }
        let ending = last[last.index(after: dot)...]
        return (1...5).contains(ending.count) && ending.allSatisfy { $0.isLetter || $0.isNumber }
            && launches(what).first.map { $0.score < 0.9 } != false
    }

    /// Whether a window went away through one of the attempts.
    var closedWindow: Bool {
        attempts.contains { $0.wasSent && !$0.windowsBefore.subtracting($0.windowsAfter).isEmpty }
    }

    func isClosed(_ what: String?) -> Bool {
        closedWindow && !scene.isDialog || attempts.isEmpty && nothingOpen(what)
    }

    private func nothingOpen(_ what: String?) -> Bool {
        scene.observation.windows.isEmpty
    }

    func closing(_ what: String?) -> [Proposal] {
        if !attempts.isEmpty, scene.isDialog, let question = unsavedWork() { return question }
        var found: [Proposal] = []
        let words = what.map(Match.words) ?? []
        let whole =
            words.isEmpty || !Set(words).isDisjoint(with: ["window", "it", "application", "program", "app"])
        if let what, !whole {
            if let front = scene.frontWindow, score(front, what) < 0.6, isOpen(what) { return [] }
            // What is only called as the thing to be closed does not close it.
            found += commands("close \(what)") { Match.words($0.name).contains("close") }
        }
        if scene.isDialog {
            found += commands("Close", where: { $0.isInFront }).map {
                Proposal($0.action, $0.score, $0.reason)
            }
            found.append(Proposal(.key(KeyCombination("Escape")), 0.7, "Escape leaves a dialog"))
        }
        // What is called as the window itself is closed as windows are.
        let likeness = what.flatMap { name in scene.frontWindow.map { score($0, name) } } ?? 0
        found.append(
            Proposal(
                .key(KeyCombination("F4", modifiers: [.alt])),
                scene.isDialog || likeness < 0.6 ? 0.66 : likeness < 0.95 ? 0.9 : 0.97,
                "the window manager's key to close"
            )
        )
        found += commands("Quit", where: { $0.path != nil }).map {
            Proposal($0.action, $0.score * 0.65, $0.reason)
        }
        return found
    }

    /// What to do when closing asks about unsaved work: only the goal can say.
    private func unsavedWork() -> [Proposal]? {
        let words = Set(Match.words(goal) + answers.flatMap(Match.words))
        let discards = words.contains("discard") || words.contains("without")
        let buttons = scene.inFront.filter { $0.isPressable && $0.isShowing }
        guard buttons.contains(where: { Match.score("cancel", $0.name) > 0.9 }) else { return nil }
        if discards {
            let names = ["don't save", "close without saving", "discard", "no"]
            return buttons.compactMap { button in
                let score = names.map { Match.score($0, button.name) }.max() ?? 0
                return score > 0.6 ? Proposal(button.press, score, "the goal says not to save") : nil
            }
        }
        return [
            Proposal(
                .ask("Closing asks about unsaved work. Save it, discard it, or cancel?"),
                0.9,
                "the goal does not say"
            )
        ]
    }
}

import Core

/// Files that are moved and copied in a file manager, which may show them in pixels alone.
extension Grounding {
    /// Whether the front window is a file manager's.
    var isFileManager: Bool {
        scene.frontWindow.map { score($0, "file manager") >= 0.6 } ?? false
    }

    /// What selects a file: a file manager goes to the name that is typed, and keeps it selected when the field that came
    /// up for the name is left.
    static func selecting(_ name: String) -> [Action] { [.type(name), .key(KeyCombination("Escape"))] }

    /// The first of a row of actions that was not sent yet; `nil` when all were.
    func next(of actions: [Action]) -> Action? {
        var rest = actions[...]
        for attempt in attempts where attempt.wasSent && attempt.action == rest.first { rest.removeFirst() }
        return rest.first
    }

    private static func control(_ key: String) -> Action { .key(KeyCombination(key, modifiers: [.control])) }

    /// The next step to have a file in another folder; `nil` when it is there.
    func next(moving what: String, to folder: String, isCopy: Bool) -> Action? {
        let back = Action.key(KeyCombination("Left", modifiers: [.alt]))
        return next(
            of: Self.selecting(what) + [Self.control(isCopy ? "c" : "x")] + Self.entering(folder)
                + [Self.control("v"), back]
        )
    }

    /// The next step to have a folder shown; `nil` when it is.
    func next(visiting folder: String) -> Action? {
        attempts.isEmpty && isFileManager && scene.frontWindow.map { isShown(folder, $0.title) } ?? false
            ? nil : next(of: Self.entering(folder))
    }

    /// Whether a file manager's title tells of a folder: by its name first, or all of it.
    private func isShown(_ folder: String, _ title: String) -> Bool {
        title == folder || title.hasPrefix("\(folder) - ")
    }

    func visiting(_ folder: String) -> [Proposal] {
        guard isFileManager, !needsPlace, let step = next(visiting: folder) else { return [] }
        return [Proposal(step, 0.9, "a file manager opens what is selected")]
    }

    /// What opens a folder: its path is typed as a location, its name selects it.
    private static func entering(_ folder: String) -> [Action] {
        let enter = Action.key(KeyCombination("Return"))
        let isPath = folder.contains("/") || folder.hasPrefix("~")
        return isPath
            ? [.key(KeyCombination("l", modifiers: [.control])), .type(folder), enter]
            : selecting(folder) + [enter]
    }

    func moving(_ what: String, to folder: String, isCopy: Bool) -> [Proposal] {
        guard isFileManager, !needsPlace, let step = next(moving: what, to: folder, isCopy: isCopy) else {
            return []
        }
        return [Proposal(step, 0.9, "a file manager takes files to other folders by the clipboard")]
    }

    func duplicating(_ what: String, as name: String) -> [Proposal] {
        if let steps = renamingSteps(name) { return steps }
        let copies = Self.selecting(what) + [Self.control("c"), Self.control("v"), .key(Self.renamingKey)]
        guard isFileManager, !needsPlace else { return [] }
        if let step = next(of: copies) {
            return [Proposal(step, 0.9, "a file manager selects the copy that it puts beside a file")]
        }
        // The copy may be selected a moment after it is there, and the key came too early.
        let rename = Action.key(Self.renamingKey)
        guard attempts.count(where: { $0.action == rename }) < 4, let last = attempts.last?.action else {
            return []
        }
        let step = last == rename ? Action.wait(.settled, timeout: 1) : rename
        return [Proposal(step, 0.9, "the copy is not selected yet")]
    }

    /// The next step to do away with a file; `nil` when it is gone.
    func next(removing what: String) -> Action? {
        next(of: Self.selecting(what) + [.key(KeyCombination("Delete"))])
    }

    func removing(_ what: String) -> [Proposal] {
        guard isFileManager, !needsPlace else { return [] }
        guard let step = next(removing: what) else {
            return commands("delete") { $0.role == .pushButton && $0.isShowing }.map {
                Proposal($0.action, 0.9, "the goal says to do away with it")
            }
        }
        return [Proposal(step, 0.9, "a file manager does away with what is selected")]
    }
}

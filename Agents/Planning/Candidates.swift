package import Core

/// Every action that is possible on a screen and within reach of a goal, the likeliest first.
package struct Candidates: Sendable {
    package let actions: [Action]

    /// Collects the actions of a scene.
    ///
    /// - Parameters:
    ///   - goal: The words the actions are ranked by; the values in it are what fields can be given.
    ///   - limit: Actions at most.
    package init(_ scene: Scene, goal: String, limit: Int = 48) {
        let values = Self.values(in: goal)
        var found: [(action: Action, score: Double)] = []
        for widget in scene.widgets {
            let likeness = widget.match(goal) + (widget.isInFront ? 0.1 : 0) + (widget.isShowing ? 0.1 : 0)
            if widget.isInput {
                found += values.map { (.setText(widget.target, text: $0), likeness + 0.2) }
            } else if widget.role == .comboBox, !widget.options.isEmpty {
                found += widget.options.map {
                    (.select(widget.target, option: $0), likeness + Match.score(goal, $0))
                }
            } else if widget.isPressable {
                found.append((widget.press, likeness))
            }
        }
        found += values.map { (.type($0), 0.15) }
        found += scene.applications.map { (.open($0.id), $0.match(goal)) }
        found += ["Return", "Escape", "Tab"].map { (.key(KeyCombination($0)), 0.1) }
        actions = found.enumerated().sorted {
            ($0.element.score, -$0.offset) > ($1.element.score, -$1.offset)
        }
        .prefix(limit).map(\.element.action)
    }

    /// The texts of a goal that a field could be given: quoted texts, names, numbers, files, addresses.
    package static func values(in goal: String) -> [String] {
        var found: [String] = []
        var name: [String] = []
        func add(_ text: String) {
            if !text.isEmpty, !found.contains(text) { found.append(text) }
        }
        for (position, word) in Phrase(goal).words.enumerated() {
            let isName = !word.isQuoted && position > 0 && word.text.first?.isUppercase == true
            if isName {
                name.append(word.text)
            }
            if !isName || word.after != .none {
                add(name.joined(separator: " "))
                name = []
            }
            if word.isQuoted || word.text.contains(where: \.isNumber) || word.text.contains("@")
                || word.text.dropFirst().dropLast().contains(".")
            {
                add(word.text)
            }
        }
        add(name.joined(separator: " "))
        return found
    }
}

import Core

extension Checks {
    static func element(_ query: ElementQuery, _ exists: Bool, _ state: EndState) -> Finding {
        let expected = exists ? "\(query) is on the screen" : "no \(query) is on the screen"
        guard let observation = state.observation else { return Finding(false, expected, "nobody looked") }
        let found = matches(query, in: observation).filter(\.isOnScreen)
        if exists, found.isEmpty { return Finding(false, expected, nearest(query, in: observation)) }
        return Finding(
            found.isEmpty != exists,
            expected,
            found.first.map(summary) ?? "none"
        )
    }

    static func elementState(
        _ query: ElementQuery,
        _ states: States,
        _ set: Bool,
        _ state: EndState
    ) -> Finding {
        let names = states.names.joined(separator: ", ")
        let expected = "\(query) is \(set ? "" : "not ")\(names)"
        guard let observation = state.observation else { return Finding(false, expected, "nobody looked") }
        // A menu's items live in the tree, and are checked or not, while the menu is closed.
        let found = matches(query, in: observation).filter {
            $0.isOnScreen || Role.menuEntries.contains($0.role)
        }
        guard let first = found.first else {
            return Finding(false, expected, nearest(query, in: observation))
        }
        let passed =
            set
            ? found.contains { $0.states.isSuperset(of: states) }
            : found.allSatisfy { $0.states.isDisjoint(with: states) }
        let witness = found.first { $0.states.isSuperset(of: states) } ?? first
        let listed = witness.states.names.joined(separator: ", ")
        return Finding(passed, expected, "\(summary(witness)) with states \(listed)")
    }

    static func window(_ title: String, _ exists: Bool, _ state: EndState) -> Finding {
        let expected = exists ? "a window \"\(title)\"" : "no window \"\(title)\""
        guard let observation = state.observation else { return Finding(false, expected, "nobody looked") }
        let wanted = Observation.folded(title)
        let found = observation.windows.first { Observation.folded($0.title).contains(wanted) }
        if let found { return Finding(exists, expected, "\"\(found.title)\"") }
        let titles = observation.windows.map { "\"\($0.title)\"" }.joined(separator: ", ")
        return Finding(!exists, expected, titles.isEmpty ? "no window" : "windows \(titles)")
    }

    private static func matches(_ query: ElementQuery, in observation: Observation) -> [UIElement] {
        let found: [UIElement] =
            switch observation.resolve(query) {
            case .unique(let element): [element]
            case .ambiguous(let elements): elements
            case .missing: []
            }
        // A calculator that shows 1423 does not show 423, although its value contains it.
        guard let value = query.value else { return found }
        return found.filter { WholeText.contains($0.value ?? "", value.trimmed, bounded: .numbers) }
    }

    private static func nearest(_ query: ElementQuery, in observation: Observation) -> String {
        guard case .missing(let near) = observation.resolve(query), let best = near.first else {
            return "none"
        }
        return "none; the nearest is \(summary(best))"
    }

    private static func summary(_ element: UIElement) -> String {
        var text = "\(element.role) \"\(element.name)\""
        if let value = element.value { text += " with value \(Excerpt.of(value))" }
        return text
    }
}

extension String {
    /// The text without the space around it, as queries compare values.
    fileprivate var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}

import Core

/// Goals that only ask about a text: it is not written into to answer them.
extension TrainedPlanner {
    /// Whether an action would change a text or a file though the goal only asks.
    func isUnasked(_ action: Action, _ turn: PlanningCore.Turn) -> Bool {
        !without.contains(.rules) && turn.plan.onlyAsks && turn.changesText(action)
    }
}

extension Plan {
    /// Whether the goal wants to know something, and nothing done but to open what it asks about.
    var onlyAsks: Bool {
        let others = subgoals.filter { if case .open = $0.intent { false } else { true } }
        return !others.isEmpty
            && others.allSatisfy { subgoal in
                if case .answer = subgoal.intent { return true }
                guard case .perform = subgoal.intent, let first = Phrase(subgoal.text).words.first else {
                    return false
                }
                return !first.isQuoted && Self.askings.contains(first.folded)
            }
    }

    private static let askings: Set<String> = [
        "what", "what's", "which", "how", "where", "when", "who", "whose", "why", "is", "are", "does", "did",
        "was",
        "were",
    ]
}

extension PlanningCore.Turn {
    /// Whether an action writes into the text in hand, or saves it.
    fileprivate func changesText(_ action: Action) -> Bool {
        // A calculator's text is the sum that is asked for.
        guard !(plan.current(seeing: scene)?.grounding.isCalculator ?? false) else { return false }
        let documents = scene.inFront.filter { $0.isDocument && !($0.element.value ?? "").isEmpty }
        switch action {
        case .setText(.element(let ref), _): return documents.contains { $0.element.id == ref }
        case .type: return !documents.isEmpty && (scene.focused.map { $0.isDocument || !$0.isInput } ?? true)
        case .key(let keys): return !documents.isEmpty && Self.changing.contains(keys)
        case .menu(let path): return !documents.isEmpty && changes(path.last ?? "")
        case .click(.element(let ref), _, _, _):
            return !documents.isEmpty && changes(scene.widget(ref)?.name ?? "")
        default: return false
        }
    }

    private func changes(_ command: String) -> Bool {
        !Set(Match.words(command)).isDisjoint(with: ["save", "cut", "paste", "delete", "replace"])
    }

    private static let changing: Set<KeyCombination> = Set(
        ["s", "x", "v"].map { KeyCombination($0, modifiers: [.control]) }
            + ["Delete", "BackSpace"].map { KeyCombination($0) }
    )
}

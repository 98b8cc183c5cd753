import Core

/// What a run has done itself and would take back or do in vain by doing it again.
struct OwnWork: Sendable {
    /// Actions, as they are written, that are not to be written now: what changed nothing on this very screen, a text
    /// that is there already as far as anybody can tell, and the click that would turn back what an earlier one turned.
    let spent: Set<String>
    /// Of these the entries of menus that were switched, where nothing but switches was used since.
    let switched: Set<String>
    /// Fields that hold what they were given, while nothing but fields and boxes was touched since: a form is filled
    /// in once.
    let filled: Set<ElementRef>

    /// Reads it from the steps so far.
    init(_ trajectory: Trajectory, seeing observation: Observation) {
        let screen = observation.fingerprint
        let vain = trajectory.steps.suffix(8).filter { step in
            guard step.before.fingerprint == screen else { return false }
            switch step.outcome.status {
            case .unverifiable: return step.decision.action.isIdempotent
            default: return !step.outcome.isSuccess || step.outcome.status == .confirmed
            }
        }
        let turned = trajectory.steps.filter { $0.hasTurned(observation) }
        let row = trajectory.steps.reversed().prefix { $0.isSwitching }
        switched = Set(row.filter { $0.hasSwitched(observation) }.map(\.decision.text))
        spent = Set((vain + turned).map(\.decision.text)).union(switched)
        filled = Set(trajectory.steps.reversed().prefix { $0.fillsIn }.compactMap { $0.filled(observation) })
    }
}

extension Step {
    /// The element it acted on, as it was.
    private var subject: UIElement? {
        guard case .element(let ref)? = decision.action.targets.first else { return nil }
        return before.elements.first { $0.id == ref }
    }

    /// Whether it turned something on or off that is as it left it, so that doing it again would take it back.
    fileprivate func hasTurned(_ observation: Observation) -> Bool {
        guard case .click(_, button: .left, count: 1, modifiers: []) = decision.action,
            outcome.status == .confirmed, let subject, let was = subject.isOn,
            let now = observation.elements.first(where: { $0.isSame(as: subject) })
        else { return false }
        return now.isOn == !was
    }

    /// Whether it chose from a menu, clicked or waited: what is switched on, used and switched off is no taking back.
    fileprivate var isSwitching: Bool {
        switch decision.action {
        case .menu, .click, .wait, .look: true
        default: false
        }
    }

    /// Whether it switched a menu's entry that is as it left it.
    fileprivate func hasSwitched(_ observation: Observation) -> Bool {
        guard case .menu(let path) = decision.action, outcome.status == .confirmed, let after,
            let was = before.isChecked(path), let became = after.isChecked(path), was != became
        else { return false }
        return observation.isChecked(path) == became
    }

    /// Whether it did no more than give a field or a box its value, or wait.
    fileprivate var fillsIn: Bool {
        switch decision.action {
        case .setText, .select, .wait: true
        case .click: subject.map { $0.isOn != nil || Role.textInputs.contains($0.role) } ?? false
        default: false
        }
    }

    /// The field it filled, where that still holds what it was given.
    fileprivate func filled(_ observation: Observation) -> ElementRef? {
        guard case .setText(_, let text) = decision.action, outcome.status == .confirmed, let subject,
            let now = observation.elements.first(where: { $0.isSame(as: subject) }), let value = now.value,
            Effect.reads(value, text)
        else { return nil }
        return now.id
    }
}

extension Action {
    /// Whether doing it twice is as good as once.
    fileprivate var isIdempotent: Bool {
        switch self {
        case .setText, .select: true
        default: false
        }
    }
}

extension Observation {
    /// Whether the entry of a menu has its mark; `nil` where there is none of that name, or several.
    fileprivate func isChecked(_ path: [String]) -> Bool? {
        let entries = elements.filter { Role.menuEntries.contains($0.role) && $0.name == path.last }
        return entries.count == 1 ? entries[0].states.contains(.checked) : nil
    }
}

import Core

/// A dialog that a way needs a second time: what was sent off is left alone, and opened again as it was opened before.
///
/// A model that foresees two folders to be made now and then leaves out that the dialog for the second must be opened,
/// and a dialog that is on its way out still shows its fields.
struct Reopening {
    private let trajectory: Trajectory
    private let scene: Scene

    init(_ turn: PlanningCore.Turn) {
        trajectory = turn.plan.trajectory
        scene = turn.scene
    }

    /// Whether an action would fill in what the last step sent off, in a dialog that may be about to close.
    func isSentOff(_ action: Action) -> Bool {
        guard scene.isDialog, case .setText(.element(let ref), let text) = action,
            let field = scene.observation.element(ref)
        else { return false }
        let acts = trajectory.steps.filter { !$0.decision.action.isPause }
        guard let last = acts.last, last.sendsOff else { return false }
        return acts.dropLast().contains { step in
            guard case .setText(.element(let ref), let old) = step.decision.action,
                let filled = step.before.element(ref)
            else { return false }
            return filled.isSame(as: field) && old != text && step.outcome.isSuccess
        }
    }

    /// The action that brought up what a line is aimed at before, as it is done now; `nil` where it was never there, or
    /// the window is not the one that it was opened from.
    ///
    /// A button alone is no reason: it would only send off what a fresh dialog holds.
    func opener(of line: String, names: ElementNames) -> Action? {
        let steps = trajectory.steps
        guard let last = steps.lastIndex(where: { $0.offers(line) }), !steps[last].isButton(line) else {
            return nil
        }
        var first = last
        while first > 0, steps[first - 1].offers(line) || steps[first - 1].decision.action.isPause {
            first -= 1
        }
        guard first > 0 else { return nil }
        let step = steps[first - 1]
        guard step.outcome.isSuccess, step.decision.action.opens,
            let front = scene.frontWindow, Scene(step.before).frontWindow?.isSame(as: front) ?? false
        else { return nil }
        return ScreenGrammar.read(step.decision.text, scene, names: names)
    }
}

extension Step {
    /// Whether it confirmed what a dialog asks.
    fileprivate var sendsOff: Bool {
        switch decision.action {
        case .key(let keys): keys == KeyCombination("Return")
        case .click(.element(let ref), button: .left, count: 1, modifiers: []):
            before.element(ref)?.role == .pushButton
        default: false
        }
    }

    /// Whether what a line is aimed at was there before the step.
    fileprivate func offers(_ line: String) -> Bool { target(of: line) != nil }

    /// Whether a line is aimed at a button that was there before the step.
    fileprivate func isButton(_ line: String) -> Bool { target(of: line)?.role == .pushButton }

    /// What a line is aimed at on the screen before the step.
    private func target(of line: String) -> UIElement? {
        let scene = Scene(before)
        let names = ElementNames(scene.widgets, in: before)
        let action = ScreenGrammar.read(line, scene, names: names)
        guard case .element(let ref)? = action?.targets.first else { return nil }
        return before.element(ref)
    }
}

extension Action {
    /// Whether it does nothing but wait or bring a window to the front.
    fileprivate var isPause: Bool {
        switch self {
        case .wait, .focus: true
        default: false
        }
    }

    /// Whether it may open a dialog.
    fileprivate var opens: Bool {
        switch self {
        case .key, .menu, .click(_, button: .left, count: 1, modifiers: []): true
        default: false
        }
    }
}

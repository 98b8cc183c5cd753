import Core

/// A window of another program that came before the one that is worked in, such as a reminder.
///
/// It is neither answered nor closed: that is for the person it was meant for. The work goes on behind it.
struct Interruption: Sendable {
    /// The window that is worked in.
    let window: WindowInfo
    /// What can be used in it.
    let widgets: [Widget]

    /// Finds what is worked in behind the window in front; `nil` where that is worked in itself.
    ///
    /// Work goes on where the last action was aimed; before the first, where there is something to write in, if what is
    /// in front only wants to be acknowledged.
    init?(_ trajectory: Trajectory, _ scene: Scene) {
        guard let front = scene.frontWindow else { return nil }
        let windows = scene.observation.windows
        let index: Int
        if let worked = trajectory.workedIn {
            let same = windows.indices.filter { windows[$0].pid == worked.pid }
            let found =
                same.first { windows[$0].id == worked.id && worked.id != 0 }
                ?? same.first { windows[$0].title == worked.title }
            guard worked.pid != front.pid, let found else { return nil }
            index = found
        } else {
            guard scene.isDialog, !scene.inFront.contains(where: \.isInput) else { return nil }
            let others = windows.indices.filter { position in
                windows[position].pid != front.pid
                    && scene.widgets.contains { $0.element.window == position && $0.isInput }
            }
            guard others.count == 1, let found = others.first else { return nil }
            index = found
        }
        window = windows[index]
        widgets = scene.widgets.filter { $0.element.window == index }
        guard !window.title.isEmpty, !widgets.isEmpty else { return nil }
    }
}

extension Trajectory {
    /// The window of the element that was acted on last.
    fileprivate var workedIn: WindowInfo? {
        for step in steps.reversed() where step.outcome.isSuccess {
            guard case .element(let ref)? = step.decision.action.targets.first,
                let place = step.before.element(ref)?.window, step.before.windows.indices.contains(place)
            else { continue }
            return step.before.windows[place]
        }
        return nil
    }
}

extension PlanningCore.Turn {
    /// Whether the last step brought up the dialog that is in front.
    var isInNewDialog: Bool {
        guard scene.isDialog, let front = scene.frontWindow, let last = plan.trajectory.steps.last,
            let before = Scene(last.before).frontWindow
        else { return false }
        return !before.isSame(as: front)
    }

    /// Whether it would put a text without a digit where a number is wanted.
    func isMistyped(_ action: Action?) -> Bool {
        switch action {
        case .type(let text):
            scene.focused?.role == .spinButton && !text.contains(where: \.isNumber)
        case .setText(.element(let field), let text):
            scene.widget(field)?.holdsNumber ?? false && !text.contains(where: \.isNumber)
        default: false
        }
    }
}

extension Action {
    /// Whether it is a command of a window's by keys, such as ctrl+s.
    var isShortcut: Bool {
        guard case .key(let keys) = self else { return false }
        return !Set(keys.modifiers).isDisjoint(with: [.control, .alt])
    }

    /// Whether it goes to whatever has the keyboard.
    var goesToKeyboard: Bool {
        switch self {
        case .key, .type: true
        default: false
        }
    }
}

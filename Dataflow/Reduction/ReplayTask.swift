public import Core

/// Makes tasks that do again what a trajectory did.
public enum ReplayTask {
    /// Makes a scripted task from a trajectory, its elements described by role, name and place.
    ///
    /// - Parameters:
    ///   - setup: What sets the scene, such as the programs that were started by the recorder.
    ///   - checks: What must hold at the end.
    /// - Throws: `DataflowError.unresolved` when a step is aimed at a ref that its observation lacks.
    public static func make(
        from trajectory: Trajectory,
        id: String? = nil,
        application: String? = nil,
        setup: [SetupStep] = [],
        checks: [Check] = []
    ) throws(DataflowError) -> TaskFile {
        var steps: [Action] = []
        /// The menus that the last steps clicked, so many steps back.
        var opened: [ElementRef] = []
        var last: Observation?
        for step in trajectory.steps {
            if let last { steps += waits(before: step, last: last) }
            last = step.before
            let item = clicked(step)
            if let item, let path = hoveredPath(to: item, in: step.before, opened: opened) {
                steps.removeLast(opened.count)
                steps.append(.menu(path))
            } else {
                steps.append(try action(of: step))
            }
            if let item, item.role == .menu { opened.append(item.id) } else { opened = [] }
        }
        return TaskFile(
            id: id ?? trajectory.head.task ?? trajectory.head.id,
            goal: trajectory.head.goal,
            application: application,
            setup: setup,
            steps: steps,
            checks: checks
        )
    }

    /// Returns what a step without a target has to wait for: the window its keys are meant for.
    ///
    /// A person waits for a dialog before typing; a script types at once, into whatever is there.
    private static func waits(before step: Step, last: Observation) -> [Action] {
        switch step.decision.action {
        case .type, .key: break
        default: return []
        }
        let now = step.before.windows
        var waits: [Action] = []
        if let gone = last.activeWindow, gone.id != 0, !gone.title.isEmpty,
            !now.contains(where: { $0.id == gone.id }), !now.contains(where: { isLike($0, gone.title) })
        {
            waits.append(.wait(.noWindow(gone.title), timeout: patience))
        }
        if let active = step.before.activeWindow, active.id != 0, !active.title.isEmpty,
            !last.windows.contains(where: { $0.id == active.id })
        {
            waits.append(.wait(.window(active.title), timeout: patience))
        }
        return waits
    }

    /// Seconds to wait for a window; applications start within it on a loaded machine.
    private static let patience = 20.0

    /// Whether a condition on a window of this text is met by a window.
    private static func isLike(_ window: WindowInfo, _ text: String) -> Bool {
        let wanted = Observation.folded(text)
        return Observation.folded(window.title).contains(wanted)
            || Observation.folded(window.application).contains(wanted)
    }

    /// The element a step clicks once, plainly.
    private static func clicked(_ step: Step) -> UIElement? {
        guard case .click(.element(let ref), button: .left, count: 1, modifiers: []) = step.decision.action
        else { return nil }
        return step.before.element(ref)
    }

    /// Returns the path to a menu item some of whose menus were opened by pointing, without a click.
    ///
    /// Pointing is no action, so the clicks alone would not find the item again.
    private static func hoveredPath(
        to item: UIElement,
        in observation: Observation,
        opened: [ElementRef]
    ) -> [String]? {
        guard Role.menuEntries.contains(item.role), item.role != .menu || !opened.isEmpty else { return nil }
        let above = observation.ancestors(of: item)
        guard above.contains(where: { $0.role == .menuBar }) else { return nil }
        let menus = above.filter { $0.role == .menu }
        guard menus.count > opened.count, menus.contains(where: { !opened.contains($0.id) }) else {
            return nil
        }
        let path = menus.reversed().map(\.name) + [item.name]
        return path.contains("") ? nil : path
    }

    /// Returns the action of a step with each ref replaced by a query that finds its element again.
    ///
    /// - Throws: `DataflowError.unresolved` when the step's observation lacks the element.
    public static func action(of step: Step) throws(DataflowError) -> Action {
        try step.decision.action.mapTargets { (target) throws(DataflowError) -> Target in
            guard case .element(let ref) = target else { return target }
            guard let element = step.before.element(ref) else {
                throw DataflowError(
                    .unresolved,
                    "step \(step.index) is aimed at \(ref), which its observation does not have",
                    expected: "record the step again"
                )
            }
            return .query(step.before.query(for: element))
        }
    }
}

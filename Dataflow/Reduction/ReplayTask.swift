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
        for step in trajectory.steps {
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

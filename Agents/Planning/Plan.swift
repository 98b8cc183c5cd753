import Core

/// The subgoals of a goal and how far a run has come with them.
///
/// Where a run stands is read from its steps: each decision is written with the number of the
/// subgoal it serves, so a run that was interrupted goes on where it stopped.
struct Plan: Sendable {
    let goal: String
    let subgoals: [Subgoal]
    /// What the goal says must not be done.
    let forbidden: [String]
    let trajectory: Trajectory
    /// What the goal's language is called where it is not English and nobody said it in English yet.
    let tongue: String?

    /// Reads the goal of a trajectory, where applications are called so (``GoalSplitter/split(_:applications:)``).
    init(_ trajectory: Trajectory, applications: Set<String> = []) {
        self.trajectory = trajectory
        let stated = trajectory.head.goal.trimmed
        let answered = trajectory.steps.compactMap(Self.answer)
        let foreign = Tongue.foreign(stated)
        tongue = answered.isEmpty ? foreign : nil
        let said = answered.first { !Self.agreements.contains($0.lowercased()) }
        goal = stated.isEmpty || foreign != nil ? said ?? stated : stated
        let all = GoalSplitter.split(goal, applications: applications)
        let casing = Casing(of: goal)
        subgoals = all.filter { if case .avoid = $0.intent { false } else { true } }.map {
            $0.written(by: casing)
        }
        forbidden = all.compactMap { if case .avoid(let what) = $0.intent { what } else { nil } }
    }

    /// Answers that agree, and say nothing else.
    private static let agreements: Set<String> = ["y", "yes", "ok", "go on", "go ahead"]

    /// Whether the rules know the verb of each part of the goal, or what a terminal that is seen is told for it.
    func isUnderstood(seeing scene: Scene) -> Bool {
        !subgoals.isEmpty
            && subgoals.indices.allSatisfy { index in
                if case .perform = subgoals[index].intent {
                    grounding(index, scene).isToTheLetter
                } else {
                    true
                }
            }
    }

    /// Whether nothing but buttons and keys are told, one by one: several by their names, or a row of them.
    var isOnlyPresses: Bool {
        let labels = subgoals.compactMap { subgoal -> String? in
            if case .press(let label, _) = subgoal.intent { label } else { nil }
        }
        return labels.count == subgoals.count
            && (labels.count > 1 || labels.allSatisfy { Keypad.keys(of: $0) != nil })
    }

    /// The names that documents are to be saved under, with the folder where one is said.
    var savedAs: [String] {
        subgoals.compactMap { if case .save(let name?) = $0.intent { name } else { nil } }
    }

    /// How a decision names the subgoal it serves.
    func label(_ index: Int) -> String { "\(index + 1)/\(subgoals.count) \(subgoals[index].text)" }

    /// How a decision names a subgoal it only prepares: by waiting, or by looking for a way.
    ///
    /// Such steps never count as having served it.
    func asideLabel(_ index: Int) -> String { label(index) + Self.aside }

    /// What such a name ends with.
    static let aside = " …"

    /// The steps that prepared a subgoal.
    func asides(_ index: Int) -> [Attempt] {
        let label = asideLabel(index)
        return trajectory.steps.filter { $0.decision.subgoal == label }.compactMap { Attempt($0) }
    }

    /// How often a subgoal was waited for.
    func waits(_ index: Int) -> Int {
        asides(index).count { if case .wait = $0.action { true } else { false } }
    }

    /// The number of the subgoal the last step served, from 0.
    var reached: Int {
        for step in trajectory.steps.reversed() {
            guard let number = step.decision.subgoal?.prefix(while: \.isNumber), let index = Int(number)
            else {
                continue
            }
            return min(max(0, index - 1), subgoals.count)
        }
        return 0
    }

    /// Returns the first subgoal that is not served, ready to be grounded; `nil` when all are.
    func current(seeing scene: Scene) -> (index: Int, grounding: Grounding)? {
        var index = reached
        while index < subgoals.count {
            let grounding = grounding(index, scene)
            if !grounding.isServed { return (index, grounding) }
            index += 1
        }
        return nil
    }

    func grounding(_ index: Int, _ scene: Scene) -> Grounding {
        let label = label(index)
        let steps = trajectory.steps.filter { $0.decision.subgoal == label }
        return Grounding(
            subgoals[index],
            scene: scene,
            attempts: steps.compactMap { Attempt($0) },
            previous: index > 0 ? subgoals[index - 1].intent : nil,
            goal: goal,
            answers: steps.compactMap(Self.answer)
        )
    }

    /// Returns what the user answered in a step, if it was a question.
    private static func answer(_ step: Step) -> String? {
        guard case .ask = step.decision.action, step.outcome.isSuccess else { return nil }
        return step.outcome.evidence.first
    }
}

extension Attempt {
    /// What a step tried; `nil` for questions, which try nothing.
    init?(_ step: Step) {
        if case .ask = step.decision.action { return nil }
        action = step.decision.action
        status = step.outcome.status
        windowsBefore = Set(step.before.windows.map(\.title))
        windowsAfter = step.after.map { Set($0.windows.map(\.title)) } ?? windowsBefore
        readout = step.after?.readout
        widget = nil
        if case .element(let ref)? = action.targets.first, let element = step.before.element(ref) {
            // Only what it was and where; the menus around it do not matter any more.
            let name = ScreenText.clean(FieldLabels(step.before).name(of: element))
            widget = Widget(element: element, name: name, path: nil, options: [], isInFront: true)
        }
    }
}

extension Subgoal {
    /// The same with the text it writes in the letters that the goal wants.
    fileprivate func written(by casing: Casing) -> Subgoal {
        var subgoal = self
        switch intent {
        case .type(let text, let field, let line):
            subgoal.intent = .type(casing.written(text), into: field, line: line)
        case .set(let field, let value): subgoal.intent = .set(field: field, value: casing.written(value))
        default: break
        }
        return subgoal
    }
}

public import Core

/// A planner that opens the file a goal names together with the application it is to be opened in.
///
/// A goal may say where a file lies ("in /tmp/letters/may.txt") or name one of the folder it was given in. The planner it
/// stands before is told the goal with the file's name alone, as windows show it; what it opens first is opened with the
/// file.
public struct DocumentPlanner: Planner {
    private let planner: any Planner
    private let applications: [KnownApplication]
    private let file: NamedFile

    /// Creates a planner; `nil` where the goal names no file, or several.
    ///
    /// - Parameters:
    ///   - planner: What decides.
    ///   - applications: What can be started.
    ///   - files: The files and folders of the goal that are there.
    public init?(_ planner: any Planner, applications: [KnownApplication], files: [NamedFile]) {
        guard files.count == 1, let file = files.first else { return nil }
        self.planner = planner
        self.applications = applications
        self.file = file
    }

    /// Asks the planner, and opens the file where it would open an application, or ask for one.
    public func decide(after trajectory: Trajectory, seeing observation: Observation) async throws -> Decision
    {
        let named = applications.named(in: trajectory.head.goal)
        var told = trajectory
        // A terminal starts elsewhere.
        if named?.isTerminal ?? Self.isForTerminal(trajectory.head.goal) {
            told.head.goal = told.head.goal.replacing(file.word, with: file.path)
            return try await planner.decide(after: told, seeing: observation)
        }
        if let named, !named.opens(file) {
            return try await planner.decide(after: trajectory, seeing: observation)
        }
        told.head.goal =
            file.told(in: trajectory.head.goal) + (isToBeSaved(trajectory) ? ", then save it" : "")
        if let answer = answer(to: observation, after: told) { return answer }
        var decision = try await planner.decide(after: told, seeing: observation)
        let isFirst = !trajectory.steps.contains {
            if case .open = $0.decision.action { $0.outcome.isSuccess } else { false }
        }
        guard isFirst,
            let action = opening(insteadOf: decision.action, named, observation, trajectory.head.goal)
        else {
            return decision
        }
        decision.action = action
        decision.text = ActionText.write(action) { _ in "" }
        decision.reason = "the goal names \(file.path)"
        return decision
    }

    /// Whether the goal wants the file changed and leaves it unsaid that it is to be saved: then only the window would have
    /// the change.
    private func isToBeSaved(_ trajectory: Trajectory) -> Bool {
        guard !file.isFolder, Set(Match.words(trajectory.head.goal)).isDisjoint(with: Self.keeping) else {
            return false
        }
        let plan = Plan(trajectory, applications: PlanningCore(applications: applications).applicationNames)
        return plan.forbidden.isEmpty
            && plan.subgoals.contains { subgoal in
                switch subgoal.intent {
                case .rewrite, .replace, .overwrite, .type(_, into: nil, line: true): true
                default: false
                }
            }
    }

    /// Words of goals that say themselves what becomes of the change.
    private static let keeping: Set<String> = [
        "save", "saved", "saving", "store", "keep", "export", "close", "undo", "unsaved", "ctrl",
    ]

    /// What to say to a program that asks how to read the file before it shows it: what it suggests.
    private func answer(to observation: Observation, after trajectory: Trajectory) -> Decision? {
        let dialogs = observation.windows.filter { $0.isModal && $0.title.contains(file.name) }
        guard trajectory.isUntouched, let dialog = dialogs.first(where: \.isActive) ?? dialogs.first else {
            return nil
        }
        // It may be read before it has the keyboard.
        let waits = trajectory.steps.count { if case .wait = $0.decision.action { true } else { false } }
        guard dialog.isActive || waits < 5 else { return nil }
        let action: Action =
            dialog.isActive ? .key(KeyCombination("Return")) : .wait(.settled, timeout: 1)
        let plan = Plan(trajectory, applications: PlanningCore(applications: applications).applicationNames)
        return Decision(
            action,
            text: ActionText.write(action) { _ in "" },
            decidedBy: .rule,
            reason: "the program asks how to read \(file.name)",
            subgoal: plan.subgoals.isEmpty ? nil : plan.asideLabel(0)
        )
    }

    /// Whether a goal says that a terminal is to do it.
    static func isForTerminal(_ goal: String) -> Bool {
        !Set(Match.words(goal)).isDisjoint(with: ["terminal", "shell", "console"])
    }

    private func opening(
        insteadOf action: Action,
        _ named: KnownApplication?,
        _ observation: Observation,
        _ goal: String
    )
        -> Action?
    {
        // What is done to a file as a whole is done where it lies.
        let named =
            named
            ?? (file.isHandled(in: goal) ? applications.first { $0.isFileManager && $0.opensFiles } : nil)
        switch action {
        case .open(file.name), .open(file.word): return .open(file.path(for: named, goal: goal))
        case .open(let what):
            guard let application = applications.first(where: { $0.id == what }), application.opens(file)
            else { return nil }
            return .open(file.path(for: application, goal: goal))
        case .ask where observation.windows.isEmpty: return .open(file.path(for: named, goal: goal))
        default: return nil
        }
    }
}

extension KnownApplication {
    /// Whether it can be started with a file, or with the folder of it.
    fileprivate func opens(_ file: NamedFile) -> Bool { opensFiles && (isFileManager || !file.isFolder) }

    var isTerminal: Bool { categories.contains("TerminalEmulator") }

    var isFileManager: Bool { categories.contains("FileManager") }
}

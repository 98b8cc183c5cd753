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
        if let named, !named.opens(file) {
            return try await planner.decide(after: trajectory, seeing: observation)
        }
        var told = trajectory
        told.head.goal = file.told(in: trajectory.head.goal)
        var decision = try await planner.decide(after: told, seeing: observation)
        let isFirst = !trajectory.steps.contains {
            if case .open = $0.decision.action { $0.outcome.isSuccess } else { false }
        }
        guard isFirst, let action = opening(insteadOf: decision.action, named, observation) else {
            return decision
        }
        decision.action = action
        decision.text = ActionText.write(action) { _ in "" }
        decision.reason = "the goal names \(file.path)"
        return decision
    }

    private func opening(insteadOf action: Action, _ named: KnownApplication?, _ observation: Observation)
        -> Action?
    {
        switch action {
        case .open(file.name), .open(file.word): return .open(file.path(for: named))
        case .open(let what):
            guard let application = applications.first(where: { $0.id == what }), application.opens(file)
            else { return nil }
            return .open(file.path(for: application))
        case .ask where observation.windows.isEmpty: return .open(file.path(for: named))
        default: return nil
        }
    }
}

extension KnownApplication {
    /// Whether it can be started with a file, or with the folder of it.
    fileprivate func opens(_ file: NamedFile) -> Bool { opensFiles && (isFileManager || !file.isFolder) }

    var isFileManager: Bool { categories.contains("FileManager") }
}

public import Core

/// A planner that opens the folder in which all files that a goal names lie, where a file manager is opened for them.
///
/// The planner it stands before is told the files' names alone, as windows show them; a terminal is told their paths.
public struct FolderPlanner: Planner {
    private let planner: any Planner
    private let applications: [KnownApplication]
    private let files: [NamedFile]
    private let folder: String

    /// Creates a planner; `nil` where the goal names fewer than two files, or files of several folders.
    ///
    /// - Parameters:
    ///   - planner: What decides.
    ///   - applications: What can be started.
    ///   - files: The files of the goal that are there.
    public init?(_ planner: any Planner, applications: [KnownApplication], files: [NamedFile]) {
        guard files.count > 1, Set(files.map(\.folder)).count == 1, let folder = files.first?.folder else {
            return nil
        }
        self.planner = planner
        self.applications = applications
        self.files = files
        self.folder = folder
    }

    /// Asks the planner, and opens the folder where it would open a file manager.
    public func decide(after trajectory: Trajectory, seeing observation: Observation) async throws -> Decision
    {
        var told = trajectory
        let isForTerminal =
            applications.named(in: trajectory.head.goal)?.isTerminal
            ?? DocumentPlanner.isForTerminal(trajectory.head.goal)
        for file in files {
            told.head.goal = told.head.goal.replacing(file.word, with: isForTerminal ? file.path : file.name)
        }
        var decision = try await planner.decide(after: told, seeing: observation)
        guard case .open(let id) = decision.action,
            applications.contains(where: { $0.id == id && $0.isFileManager && $0.opensFiles })
        else { return decision }
        decision.action = .open("\(folder) with \(id)")
        decision.text = ActionText.write(decision.action) { _ in "" }
        decision.reason = "the goal names files of \(folder)"
        return decision
    }
}

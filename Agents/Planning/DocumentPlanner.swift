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

/// A file or folder that a goal names and that is there.
public struct NamedFile: Hashable, Sendable {
    /// As the goal writes it.
    public var word: String
    /// Where it is, from the root on.
    public var path: String
    /// Whether it is a folder.
    public var isFolder: Bool

    /// Creates a description of a file.
    public init(word: String, path: String, isFolder: Bool) {
        self.word = word
        self.path = path
        self.isFolder = isFolder
    }

    /// Returns the words of a goal that may name files to work on: those that something is to be saved as or moved to
    /// are left out.
    public static func candidates(in goal: String) -> [String] {
        var found: [String] = []
        for place in PlaceNames.of(goal) where !place.contains("://") && !place.contains("@") {
            guard let range = goal.firstRange(of: place), !found.contains(place) else { continue }
            let before = Match.words(String(goal[..<range.lowerBound])).last ?? ""
            if !targets.contains(before) { found.append(place) }
        }
        return found
    }

    /// What a name that is only to come stands behind.
    private static let targets: Set<String> = ["as", "to", "into", "called", "named", "name"]

    /// The goal with the file's name in place of its path; a folder is where all is done, and need not be told.
    fileprivate func told(in goal: String) -> String {
        if isFolder, let place = goal.firstRange(of: word) {
            let before = goal[..<place.lowerBound]
            for preposition in ["inside", "within", "in"]
            where before.lowercased().hasSuffix(" \(preposition) ") {
                return String(before.dropLast(preposition.count + 2) + goal[place.upperBound...])
            }
        }
        return goal.replacing(word, with: name)
    }

    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// What opens it in an application: file managers show the folder a file lies in.
    fileprivate func path(for application: KnownApplication?) -> String {
        guard let application else { return path }
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        return (application.isFileManager && !isFolder ? "/\(folder)" : path) + " with \(application.id)"
    }
}

extension KnownApplication {
    /// Whether it can be started with a file, or with the folder of it.
    fileprivate func opens(_ file: NamedFile) -> Bool { opensFiles && (isFileManager || !file.isFolder) }

    fileprivate var isFileManager: Bool { categories.contains("FileManager") }
}

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
            let before = Match.words(String(goal[..<range.lowerBound]))
            let isAddedTo =
                before.last == "to" && before.last(where: deeds.contains).map(adding.contains) ?? false
            if isAddedTo || !targets.contains(before.last ?? "") { found.append(place) }
        }
        return found + handled(in: goal).filter { !found.contains($0) && PlaceNames.of($0).isEmpty }
    }

    /// The files and folders that a goal wants renamed, moved, copied or done away with.
    private static func handled(in goal: String) -> [String] {
        GoalSplitter.split(goal).compactMap { subgoal in
            switch subgoal.intent {
            case .rename(let what, _), .move(let what, _, _), .duplicate(let what, _), .remove(let what): what
            default: nil
            }
        }
    }

    /// Whether the goal is about the file or folder as a whole, rather than about what is in it.
    func isHandled(in goal: String) -> Bool { Self.handled(in: goal).contains(word) }

    /// Verbs behind which "to notes.txt" tells what something is added to, and others.
    private static let adding: Set<String> = ["add", "append", "write", "insert", "prepend", "type"]
    private static let deeds = adding.union([
        "rename", "save", "copy", "move", "change", "convert", "export", "turn", "put", "set",
    ])

    /// What a name that is only to come stands behind.
    private static let targets: Set<String> = ["as", "to", "into", "called", "named", "name"]

    /// The goal with the file's name in place of its path; a folder is where all is done, and need not be told.
    func told(in goal: String) -> String {
        if isFolder, let place = goal.firstRange(of: word) {
            let before = goal[..<place.lowerBound]
            for preposition in ["inside", "within", "in"]
            where before.lowercased().hasSuffix(" \(preposition) ") {
                return String(before.dropLast(preposition.count + 2) + goal[place.upperBound...])
            }
        }
        return goal.replacing(word, with: name)
    }

    /// The folder it lies in.
    var folder: String { "/" + path.split(separator: "/").dropLast().joined(separator: "/") }

    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// What opens it in an application: file managers show the folder a file lies in.
    func path(for application: KnownApplication?, goal: String) -> String {
        guard let application else { return path }
        return (application.isFileManager && (!isFolder || isHandled(in: goal)) ? folder : path)
            + " with \(application.id)"
    }
}

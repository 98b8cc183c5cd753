/// An application that is installed, as its desktop entry describes it (Desktop Entry Specification 1.5).
public struct Application: Hashable, Sendable, Codable {
    /// The entry's id without its ending, such as "org.gnome.Calculator".
    public var id: String
    /// What it is called.
    public var name: String
    /// What kind of thing it is, such as "Text Editor"; may be empty.
    public var genericName: String
    /// What it is for, in a sentence; may be empty.
    public var comment: String
    /// Words by which it may be searched for.
    public var keywords: [String]
    /// The categories it is filed under, such as "TextEditor".
    public var categories: [String]
    /// The MIME types of the files and addresses it opens.
    public var mimeTypes: [String]
    /// The program and its arguments, field codes unexpanded, as the entry's `Exec` gives them.
    public var exec: [String]
    /// Whether it must be run in a terminal.
    public var needsTerminal: Bool
    /// Whether menus leave it out.
    public var isHidden: Bool
    /// The entry's file; empty for a program without one.
    public var file: String

    /// The name of the program, without its directory.
    public var program: String { Self.baseName(exec.first ?? "") }

    /// Whether it takes files to open: its command has a place for them.
    public var opensFiles: Bool {
        exec.contains { word in ["%f", "%F", "%u", "%U"].contains { word.contains($0) } }
    }

    /// Creates an application for a program that has no desktop entry.
    init(program: String) {
        id = program
        name = program
        genericName = ""
        comment = ""
        keywords = []
        categories = []
        mimeTypes = []
        exec = [program]
        needsTerminal = false
        isHidden = false
        file = ""
    }

    /// Reads a desktop entry.
    ///
    /// Returns `nil` when it is none of type Application, is marked deleted, or has no `Exec`.
    init?(entry text: String, id: String, file: String) {
        let keys = DesktopEntry.keys(in: text)
        guard keys["Type"] ?? "Application" == "Application", keys["Hidden"] != "true",
            let exec = keys["Exec"],
            let name = keys["Name"]
        else { return nil }
        let words = ExecLine.split(exec)
        guard !words.isEmpty else { return nil }
        self.id = id
        self.name = name
        genericName = keys["GenericName"] ?? ""
        comment = keys["Comment"] ?? ""
        keywords = DesktopEntry.list(keys["Keywords"])
        categories = DesktopEntry.list(keys["Categories"])
        mimeTypes = DesktopEntry.list(keys["MimeType"])
        self.exec = words
        needsTerminal = keys["Terminal"] == "true"
        isHidden = keys["NoDisplay"] == "true"
        self.file = file
        tryExec = keys["TryExec"]
    }

    /// A program that must exist for the application to be installed in full.
    private var tryExec: String?

    /// Whether its program, and the one it asks for, can be found.
    func isInstalled(path: String?) -> Bool {
        guard let program = exec.first, ProgramPath.find(program, path: path) != nil else { return false }
        return tryExec.map { ProgramPath.find($0, path: path) != nil } ?? true
    }

    static func baseName(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}

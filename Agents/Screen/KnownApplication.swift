/// An application that is installed, as its desktop entry describes it.
public struct KnownApplication: Hashable, Sendable, Codable {
    /// The name of the desktop entry without ".desktop"; what `open` is given.
    public var id: String
    /// The name a user sees.
    public var name: String
    /// What kind of application it is ("Text Editor"), if the entry says.
    public var genericName: String?
    /// Words it can be found by.
    public var keywords: [String]
    /// Its menu categories ("TerminalEmulator").
    public var categories: [String]
    /// The program that is run.
    public var executable: String
    /// Whether it runs inside a terminal; one with a window of its own is meant before it.
    public var needsTerminal: Bool
    /// Whether it can be started with a file to open.
    public var opensFiles: Bool
    /// Whether no menu offers it; it is meant where it is called by its name and nothing less.
    public var isHidden: Bool

    /// Creates a description of an application.
    public init(
        id: String,
        name: String,
        genericName: String? = nil,
        keywords: [String] = [],
        categories: [String] = [],
        executable: String,
        needsTerminal: Bool = false,
        opensFiles: Bool = false,
        isHidden: Bool = false
    ) {
        self.id = id
        self.name = name
        self.genericName = genericName
        self.keywords = keywords
        self.categories = categories
        self.executable = executable
        self.needsTerminal = needsTerminal
        self.opensFiles = opensFiles
        self.isHidden = isHidden
    }
}

extension KnownApplication {
    /// Returns how well a user's words name this application, 0 to 1.
    func match(_ phrase: String) -> Double {
        let names = [name, id] + (id.split(separator: ".").last.map { [String($0)] } ?? [])
        // Panels of settings are hidden too, and called "Display" or "Sound".
        if isHidden {
            let own =
                names.dropFirst().map(Match.normalized) + (name.contains(" ") ? [Match.normalized(name)] : [])
            return own.contains(Match.normalized(phrase)) ? 1 : 0
        }
        // Several entries may run one program: its settings, its other modes.
        let byName = max(names.map { Match.score(phrase, $0) }.max() ?? 0, Match.score(phrase, program) * 0.8)
        let byKind = genericName.map { Match.score(phrase, $0) * 0.95 } ?? 0
        let categories = self.categories.map { Match.score(phrase, Self.words($0)) * 0.9 }.max() ?? 0
        let byKeyword = keywords.map { Match.score(phrase, $0) * 0.7 }.max() ?? 0
        let byPurpose = max(byKind, categories, byKeyword)
        return max(byName, needsTerminal ? byPurpose * 0.7 : byPurpose)
    }

    /// What it may be called: by its name or the program's, also without the maker ("LibreOffice Writer"), the toolkit
    /// ("qalculate-gtk") or a mark at the end ("Qalculate!").
    var calls: [String] {
        var calls = [name, program]
        let words = name.split(separator: " ")
        if words.count == 2, let maker = words.first, maker.dropFirst().contains(where: \.isUppercase) {
            calls.append(String(words[1]))
        }
        if let last = name.last, last.isPunctuation { calls.append(String(name.dropLast())) }
        for toolkit in ["-gtk", "-qt"] where program.hasSuffix(toolkit) {
            calls.append(String(program.dropLast(toolkit.count)))
        }
        return calls
    }

    /// The program's name without its folder.
    var program: String { executable.split(separator: "/").last.map(String.init) ?? executable }

    /// Returns whether a window with this application's accessible name or class belongs to it.
    func owns(_ application: String) -> Bool {
        let other = Match.normalized(application)
        guard !other.isEmpty else { return false }
        let own = [name, program, id, id.split(separator: ".").last.map(String.init) ?? id].map(
            Match.normalized
        )
        return own.contains { $0 == other }
    }

    private static func words(_ category: String) -> String {
        var text = ""
        for character in category {
            if character.isUppercase, let last = text.last, last.isLowercase { text += " " }
            text.append(character)
        }
        return text
    }
}
